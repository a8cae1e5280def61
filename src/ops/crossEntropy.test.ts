// Targets that do not count and weights of classes; what PyTorch gives for them is in the golden files.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import {
  ArgumentError,
  crossEntropy,
  nllLoss,
  nn,
  ShapeError,
  setDevice,
  type Tensor,
  tensor,
} from "../index.ts";

describe("crossEntropy", () => {
  before(() => setDevice("reference"));
  const logits = tensor([
    [2, 0, 1],
    [0, 3, 1],
    [1, 1, 0],
  ]);

  it("is the loss of the others where targets are ignored, the gradient included", async () => {
    const all = logits.clone();
    all.requiresGrad = true;
    const loss = crossEntropy(all, tensor([1, -100, 2], { dtype: "i32" }), { ignoreIndex: -100 });
    const others = crossEntropy(logits.slice(0, 3, 0, 2) as Tensor, tensor([1, 2], { dtype: "i32" }));
    loss.backward();
    assert.equal(await loss.item(), await others.item());
    assert.deepEqual(Array.from(await all.grad!.data()).slice(3, 6), [0, 0, 0]);
  });

  it("is NaN where all are ignored, with gradients of 0, and 0 as a sum", async () => {
    const none = tensor([-1, -1, -1], { dtype: "i32" });
    assert.ok(Number.isNaN(await crossEntropy(logits, none, { ignoreIndex: -1 }).item()));
    assert.equal(await crossEntropy(logits, none, { ignoreIndex: -1, reduction: "sum" }).item(), 0);
  });

  it("says what to write for padding", () => {
    assert.throws(
      () => nllLoss(logits, tensor([0, -100, 1], { dtype: "i32" })),
      (error: ArgumentError) => error instanceof ArgumentError && /ignoreIndex: -100/.test(`${error.help}`),
    );
  });

  it("refuses weights of other classes, and padding among probabilities", () => {
    const weight = tensor([1, 2]);
    assert.throws(() => crossEntropy(logits, tensor([0, 1, 2], { dtype: "i32" }), { weight }), ShapeError);
    assert.throws(() => crossEntropy(logits, logits.softmax(1), { ignoreIndex: 0 }), ArgumentError);
  });

  it("keeps the module's weights in its state", async () => {
    const weight = tensor([1, 2, 4]);
    const objective = new nn.CrossEntropyLoss({ weight });
    const y = tensor([0, 1, 2], { dtype: "i32" });
    assert.deepEqual(Object.keys(objective.stateDict()), ["weight"]);
    assert.equal(await objective.forward(logits, y).item(), await crossEntropy(logits, y, { weight }).item());
    objective.double();
    assert.deepEqual([objective.options.weight?.dtype, weight.dtype], ["f64", "f32"]);
  });
});
