import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DType } from "../../graph/dtype.ts";
import { hostArray } from "../../graph/dtype.ts";
import type { BinaryKind, Node, Shape, UnaryKind } from "../../graph/node.ts";
import { primitive as p } from "../../ops/index.ts";
import { referenceBackend } from "./reference.ts";

const backend = referenceBackend();

function leaf(values: readonly number[], shape: Shape = [values.length], dtype: DType = "f32"): Node {
  const host = hostArray(dtype, values.length);
  host.set(values);
  return p.stored(backend.upload(host, dtype), shape);
}

function valuesOf(node: Node): number[] {
  backend.realize([node]);
  return [...backend.read!(node.storage!)];
}

const counting = (shape: Shape): Node => {
  const size = shape.reduce((a, b) => a * b, 1);
  return leaf(
    Array.from({ length: size }, (_, i) => i),
    shape,
  );
};

describe("reference backend: elementwise", () => {
  const unary = (kind: UnaryKind, values: number[]) => valuesOf(p.unary(kind, leaf(values)));
  const binary = (kind: BinaryKind, a: number[], b: number[], dtype: DType = "f32") =>
    valuesOf(p.binary(kind, leaf(a, undefined, dtype), leaf(b, undefined, dtype)));

  it("rounds halves to the even neighbour", () =>
    assert.deepEqual(unary("round", [0.5, 1.5, 2.5, -0.5, -1.5, 2.4]), [0, 2, 2, -0, -2, 2]));
  it("gives 0 for the sign of NaN", () => assert.deepEqual(unary("sign", [Number.NaN, -2, 3]), [0, -1, 1]));
  it("knows erf to f32's last bit", () =>
    assert.deepEqual(
      unary("erf", [0, 0.5, 1, -2, 3.5, 8]),
      [0, 0.5204998778130465, 0.8427007929497149, -0.9953222650189527, 0.9999992569016276, 1].map(
        Math.fround,
      ),
    ));
  it("gives the remainder the divisor's sign", () =>
    assert.deepEqual(binary("mod", [5, -5, 5, -5], [3, 3, -3, -3]), [2, 1, -1, -2]));
  it("takes NaN as the extreme", () =>
    assert.deepEqual(binary("max", [1, Number.NaN, 3], [2, 0, Number.NaN]), [2, Number.NaN, Number.NaN]));
  it("wraps integers around", () => assert.deepEqual(binary("mul", [2 ** 30, 3], [4, -5], "i32"), [0, -15]));
  it("truncates integer division, and gives 0 for a division by 0", () =>
    assert.deepEqual(binary("div", [7, -7, 7], [2, 2, 0], "i32"), [3, -3, 0]));
  it("saturates floats that become integers", () =>
    assert.deepEqual(valuesOf(p.cast(leaf([1.9, -1.9, Number.NaN, 1e20]), "i32")), [1, -1, 0, 2 ** 31 - 1]));
  it("treats `not` of bool as logical", () =>
    assert.deepEqual(valuesOf(p.unary("not", leaf([0, 1], [2], "bool"))), [1, 0]));
});

describe("reference backend: reductions", () => {
  it("sums over chosen axes, each left at size 1", () => {
    const sum = p.reduce("sum", counting([2, 3, 2]), [0, 2]);
    assert.deepEqual(
      [sum.shape, valuesOf(sum)],
      [
        [1, 3, 1],
        [14, 22, 30],
      ],
    );
  });
  it("finds the first extreme, NaN before all", () => {
    const x = leaf([1, 3, 3, 2, Number.NaN, 9], [2, 3]);
    assert.deepEqual(valuesOf(p.reduce("argmax", x, [1])), [1, 1]);
    assert.deepEqual(valuesOf(p.reduce("min", x, [1])), [1, Number.NaN]);
  });
  it("gives 0 and 1 for the sum and product of nothing", () => {
    assert.deepEqual(valuesOf(p.reduce("sum", counting([0]), [0])), [0]);
    assert.deepEqual(valuesOf(p.reduce("prod", counting([0]), [0])), [1]);
  });
});

describe("reference backend: movement", () => {
  it("permutes", () => assert.deepEqual(valuesOf(p.permute(counting([2, 3]), [1, 0])), [0, 3, 1, 4, 2, 5]));
  it("expands", () => assert.deepEqual(valuesOf(p.expand(leaf([1, 2], [2, 1]), [2, 2])), [1, 1, 2, 2]));
  it("slices backwards", () => assert.deepEqual(valuesOf(p.slice(counting([5]), [4], [-2], [3])), [4, 2, 0]));
  it("pads with zeros", () => assert.deepEqual(valuesOf(p.pad(leaf([1, 2]), [1], [2])), [0, 1, 2, 0, 0]));
  it("sees overlapping windows, and folds them back", () => {
    const windows = { size: [2], stride: [1], dilation: [1] };
    const seen = p.window(leaf([1, 2, 3]), windows);
    assert.deepEqual(
      [seen.shape, valuesOf(seen)],
      [
        [2, 2],
        [1, 2, 2, 3],
      ],
    );
    assert.deepEqual(valuesOf(p.fold(seen, windows, [3])), [1, 4, 3]);
  });
});

describe("reference backend: indexing", () => {
  const index = leaf([2, -1, 0, 0], [4], "i32");
  it("gathers, NaN where the index is outside", () =>
    assert.deepEqual(valuesOf(p.gather(leaf([1, 2, 3]), 0, index)), [3, Number.NaN, 1, 1]));
  it("adds repeated places, and drops those outside", () =>
    assert.deepEqual(valuesOf(p.scatterAdd([3], 0, index, leaf([1, 2, 3, 4]))), [7, 0, 1]));
});

describe("reference backend: products", () => {
  it("multiplies matrices batch by batch", () =>
    assert.deepEqual(valuesOf(p.matmul(counting([2, 1, 2]), counting([2, 2, 1]))), [1, 13]));
  it("convolves with padding, stride, dilation and groups", () => {
    const geometry = { stride: [2], padding: [[1, 0]] as [number, number][], dilation: [2], groups: 2 };
    const result = p.conv(counting([1, 2, 5]), leaf([1, 10, 1, 10], [2, 1, 2]), geometry);
    assert.deepEqual(
      [result.shape, valuesOf(result)],
      [
        [1, 2, 2],
        [10, 31, 60, 86],
      ],
    );
  });
});

describe("reference backend: memory", () => {
  it("counts the bytes of storages that are alive", () => {
    const own = referenceBackend();
    const storage = own.upload(new Float32Array(8), "f32");
    assert.equal(own.memory().live, 32);
    own.free(storage);
    own.free(storage);
    assert.equal(own.memory().live, 0);
  });
  it("computes graphs of 50,000 nodes without running out of stack", () => {
    let x = leaf([0]);
    for (let i = 0; i < 50_000; i++) x = p.binary("add", x, p.constant(1, [1], "f32"));
    assert.deepEqual(valuesOf(x), [50_000]);
  });
});
