// Reading and writing at places and by masks: PyTorch's layouts, what happens to equals and to what is outside, gradients, errors.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { useBackend } from "../../backend/registry.ts";
import { wasmBackend } from "../../backend/wasm/wasm.ts";
import { arange, tensor, zeros } from "../index.ts";
import type { Tensor } from "../tensor.ts";

before(() => {
  useBackend(wasmBackend());
});

const nan = Number.NaN;
const gives = async (x: Tensor, expected: unknown) => assert.deepEqual(await x.toArray(), expected);
const grid = arange(24).reshape([2, 3, 4]);
const index = (...places: number[]) => tensor(Int32Array.from(places)) as Tensor;

describe("at, by tensors", () => {
  it("reads them together, not crosswise", async () => {
    await gives(grid.at(index(0, 1), index(2, 0)), [
      [8, 9, 10, 11],
      [12, 13, 14, 15],
    ]);
  });
  it("puts their axes where the first stood", async () => {
    const chosen = grid.at(null, index(2, 0, 1).reshape([3, 1]), index(3, 1));
    assert.deepEqual(chosen.shape, [2, 3, 2]);
    await gives(chosen.at(1), [
      [23, 21],
      [15, 13],
      [19, 17],
    ]);
  });
  it("puts them in front when a range lies between", async () => {
    const chosen = grid.at(index(0, 1), null, index(3, 0));
    await gives(chosen, [
      [3, 7, 11],
      [12, 16, 20],
    ]);
  });
  it("counts negative places from the end", () => gives(arange(5).at(index(-1, -5)), [4, 0]));
  it("refuses places that are seen to be outside, and masks", () => {
    assert.throws(
      () => grid.at(null, index(0, 3)),
      /^ShapeError: at: index 3 is out of range for axis 1 of \[2, 3, 4\]: from -3 to 2$/,
    );
    assert.throws(
      () => grid.at(tensor([true, false])),
      /^DTypeError: at: dtype does not fit: expected an integer index and got bool\nhelp: .*atMask\(mask\)/,
    );
  });
  it("gives NaN for places that turn out to be outside", async () => {
    const beyond = index(2, 0).add(index(2, 0));
    await gives(tensor([1, 2, 3]).at(beyond), [nan, 1]);
  });
});

