// Sorting, running reductions and ranks: PyTorch's values where a choice was made, batches, bad input.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { useBackend } from "../../backend/registry.ts";
import { wasmBackend } from "../../backend/wasm/wasm.ts";
import { arange, randperm, tensor, vmap, zeros } from "../index.ts";
import type { Tensor } from "../tensor.ts";

before(() => {
  useBackend(wasmBackend());
});

const [inf, nan] = [Number.POSITIVE_INFINITY, Number.NaN];
const gives = async (x: Tensor, expected: unknown) => assert.deepEqual(await x.toArray(), expected);

describe("sort", () => {
  it("puts NaN last, and first when descending; zeros of both signs keep their order", async () => {
    const x = tensor([nan, 0, -0, 1, -inf]);
    const up = x.sort();
    await gives(up.values, [-inf, 0, -0, 1, nan]);
    await gives(up.indices, [4, 1, 2, 3, 0]);
    await gives(x.sort(0, true).indices, [0, 3, 1, 2, 4]);
  });
  it("finds its way back: the order of the order is the inverse", async () => {
    const order = randperm(3000);
    await gives(order.argsort().indexSelect(0, order), await arange(3000).toArray());
    await gives(order.sort().values, await arange(3000).toArray());
  });
  it("of a number is the number", async () => {
    const { values, indices } = tensor(5).sort();
    assert.deepEqual([await values.item(), await indices.item()], [5, 0]);
  });
  it("refuses an axis that is not there", () => {
    const x: Tensor = zeros([2, 3]);
    assert.throws(() => x.sort(2), /^ShapeError: sort: axis 2 is out of range for shape \[2, 3\]$/);
  });
});

describe("mode", () => {
  it("is the most frequent value, the smallest of several, and its last place", async () => {
    const x = tensor([
      [2, 5, 5, 2],
      [7, 7, 1, 7],
      [3, 2, 1, 0],
    ]);
    await gives(x.mode().values, [2, 7, 0]);
    await gives(x.mode().indices, [3, 3, 3]);
    const { values, indices } = x.mode(0, true);
    const shape: Tensor<[1, 4]> = values;
    await gives(shape, [[2, 2, 1, 0]]);
    await gives(indices, [[0, 2, 2, 2]]);
  });
  it("passes the gradient to the place that it names", async () => {
    const x = tensor([1, 4, 1, 4, 0]);
    x.requiresGrad = true;
    x.mode().values.mul(3).backward();
    await gives(x.grad!, [0, 0, 3, 0, 0]);
  });
  it("of nothing is refused", () => {
    assert.throws(
      () => zeros([2, 0]).mode(),
      /^ArgumentError: mode: there are no values to choose from: got 0 along axis 1 of \[2, 0\]$/,
    );
  });
});

describe("topK", () => {
  it("takes the largest first, or the smallest", async () => {
    const x = tensor([
      [1, 5, 3],
      [9, 7, 8],
    ]);
    await gives(x.topK(2).values, [
      [5, 3],
      [9, 8],
    ]);
    await gives(x.topK(1, 0, false).indices, [[0, 0, 0]]);
    const shape: Tensor<[2, 1]> = x.topK(1).values;
    assert.deepEqual(shape.shape, [2, 1]);
  });
  it("refuses to take more than there are", () => {
    assert.throws(
      () => zeros([2, 3]).topK(4),
      /^ArgumentError: topK: k is out of range: got 4, from 0 to 3 on axis 1 of \[2, 3\]$/,
    );
  });
});

describe("searchsorted", () => {
  it("puts NaN behind all numbers, and equals before or behind their like", async () => {
    const row = tensor([1, 2, 2, nan]);
    await gives(row.searchsorted(tensor([2, 5, nan])), [1, 3, 3]);
    await gives(row.searchsorted(tensor([2, 5, nan]), true), [3, 3, 4]);
  });
  it("refuses rows that differ", () => {
    assert.throws(
      () => zeros([2, 3]).searchsorted(zeros([4])),
      /^ShapeError: searchsorted: rows differ: \[2, 3\] and values \[4\]\nhelp: /,
    );
  });
});

describe("median and quantile", () => {
  it("take the lower of two middles, and NaN where there is one", async () => {
    await gives(tensor([4, 1, 3, 2]).median(), 2);
    await gives(tensor([4, nan, 3, 2]).median(), nan);
    await gives(tensor([nan, nan]).nanmedian(), nan);
    await gives(zeros([0]).median(), nan);
  });
  it("keep infinities", async () => {
    await gives(tensor([1, 2, inf]).quantile(1), inf);
    await gives(tensor([-inf, inf, inf]).quantile(0.75), inf);
  });
  it("give one value a probability, in front", async () => {
    const x = zeros([2, 5]);
    const one: Tensor<[2]> = x.quantile(0.5, 1);
    const two: Tensor<[number, 2, 1]> = x.quantile([0.1, 0.9], 1, true);
    assert.deepEqual([one.shape, two.shape], [[2], [2, 2, 1]]);
  });
  it("refuse what makes no sense", () => {
    const x = zeros([3]);
    assert.throws(
      () => x.quantile(1.5),
      /^ArgumentError: quantile: q is out of range: got 1.5, from 0 to 1$/,
    );
    assert.throws(
      () => x.quantile(0.5, 0, false, "cubic" as "linear"),
      /^ArgumentError: quantile: there is no interpolation cubic: one of linear, lower, /,
    );
    assert.throws(
      () => zeros([2, 0]).median(1),
      /^ArgumentError: median: there are no values to choose from/,
    );
  });
});

describe("running reductions", () => {
  it("of bool count, and choose", async () => {
    const x = tensor([false, true, false]);
    await gives(x.cumsum(0), [0, 1, 1]);
    await gives(x.cummax(0), [false, true, true]);
  });
  it("keep the last of equal places, and NaN once it came", async () => {
    await gives(tensor([2, 2, nan, 3, nan]).argcummax(0), [0, 1, 2, 2, 4]);
  });
  it("of logarithms stay exact where their powers would vanish", async () => {
    const far = tensor([-1000, 0, 1000, -inf]);
    await gives(far.logcumsumexp(0), [-1000, 0, 1000, 1000]);
  });
});

describe("vmap", () => {
  it("goes through sorting and running reductions", async () => {
    const rows = tensor([
      [3, 1, 2],
      [5, 9, 7],
    ]);
    await gives(vmap((x: Tensor) => x.sort().values.cumsum(0))(rows), [
      [1, 3, 6],
      [5, 12, 21],
    ]);
  });
});
