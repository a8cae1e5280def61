// How tensors are told: in a line, as numbers, and as a picture.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accuracy } from "../metrics/index.ts";
import * as plot from "../plot/index.ts";
import { arange, tensor as makeTensor } from "../tensor/index.ts";
import { render } from "./render.ts";
import type { TensorLike } from "./tensorLike.ts";
import { statsOf } from "./tensorStats.ts";
import { tensorText } from "./tensorText.ts";

function tensor(shape: number[], values: number[], dtype = "f32"): TensorLike {
  return { shape, dtype, device: "wasm", data: async () => Float32Array.from(values) };
}

const count = (n: number) => Array.from({ length: n }, (_, i) => i);

describe("tensor summary", () => {
  it("leaves NaN and infinities out of the figures and counts them", () => {
    const stats = statsOf([1, 2, 3, Number.NaN, Number.POSITIVE_INFINITY]);
    assert.deepEqual(stats, { count: 5, min: 1, max: 3, mean: 2, std: 1, nan: 1, infinite: 1 });
  });

  it("keeps its precision far from zero", () => {
    assert.ok(Math.abs(statsOf([1e9 + 1, 1e9 + 2, 1e9 + 3]).std - 1) < 1e-9);
  });

  it("is the first line of a tensor's text", async () => {
    const { data } = await render(tensor([2, 2], [1, 2, 3, Number.NaN]));
    const [line] = (data["text/plain"] as string).split("\n");
    assert.equal(line, "Tensor [2, 2] f32 wasm · min 1 · max 3 · mean 2 · std 1 · NaN 1 · inf 0");
  });
});

describe("tensor text", () => {
  it("aligns columns and brackets as PyTorch does", () => {
    assert.equal(
      tensorText({ shape: [2, 2], dtype: "f32" }, [1, -2.5, 10, 0]),
      "[[ 1.0000, -2.5000],\n [10.0000,  0.0000]]",
    );
    assert.equal(tensorText({ shape: [3], dtype: "i32" }, [1, 20, -3]), "[ 1, 20, -3]");
    assert.equal(tensorText({ shape: [2], dtype: "bool" }, [1, 0]), "[ true, false]");
    assert.equal(tensorText({ shape: [2], dtype: "f32" }, [1, Number.NaN]), "[ 1., nan]");
    assert.equal(tensorText({ shape: [], dtype: "f32" }, [0.5]), "0.5000");
    assert.equal(tensorText({ shape: [0, 3], dtype: "f32" }, []), "[]");
  });

  it("puts an empty line between matrices", () => {
    assert.equal(tensorText({ shape: [2, 1, 2], dtype: "i32" }, count(4)), "[[[0, 1]],\n\n [[2, 3]]]");
  });

  it("uses exponents where decimals would hide the small numbers", () => {
    assert.equal(tensorText({ shape: [2], dtype: "f32" }, [1000.5, 0.25]), "[1.0005e+03, 2.5000e-01]");
  });

  it("elides the middle of long axes", () => {
    const text = tensorText({ shape: [100, 100], dtype: "i32" }, count(10_000));
    assert.equal(text.split("\n").length, 7);
    assert.match(text, /^\[\[ +0, +1, +2, \.\.\., +97, +98, +99\],/);
    assert.match(text, /\n \.\.\.,\n/);
  });
});

describe("tensor picture", () => {
  const types = async (value: TensorLike) => Object.keys((await render(value)).data);

  it("draws vectors, matrices and stacks of images, whatever the number of axes", async () => {
    for (const shape of [
      [2],
      [300],
      [3, 4],
      [64, 100],
      [5, 1, 8, 8],
      [2, 3, 8, 8],
      [2, 4, 5],
      [2, 2, 2, 2, 3],
    ]) {
      const size = shape.reduce((product, length) => product * length, 1);
      assert.deepEqual(
        await types(tensor(shape, count(size))),
        ["image/png", "text/plain"],
        `shape [${shape}]`,
      );
    }
  });

  it("tells scalars and empty tensors in words only", async () => {
    assert.equal((await render(tensor([], [3.25]))).data["text/plain"], "Tensor [] f32 wasm\n3.2500");
    assert.deepEqual(await types(tensor([0, 3], [])), ["text/plain"]);
  });

  it("draws what holds nothing but NaN", async () => {
    assert.deepEqual(
      await types(
        tensor(
          [20, 20],
          count(400).map(() => Number.NaN),
        ),
      ),
      ["image/png", "text/plain"],
    );
  });
});

describe("real tensors", () => {
  it("show themselves, and the runtime's own devices by name", async () => {
    const { data } = await render(arange(6).reshape([2, 3]));
    const [line, ...rows] = (data["text/plain"] as string).split("\n");
    assert.match(line ?? "", /^Tensor \[2, 3\] i32 \w+ · min 0 · max 5 · mean 2.5/);
    assert.deepEqual(rows, ["[[0, 1, 2],", " [3, 4, 5]]"]);
    assert.ok("image/png" in data);
  });

  it("go into plots and metrics as they are", async () => {
    const labels = makeTensor([0, 1, 1], { dtype: "i32" });
    const logits = makeTensor([
      [2, 1],
      [0, 1],
      [3, 1],
    ]);
    assert.equal(await accuracy(labels, logits), 2 / 3);
    const picture = plot.confusionMatrix(labels, logits);
    assert.match((await picture.content()).text, /accuracy 66.67 % of 3 samples/);
    const sheet = plot.images(arange(32).reshape([2, 4, 4]), {
      labels: makeTensor([5, 6], { dtype: "i32" }),
    });
    assert.match((await sheet.content()).text, /2 4×4 images\n5 +6/);
  });
});