describe("indexPut", () => {
  it("writes ranges, places and masks, and leaves the tensor as it was", async () => {
    const x = zeros([2, 3]);
    await gives(x.indexPut([1, [1, 3]], tensor([5, 6])), [
      [0, 0, 0],
      [0, 5, 6],
    ]);
    await gives(x.indexPut([index(1, 0), index(2, -3)], tensor([7, 8])), [
      [8, 0, 0],
      [0, 0, 7],
    ]);
    await gives(x.indexPut([tensor([true, false])], tensor([1, 2, 3])), [
      [1, 2, 3],
      [0, 0, 0],
    ]);
    await gives(x, [
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });
  it("keeps the last of several, or adds them all", async () => {
    const twice = [index(1, 1, 0)];
    await gives(zeros([3]).indexPut(twice, tensor([4, 5, 6])), [6, 5, 0]);
    await gives(zeros([3]).indexPut(twice, tensor([4, 5, 6]), true), [6, 9, 0]);
  });
  it("leaves gradients to what stays and to what is written", async () => {
    const x = zeros([3], { requiresGrad: true });
    const v = tensor([4, 5], { requiresGrad: true });
    x.indexPut([index(1, 1)], v)
      .mul(tensor([1, 10, 100]))
      .sum()
      .backward();
    await gives(x.grad!, [1, 0, 100]);
    await gives(v.grad!, [0, 10]);
  });
  it("refuses values that do not fit", () => {
    assert.throws(
      () => zeros([2, 3]).indexPut([1], zeros([4])),
      /^ShapeError: indexPut: shapes do not broadcast: \[4\] and \[3\]/,
    );
    assert.throws(
      () => arange(3).indexPut([1], tensor(0.5)),
      /^DTypeError: indexPut: dtypes differ: i32 and f32\nhelp: write source.to\("i32"\)/,
    );
  });
});

describe("scatter", () => {
  it("keeps the last of several, and what no index names", async () => {
    await gives(tensor([9, 9, 9]).scatter(0, index(2, 0, 2), tensor([1, 2, 3])), [2, 9, 3]);
  });
  it("takes a source that is larger than the index", async () => {
    await gives(zeros([1, 3]).scatter(1, index(2, 0).reshape([1, 2]), tensor([[1, 2, 3]])), [[2, 0, 1]]);
  });
  it("refuses an index that reaches too far", () => {
    assert.throws(
      () => zeros([2, 3]).scatter(0, zeros([1, 4]), 1),
      /^ShapeError: scatter: sizes differ off axis 0: index \[1, 4\] and \[2, 3\]$/,
    );
    assert.throws(
      () => zeros([3]).scatter(0, index(3), 1),
      /^ShapeError: scatter: index 3 is out of range for axis 0/,
    );
  });
});

describe("what has a size that the values decide", () => {
  it("nonzero gives indices, NaN among them", async () => {
    await gives(await tensor([0, nan, 0, 2]).nonzero(), [[1], [3]]);
    await gives(await grid.gt(21).nonzero(), [
      [1, 2, 2],
      [1, 2, 3],
    ]);
    assert.deepEqual((await zeros([2, 3]).nonzero()).shape, [0, 2]);
    assert.deepEqual((await zeros([0]).nonzero()).shape, [0, 1]);
  });
  it("maskedSelect and atMask choose in order, with gradients", async () => {
    const x = tensor([3, -1, 5], { requiresGrad: true });
    const chosen = await x.maskedSelect(x.gt(0));
    await gives(chosen, [3, 5]);
    chosen.square().sum().backward();
    await gives(x.grad!, [6, 0, 10]);
    await gives(await grid.atMask(tensor([false, true])), [await grid.at(1).toArray()]);
  });
  it("refuses masks that do not fit", async () => {
    await assert.rejects(
      grid.atMask(tensor([true, false, true])),
      /^ShapeError: atMask: the mask is not over the first axes: \[3\] and \[2, 3, 4\]$/,
    );
    await assert.rejects(
      grid.atMask(zeros([2])),
      /^DTypeError: atMask: dtype does not fit: expected bool and got f32/,
    );
  });
  it("unique gives values, places and counts", async () => {
    const { values, inverse, counts } = await tensor([
      [2, 0],
      [nan, 2],
    ]).unique();
    await gives(values, [0, 2, nan]);
    await gives(inverse, [
      [1, 0],
      [2, 1],
    ]);
    await gives(counts, [1, 2, 1]);
    assert.deepEqual((await zeros([0]).unique()).values.shape, [0]);
  });
  it("unique along an axis puts parts in order, value by value", async () => {
    const x = tensor([
      [2, 0, 2, nan],
      [1, 5, 1, 0],
    ]);
    const { values, inverse, counts } = await x.unique(-1);
    await gives(values, [
      [0, 2, nan],
      [5, 1, 0],
    ]);
    await gives(inverse, [1, 0, 1, 2]);
    await gives(counts, [1, 2, 1]);
    assert.deepEqual((await zeros([3, 0]).unique(1)).values.shape, [3, 0]);
    assert.deepEqual((await zeros([3, 0]).unique(0)).values.shape, [1, 0]);
    await assert.rejects(x.unique(2), /^ShapeError: unique: axis 2 is out of range/);
  });
  it("uniqueConsecutive leaves equal values apart that stand apart", async () => {
    const x = tensor([
      [1, 1],
      [1, 2],
      [1, 2],
    ]);
    const flat = await x.uniqueConsecutive();
    await gives(flat.values, [1, 2, 1, 2]);
    await gives(flat.inverse, [
      [0, 0],
      [0, 1],
      [2, 3],
    ]);
    await gives(flat.counts, [3, 1, 1, 1]);
    const rows = await x.uniqueConsecutive(0);
    await gives(rows.values, [
      [1, 1],
      [1, 2],
    ]);
    await gives(rows.inverse, [0, 1, 1]);
    await gives(rows.counts, [1, 2]);
    assert.deepEqual((await zeros([0]).uniqueConsecutive()).counts.shape, [0]);
  });
});

describe("histogram", () => {
  it("finds its range, and widens one of a single value", async () => {
    const { edges } = tensor([2, 2]).histogram(2);
    await gives(edges, [1.5, 2, 2.5]);
  });
  it("refuses a range that is empty", () => {
    assert.throws(
      () => zeros([2]).histogram(2, { range: [1, 0] }),
      /^ArgumentError: histogram: range is empty: from 1 to 0$/,
    );
  });
});
