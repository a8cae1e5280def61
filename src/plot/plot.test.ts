// The plots as values: what their specs and texts say, and what they refuse.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { maxSpecBytes } from "./chart.ts";
import type { Chart } from "./index.ts";
import * as plot from "./index.ts";

interface Spec {
  data: { values: Record<string, unknown>[] };
  layer: Spec[];
  concat: Spec[];
  title: { text: string; subtitle?: string };
}

const specOf = async (chart: Chart) => (await chart.content()).spec as unknown as Spec;
const textOf = async (chart: { content(): Promise<{ text: string }> }) => (await chart.content()).text;
const count = (n: number) => Array.from({ length: n }, (_, i) => i);

function tensor(shape: number[], values: number[]) {
  return { shape, dtype: "f32", device: "reference", data: async () => Float32Array.from(values) };
}

describe("every chart", () => {
  const charts: Record<string, Chart> = {
    line: plot.line({ a: [1, 2], b: [2, 1] }, { title: "T" }),
    scatter: plot.scatter([1, 2], [3, 4], { by: ["x", "y"] }),
    bar: plot.bar({ cat: 3, dog: 5 }),
    histogram: plot.histogram([1, 2, 2, 3]),
    lossCurve: plot.lossCurve({ loss: [2, 1], valLoss: [2, 1.5], accuracy: [0.5, 0.9] }),
    vegaLite: plot.vegaLite({ data: { values: [{ a: 1 }] }, mark: "point", encoding: {} }),
  };
  for (const [name, chart] of Object.entries(charts))
    it(`compiles and draws: ${name}`, async () => {
      const svg = await chart.svg();
      assert.match(svg, /^<svg /);
      assert.notEqual(await textOf(chart), "");
    });

  it("escapes markup in labels", async () => {
    const label = "<script>alert(1)</script> & co";
    for (const chart of [
      plot.line({ [label]: [1, 2], b: [1, 2] }, { title: label }),
      plot.bar({ [label]: 1 }),
    ])
      assert.doesNotMatch(await chart.svg(), /<script/);
    const picture = plot.confusionMatrix([0, 1], [0, 1], { labels: [label, "b"], title: label });
    assert.doesNotMatch((await picture.content()).svg, /<script/);
  });

  it("stays small, however much it is given", async () => {
    const n = 200_000;
    const noise = Float64Array.from({ length: n }, (_, i) => Math.sin(i * i));
    for (const chart of [
      plot.line({ a: noise, b: noise, c: noise }),
      plot.scatter(noise, noise, { by: noise.map((value) => Math.sign(value)) }),
      plot.histogram({ a: noise, b: noise }),
      plot.lossCurve({ loss: noise, valLoss: noise, accuracy: noise }),
      plot.bar(count(n), noise),
    ])
      assert.ok(JSON.stringify(await specOf(chart)).length <= maxSpecBytes);
  });

  it("refuses a spec that is too large", () => {
    const values = count(20_000).map((a) => ({ a }));
    assert.throws(
      () => plot.vegaLite({ data: { values }, mark: "point" }),
      /^ArgumentError: chart: the spec is too large/,
    );
  });

  it("prints as its text twin", () => {
    assert.equal(inspect(plot.bar({ cat: 3 }, { title: "Pets" })), `Pets\ncat  ${"█".repeat(30)} 3`);
  });

  it("takes tensors, and reads them when it is made", async () => {
    let reads = 0;
    const source = { ...tensor([3], [1, 2, 3]), data: async () => Float32Array.of(++reads, 2, 3) };
    const chart = plot.line(source);
    assert.equal(reads, 1);
    await chart.svg();
    assert.equal(reads, 1);
  });
});

describe("plot.line", () => {
  it("keeps a spike when it thins", async () => {
    const values = new Float64Array(100_000);
    values[54_321] = 7;
    const spec = await specOf(plot.line(values));
    assert.ok(spec.data.values.some(({ x, y }) => x === 54_321 && y === 7));
  });

  it("takes x as its first argument or as an option", async () => {
    const first = await specOf(plot.line([10, 20], [1, 2]));
    assert.deepEqual(first.data.values, (await specOf(plot.line([1, 2], { x: [10, 20] }))).data.values);
    assert.deepEqual(first.data.values, [
      { x: 10, y: 1, s: "y" },
      { x: 20, y: 2, s: "y" },
    ]);
  });

  it("refuses curves of another length than x", () => {
    assert.throws(() => plot.line([1, 2, 3], [1, 2]), { message: "line: lengths differ: 3 and 2" });
  });

  it("leaves a gap where a value is not finite", async () => {
    const spec = await specOf(plot.line([1, Number.NaN, 3]));
    assert.equal(spec.data.values[1]?.y, null);
  });
});

describe("plot.histogram", () => {
  it("counts as NumPy does: equal bins, the last one closed", async () => {
    const spec = await specOf(plot.histogram([0, 1, 1.5, 2, 3, 4], { bins: 4 }));
    assert.deepEqual(
      spec.data.values.map(({ a, b, n }) => [a, b, n]),
      [
        [0, 1, 1],
        [1, 2, 2],
        [2, 3, 1],
        [3, 4, 2],
      ],
    );
  });

  it("says how many values are not finite", async () => {
    const chart = plot.histogram([1, 2, Number.NaN, Number.POSITIVE_INFINITY]);
    assert.equal((await specOf(chart)).title.subtitle, "2 NaN or infinite");
  });

  it("draws values that are all equal, and none at all", async () => {
    assert.match(await plot.histogram([5, 5]).svg(), /^<svg/);
    assert.match(await plot.histogram([]).svg(), /^<svg/);
  });
});

