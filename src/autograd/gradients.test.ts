// Every op of the table against central differences, on the exact reference backend. A new op is checked by being there.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { referenceBackend } from "../backend/reference/reference.ts";
import type { Node, Shape } from "../graph/node.ts";
import {
  type Build,
  groupOps,
  nodesOf,
  type Op,
  ops,
  primitive as p,
  type Results,
  type Sample,
  sampleArguments,
} from "../ops/index.ts";
import { gradientsFor, leafGradients } from "./backward.ts";

const backend = referenceBackend({ exact: true });
const step = 1e-5;

function valuesOf(node: Node): Float64Array {
  backend.realize([node]);
  return (node.storage as unknown as { values: Float64Array }).values;
}

function leaf(values: Float64Array, shape: Shape, requiresGrad: boolean): Node {
  const made = p.stored(backend.upload(values as never, "f32"), shape);
  made.requiresGrad = made.gradientLeaf = requiresGrad;
  return made;
}

/** One sample call: its f32 operands as numbers to vary, and the call itself. */
function callOf(op: Op, sample: readonly unknown[]) {
  const operands: { values: Float64Array; shape: Shape }[] = [];
  sampleArguments(sample, (operand: Sample, turn) => {
    if (operand.dtype === "f32") {
      operands.push({ values: Float64Array.from(operand.host(turn)), shape: operand.shape });
    }
    return p.constant(0, [], "f32");
  });
  const call = (leaves: readonly Node[]): readonly Node[] => {
    let next = 0;
    const args = sampleArguments(sample, (operand, turn) =>
      operand.dtype === "f32" ? leaves[next++]! : p.data(operand.host(turn), operand.shape, operand.dtype),
    );
    const made = (op as Build as (...args: unknown[]) => Node | Results)(...args);
    return nodesOf(made).filter(({ dtype }) => dtype === "f32");
  };
  return { operands, call };
}

// Weights that differ, so that no two gradients of the results can be confused.
const weighted = (results: readonly Node[]): Node => results.map(weightedSum).reduce((a, b) => ops.add(a, b));

function weightedSum(result: Node): Node {
  const size = result.shape.reduce((a, b) => a * b, 1);
  const weights = Float64Array.from({ length: size }, (_, i) => 0.3 + ((i * 0.37) % 1));
  return ops.sum(ops.mul(result, leaf(weights, result.shape, false)));
}

function assertGradient(op: Op, sample: readonly unknown[]): void {
  const { operands, call } = callOf(op, sample);
  const leaves = operands.map(({ values, shape }) => leaf(values, shape, true));
  const results = call(leaves);
  if (results.length === 0 || leaves.length === 0) return;
  if (!results.every((result) => valuesOf(result).every(Number.isFinite))) return;
  const gradients = leafGradients(weighted(results), p.constant(1, [], "f32"));
  const lossAt = (which: number, place: number, change: number): number => {
    const moved = operands.map(({ values, shape }, i) => {
      const copy = Float64Array.from(values);
      if (i === which) copy[place]! += change;
      return leaf(copy, shape, true);
    });
    return valuesOf(weighted(call(moved)))[0]!;
  };
  leaves.forEach((x, which) => {
    const gradient = gradients.get(x);
    const got = gradient ? valuesOf(gradient) : new Float64Array(operands[which]!.values.length);
    got.forEach((value, place) => {
      const difference = (lossAt(which, place, step) - lossAt(which, place, -step)) / (2 * step);
      const off = Math.abs(value - difference) / Math.max(1, Math.abs(difference));
      assert.ok(off < 1e-6, `operand ${which} at ${place}: gradient ${value} and difference ${difference}`);
    });
  });
}

describe("gradients: every op's agrees with central differences", () => {
  for (const [name, op] of [...Object.entries(ops), ...Object.entries(groupOps)]) {
    const { gradientUnchecked } = op as Op;
    it(name, gradientUnchecked ? { skip: gradientUnchecked } : {}, () => {
      assert.ok(op.samples.length > 0, `${name} has no sample`);
      for (const sample of op.samples) assertGradient(op as Op, sample);
    });
  }
});

