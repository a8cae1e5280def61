// The shipped data sets as tensors, in parts and in batches.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Tensor, tensor } from "../tensor/index.ts";
import { parseNumbers } from "./csv.ts";
import * as data from "./index.ts";

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);
const sorted = (values: ArrayLike<number>) => Array.from(values).sort((a, b) => a - b);

describe("data sets", () => {
  it("digits: 1,797 images with ink from 0 to 1, about 180 of each digit", async () => {
    const { images, labels, names } = data.digits();
    assert.deepEqual([images.shape, images.dtype], [[1797, 1, 8, 8], "f32"]);
    assert.deepEqual([labels.shape, labels.dtype], [[1797], "i32"]);
    const [pixels, digits] = [await images.data(), await labels.data()];
    assert.deepEqual([Math.min(...pixels), Math.max(...pixels)], [0, 1]);
    assert.deepEqual(
      Array.from(pixels.slice(0, 8)),
      [0, 0, 5, 13, 9, 1, 0, 0].map((level) => level / 16),
    );
    assert.equal(sum(pixels) * 16, 561718);
    const tally = names.map((name) => Array.from(digits).filter((digit) => digit === Number(name)).length);
    assert.deepEqual(tally, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  });

  const tables = [
    { name: "iris", load: data.iris, shape: [150, 4], perClass: [50, 50, 50], first: [5.1, 3.5, 1.4, 0.2] },
    {
      name: "wine",
      load: data.wine,
      shape: [178, 13],
      perClass: [59, 71, 48],
      first: [14.23, 1.71, 2.43, 15.6],
    },
    {
      name: "breastCancer",
      load: data.breastCancer,
      shape: [569, 30],
      perClass: [212, 357],
      first: [17.99, 10.38, 122.8, 1001],
    },
  ] as const;
  for (const { name, load, shape, perClass, first } of tables)
    it(`${name}: ${shape[0]} samples of ${shape[1]} measures`, async () => {
      const { features, labels, featureNames, names } = load();
      assert.deepEqual(features.shape, shape);
      assert.equal(featureNames.length, shape[1]);
      assert.deepEqual(Array.from((await features.data()).slice(0, 4)), Array.from(Float32Array.from(first)));
      const classes = Array.from(await labels.data());
      assert.deepEqual(
        names.map((_, label) => classes.filter((value) => value === label).length),
        perClass,
      );
    });
});

describe("split", () => {
  it("parts every tensor alike and lets the rest through", async () => {
    const { train, test } = await data.split(data.iris(), { test: 0.2, seed: 1 });
    assert.deepEqual(
      [train.features.shape, test.features.shape],
      [
        [120, 4],
        [30, 4],
      ],
    );
    assert.deepEqual([train.labels.shape, test.names], [[120], ["setosa", "versicolor", "virginica"]]);
    const all = sum(await data.iris().features.data());
    assert.ok(Math.abs(sum(await train.features.data()) + sum(await test.features.data()) - all) < 1e-3);
  });

  it("keeps rows and their labels together", async () => {
    const numbers = Float32Array.from({ length: 20 }, (_, i) => i);
    const set = { x: tensor(numbers, { shape: [20, 1] }), labels: tensor(Int32Array.from(numbers)) };
    const { train, test } = await data.split(set, { seed: 3 });
    for (const part of [train, test])
      assert.deepEqual(Array.from(await part.x.data()), Array.from(await part.labels.data()));
  });

  it("keeps the classes' proportions if asked, and repeats by its seed", async () => {
    const parts = () => data.split(data.wine(), { test: 0.25, seed: 7, stratify: true });
    const labels = await (await parts()).test.labels.data();
    const tally = [0, 1, 2].map((label) => Array.from(labels).filter((value) => value === label).length);
    assert.deepEqual(tally, [15, 18, 12]);
    assert.deepEqual(await (await parts()).test.labels.data(), labels);
  });

  it("refuses tensors with different numbers of samples", async () => {
    await assert.rejects(data.split({ x: tensor([1, 2, 3]), y: tensor([1, 2]) }), {
      message: "split: numbers of samples differ: x 3 and y 2",
    });
    await assert.rejects(data.split(data.iris(), { stratify: "species" }), {
      message: "split: no list of classes to stratify by: species",
    });
  });
});

describe("batches", () => {
  const x = tensor(
    Float32Array.from({ length: 20 }, (_, i) => i),
    { shape: [10, 2] },
  );
  const y = tensor(Int32Array.from({ length: 10 }, (_, i) => i));

  async function epoch(
    source: Iterable<readonly [Tensor, Tensor]>,
  ): Promise<{ sizes: number[]; order: number[] }> {
    const sizes: number[] = [];
    const order: number[] = [];
    for (const [inputs, targets] of source) {
      const labels = Array.from(await targets.data());
      assert.deepEqual(
        Array.from(await inputs.data()),
        labels.flatMap((label) => [2 * label, 2 * label + 1]),
      );
      sizes.push(labels.length);
      order.push(...labels);
    }
    return { sizes, order };
  }

  it("goes through all samples once, inputs with their targets", async () => {
    const source = data.batches(x, y, { batchSize: 4 });
    assert.equal(source.length, 3);
    assert.deepEqual(await epoch(source), { sizes: [4, 4, 2], order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] });
  });

  it("shuffles each epoch anew, all of it by the seed", async () => {
    const options = { batchSize: 3, shuffle: true, seed: 11 };
    const source = data.batches(x, y, options);
    const [first, second] = [await epoch(source), await epoch(source)];
    assert.deepEqual(sorted(first.order), sorted(second.order));
    assert.notDeepEqual(first.order, second.order);
    const again = data.batches(x, y, options);
    assert.deepEqual([await epoch(again), await epoch(again)], [first, second]);
  });

  it("refuses as many targets as there are not inputs", () => {
    assert.throws(() => data.batches(x, tensor([1, 2])), {
      message: "batches: numbers of samples differ: 10 and 2",
    });
  });
});

describe("parseNumbers", () => {
  it("reads rows of numbers, with any line ends", () => {
    const { rows, columns, values } = parseNumbers("head\n1,2.5\r\n-3,4e1\n", 1);
    assert.deepEqual([rows, columns, [...values]], [2, 2, [1, 2.5, -3, 40]]);
  });

  it("refuses ragged rows and words", () => {
    assert.throws(() => parseNumbers("1,2\n3\n"), { message: "csv: columns differ: 2 and 1 in line 2" });
    assert.throws(() => parseNumbers("1,x\n"), { message: 'csv: not a number: "x" in line 1' });
    assert.throws(() => parseNumbers("1,\n"), { message: 'csv: not a number: "" in line 1' });
  });
});
