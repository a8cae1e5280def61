import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { leafGradients } from "../autograd/backward.ts";
import { referenceBackend } from "../backend/reference/reference.ts";
import type { Node } from "../graph/node.ts";
import { ops, primitive as p } from "./index.ts";

const backend = referenceBackend({ exact: true });
const x = (...values: number[]): Node =>
  p.stored(backend.upload(Float64Array.from(values) as never, "f32"), [values.length]);
const numberOf = (node: Node): number => {
  backend.realize([node]);
  return (node.storage as unknown as { values: Float64Array }).values[0]!;
};

describe("losses of distributions, margins and pairs: PyTorch's values", () => {
  const is = (name: string, got: () => Node, expected: number) =>
    it(name, () => {
      const value = numberOf(got());
      assert.ok(Math.abs(value - expected) < 1e-6, `${value} and ${expected}`);
    });

  is("klDiv of a target of 0", () => ops.klDiv(x(-1, -2), x(0, 1), { reduction: "sum" }), 2);
  is("klDiv of logarithms", () => ops.klDiv(x(-1), x(0), { logTarget: true }), 1);
  is("bceLoss where the answer is surely wrong", () => ops.bceLoss(x(0, 1), x(1, 0)), 100);
  is("smoothL1Loss with beta 0 is l1Loss", () => ops.smoothL1Loss(x(1, 2), x(1, 4), { beta: 0 }), 1);
  is(
    "poissonNLLLoss in full",
    () => ops.poissonNLLLoss(x(0), x(3), { full: true }),
    1 + 3 * Math.log(3) - 3 + 0.5 * Math.log(6 * Math.PI),
  );
  is("gaussianNLLLoss of no variance", () => ops.gaussianNLLLoss(x(1), x(1), x(0)), 0.5 * Math.log(1e-6));
  is("softMarginLoss far out", () => ops.softMarginLoss(x(1000), x(-1)), 1000);
  is("hingeEmbeddingLoss", () => ops.hingeEmbeddingLoss(x(0.5, 3), x(-1, -1)), 0.25);
  is(
    "cosineEmbeddingLoss",
    () => ops.cosineEmbeddingLoss(p.reshape(x(1, 1), [1, 2]), p.reshape(x(1, 0), [1, 2]), x(-1)),
    Math.SQRT1_2,
  );
  is(
    "focalLoss without weights is the cross-entropy",
    () => ops.focalLoss(x(2), x(0), { gamma: 0, alpha: -1 }),
    Math.log(1 + Math.exp(2)),
  );

  it("bceLoss has a finite gradient at 0 and 1", () => {
    const given = x(0, 1);
    given.requiresGrad = given.gradientLeaf = true;
    const gradient = leafGradients(ops.bceLoss(given, x(0, 1)), p.constant(1, [], "f32")).get(given)!;
    backend.realize([gradient]);
    const { values } = gradient.storage as unknown as { values: Float64Array };
    assert.ok([...values].every(Number.isFinite), `${values}`);
  });

  it("refuses shapes that differ", () => {
    assert.throws(
      () => ops.klDiv(x(1), x(1, 2)),
      /klDiv: shapes differ: predictions \[1\] and targets \[2\]/,
    );
  });
});