describe("gradients: of gradients", () => {
  const x = leaf(Float64Array.of(0.5, 1.5), [2], true);
  const one = p.constant(1, [], "f32");

  it("x⁴ has 4x³, 12x², 24x", () => {
    const wanted = new Set([x]);
    let y = ops.sum(ops.pow(x, 4));
    const expected = [(v: number) => 4 * v ** 3, (v: number) => 12 * v ** 2, (v: number) => 24 * v];
    for (const formula of expected) {
      const gradient = gradientsFor(y, one, wanted).get(x)!;
      [...valuesOf(gradient)].forEach((value, i) => {
        assert.ok(Math.abs(value - formula([0.5, 1.5][i]!)) < 1e-12);
      });
      y = ops.sum(gradient);
    }
  });

  it("a convolution's input gradient has a gradient for the weight", () => {
    const image = leaf(Float64Array.of(1, 2, 3, 4), [1, 1, 2, 2], true);
    const weight = leaf(Float64Array.of(3), [1, 1, 1, 1], true);
    const loss = ops.sum(ops.square(ops.conv2d(image, weight)));
    const forImage = gradientsFor(loss, one, new Set([image])).get(image)!;
    const forWeight = gradientsFor(ops.sum(forImage), one, new Set([weight])).get(weight)!;
    // loss = Σ (w x)², so d/dx = 2 w² x and d²/dx dw = 4 w x, summed over x.
    assert.deepEqual([...valuesOf(forWeight)], [4 * 3 * 10]);
  });

  it("walks 20,000 nodes without running out of stack", () => {
    let y: Node = x;
    for (let i = 0; i < 20_000; i++) y = ops.add(y, 1);
    const gradient = leafGradients(ops.sum(y), one).get(x)!;
    assert.deepEqual([...valuesOf(gradient)], [1, 1]);
  });
});

describe("gradients: what PyTorch gives where the derivative is a choice", () => {
  const gradientOf = (f: (x: Node) => Node, values: number[], shape: Shape = [values.length]): number[] => {
    const x = leaf(Float64Array.from(values), shape, true);
    return [...valuesOf(leafGradients(ops.sum(f(x)), p.constant(1, [], "f32")).get(x)!)];
  };

  it("relu at 0: 0", () => assert.deepEqual(gradientOf(ops.relu, [-1, 0, 1]), [0, 0, 1]));
  it("abs at 0: 0", () => assert.deepEqual(gradientOf(ops.abs, [-1, 0, 1]), [-1, 0, 1]));
  it("median of all: equals share; along an axis: one of them has it", () => {
    assert.deepEqual(gradientOf(ops.median, [2, 1, 2, 2, 3, 0]), [1 / 3, 0, 1 / 3, 1 / 3, 0, 0]);
    const along = gradientOf((x) => ops.median(x, 1), [2, 1, 2, 2, 3, 0], [1, 6]);
    assert.deepEqual(along.toSorted(), [0, 0, 0, 0, 0, 1]);
  });
  it("cummax: the last of equals", () =>
    assert.deepEqual(
      gradientOf((x) => ops.cummax(x, 0), [1, 3, 3, 2]),
      [1, 1, 2, 0],
    ));
  it("clamp at its bounds: 0", () =>
    assert.deepEqual(
      gradientOf((x) => ops.clamp(x, 0, 1), [-1, 0, 0.5, 1, 2]),
      [0, 0, 1, 0, 0],
    ));
  it("maximum of equals: half each", () =>
    assert.deepEqual(
      gradientOf((x) => ops.maximum(x, 2), [1, 2, 3]),
      [0, 0.5, 1],
    ));
  it("max of equals: shared", () =>
    assert.deepEqual(
      gradientOf((x) => ops.max(x), [3, 1, 3]),
      [0.5, 0, 0.5],
    ));
  it("maxPool2d of equals: the first", () =>
    assert.deepEqual(
      gradientOf((x) => ops.maxPool2d(x, 2), [5, 5, 1, 5], [1, 1, 2, 2]),
      [1, 0, 0, 0],
    ));
  it("norm at the zero vector: 0", () =>
    assert.deepEqual(
      gradientOf((x) => ops.norm(x), [0, 0]),
      [0, 0],
    ));
  it("sigmoid and softplus far out: finite", () => {
    for (const f of [ops.sigmoid, ops.softplus, ops.silu, ops.elu as (x: Node) => Node]) {
      assert.ok(gradientOf(f, [-1000, 1000]).every(Number.isFinite));
    }
  });
  it("softplus at 0: one half", () => assert.deepEqual(gradientOf(ops.softplus, [0]), [0.5]));
  it("prod with one zero and with two", () => {
    assert.deepEqual(
      gradientOf((x) => ops.prod(x), [2, 0, 5]),
      [0, 10, 0],
    );
    assert.deepEqual(
      gradientOf((x) => ops.prod(x), [0, 0, 5]),
      [0, 0, 0],
    );
  });
});
