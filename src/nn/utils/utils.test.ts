import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { referenceBackend } from "../../backend/reference/reference.ts";
import { useBackend } from "../../backend/registry.ts";
import { type Tensor, tensor } from "../../tensor/index.ts";
import { clipGradNorm, clipGradValue } from "./index.ts";

before(() => {
  useBackend(referenceBackend());
});

const withGradient = (values: number[]): Tensor => {
  const w = tensor(values, { requiresGrad: true });
  w.grad = tensor(values);
  return w;
};
const near = async (x: Tensor, expected: number[]): Promise<void> => {
  (await x.data()).forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) < 1e-4, `${value} and ${expected[i]}`);
  });
};

describe("clipGradNorm", () => {
  it("scales all gradients together to the norm, and gives the one before", async () => {
    const [a, b] = [withGradient([3, 0]), withGradient([4])];
    await near(clipGradNorm([a, b], 1), [5]);
    await near(a.grad!, [0.6, 0]);
    await near(b.grad!, [0.8]);
  });
  it("leaves smaller gradients alone, and parameters without one", async () => {
    const a = withGradient([3, 4]);
    clipGradNorm([a, tensor([1], { requiresGrad: true })], 10);
    await near(a.grad!, [3, 4]);
  });
  it("takes other norms", async () => {
    await near(clipGradNorm([withGradient([3, -4])], 1, { normType: 1 }), [7]);
    const a = withGradient([3, -4]);
    await near(clipGradNorm([a], 2, { normType: Infinity }), [4]);
    await near(a.grad!, [1.5, -2]);
  });
  it("is 0 without gradients, and refuses bounds below 0", async () => {
    await near(clipGradNorm([tensor([1])], 1), [0]);
    assert.throws(() => clipGradNorm([], -1), /clipGradNorm: maxNorm is out of range: got -1, from 0/);
    assert.throws(() => clipGradNorm([], 1, { normType: 0 }), /normType is out of range: got 0, above 0/);
  });
});

describe("clipGradValue", () => {
  it("bounds each element", async () => {
    const a = withGradient([3, -0.5, -9]);
    clipGradValue([a], 1);
    await near(a.grad!, [1, -0.5, -1]);
    assert.throws(() => clipGradValue([a], -1), /clipGradValue: limit is out of range: got -1, from 0/);
  });
});