describe("plot.lossCurve", () => {
  const expected = /best epoch 2: validation loss 1/;
  it("takes columns, records or anything with a history, in either spelling", async () => {
    const columns = { loss: [3, 2, 1], valLoss: [2, 1, 1.5] };
    const records = columns.loss.map((loss, i) => ({ epoch: i + 1, loss, val_loss: columns.valLoss[i] }));
    for (const history of [columns, records, { history: columns }, { history: records }])
      assert.match(await textOf(plot.lossCurve(history)), expected);
  });

  it("puts the loss first, and each further metric beside it", async () => {
    const spec = await specOf(
      plot.lossCurve({ accuracy: [0.1, 0.2], loss: [2, 1], valAccuracy: [0.1, 0.3] }),
    );
    assert.equal(spec.concat.length, 2);
    assert.deepEqual(
      spec.concat[0]?.layer[0]?.data.values.map(({ y }) => y),
      [2, 1],
    );
  });

  it("says where the loss is no number any more", async () => {
    const nan = Number.NaN;
    assert.match(
      await textOf(plot.lossCurve({ loss: [2, nan, nan] })),
      /best epoch 1: loss 2 · loss NaN at epoch 2/,
    );
    const lost = plot.lossCurve({ loss: [nan, nan], valLoss: [nan, nan] });
    assert.match(await textOf(lost), /loss NaN at epoch 1\n.*no finite value/);
    assert.match(await lost.svg(), /^<svg /);
  });

  it("does not take a metric that begins with val for a validation curve", async () => {
    assert.match(await textOf(plot.lossCurve({ loss: [1], value: [2] })), /training value/);
  });

  it("refuses a history without a loss", () => {
    assert.throws(() => plot.lossCurve({ accuracy: [1] }), {
      message: "lossCurve: no loss in the history: accuracy",
    });
  });
});

describe("plot.confusionMatrix", () => {
  it("draws labels, a matrix made before, or bare counts alike", async () => {
    const first = await textOf(plot.confusionMatrix([0, 0, 1], [0, 1, 1]));
    assert.equal(
      await textOf(
        plot.confusionMatrix([
          [1, 1],
          [0, 1],
        ]),
      ),
      first,
    );
    assert.equal(
      await textOf(plot.confusionMatrix(tensor([3], [0, 0, 1]), tensor([3, 2], [1, 0, 0, 1, 0, 1]))),
      first,
    );
    assert.equal(
      first,
      "Confusion matrix · accuracy 66.67 % of 3 samples\ntrue \\ predicted  0  1\n0                 1  1\n1                 ·  1\nmost confused: 0 → 1 (1)",
    );
  });
});

describe("plot.confusionMatrix of many classes", () => {
  it("becomes a picture of pixels, and names the worst confusions", async () => {
    const classes = count(300);
    const picture = plot.confusionMatrix(
      classes,
      classes.map((i) => (i === 7 ? 8 : i)),
    );
    const { svg, text } = await picture.content();
    assert.ok(svg.length < 100_000);
    assert.match(text, /300 classes\nmost confused: 7 → 8 \(1\)$/);
  });
});

describe("plot.images", () => {
  const size = (png: { bytes: Uint8Array }) => Buffer.from(png.bytes).readUInt32BE(16);
  const zeros = (shape: number[]) => tensor(shape, new Array(shape.reduce((a, b) => a * b, 1)).fill(0));

  it("takes stacks with and without channels, one image, and nested arrays", async () => {
    for (const shape of [
      [4, 8, 8],
      [4, 1, 8, 8],
      [4, 3, 8, 8],
      [8, 8],
    ])
      assert.ok(size(await plot.images(zeros(shape)).png()) > 100);
    assert.match(
      await textOf(
        plot.images([
          [0, 1],
          [1, 0],
        ]),
      ),
      /^1 2×2 images/,
    );
  });

  it("writes what was predicted and what it is", async () => {
    const picture = plot.images(zeros([2, 4, 4]), { labels: [3, 4], predictions: [3, 9] });
    assert.match(await textOf(picture), /2 4×4 images\n3 +9, is 4/);
  });

  it("refuses other shapes, and helps with channels that come last", () => {
    assert.throws(() => plot.images(zeros([2, 8, 8, 3])), /permute\(0, 3, 1, 2\)/);
    assert.throws(() => plot.images([1, 2, 3]), /not a stack of images: \[3\]/);
    assert.throws(() => plot.images([[1, 2], [3]]), /ragged arrays/);
  });

  it("refuses too few labels", async () => {
    await assert.rejects(textOf(plot.images(zeros([2, 4, 4]), { labels: [1] })), {
      message: "images: too few labels: 1 and 2 images",
    });
  });

  it("draws the first images of many and says so", async () => {
    const picture = plot.images(zeros([150, 2, 2]));
    assert.match((await picture.content()).svg, /100 of 150 images/);
  });
});
