// Training in other floats than f32: double precision end to end, and half precision whose small steps count.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { useBackend } from "../backend/registry.ts";
import { wasmBackend } from "../backend/wasm/wasm.ts";
import type { DType } from "../graph/dtype.ts";
import { type Tensor, tensor } from "../tensor/index.ts";
import { Adam, SGD } from "./index.ts";

before(() => {
  useBackend(wasmBackend());
});

const parameter = (values: number[], dtype: DType): Tensor =>
  (tensor(values, { dtype }) as Tensor).requiresGrad_();

describe("optimizers", () => {
  it("step f64 parameters in f64", async () => {
    const w = parameter([1], "f64");
    const optimizer = new SGD([w], { lr: 1e-12 });
    for (let i = 0; i < 3; i++) {
      optimizer.zeroGrad();
      w.sum().backward();
      optimizer.step();
    }
    assert.equal(w.dtype, "f64");
    assert.ok(Math.abs((await w.item()) - (1 - 3e-12)) < 1e-15);
  });
  it("let f16 parameters take steps that are smaller than the distance of two halves", async () => {
    const w = parameter([1, 2], "f16");
    const optimizer = new SGD([w], { lr: 1e-4 });
    for (let i = 0; i < 100; i++) {
      optimizer.zeroGrad();
      w.sum().backward();
      optimizer.step();
    }
    assert.equal(w.dtype, "f16");
    assert.deepEqual(await w.toArray(), [0.990234375, 1.990234375]);
    const { master } = optimizer.stateDict().state[0]!;
    assert.equal((master as Tensor).dtype, "f32");
  });
  it("keep what Adam knows of f16 gradients in f32", async () => {
    const w = parameter([1], "f16");
    const optimizer = new Adam([w], { lr: 1e-3 });
    for (let i = 0; i < 10; i++) {
      optimizer.zeroGrad();
      w.mul(1e-4).sum().backward();
      optimizer.step();
    }
    // Its square, 1e-8, is no half; each step is lr all the same.
    assert.ok(Math.abs((await w.item()) - 0.99) < 1e-3);
  });
  it("start from the values that an f16 parameter was given since, or go on exactly", async () => {
    const w = parameter([1, 1], "f16");
    const optimizer = new SGD([w], { lr: 1e-4 });
    const step = (of: Tensor, by: SGD) => {
      by.zeroGrad();
      of.sum().backward();
      by.step();
    };
    step(w, optimizer);
    const resumed = parameter([1, 8], "f16");
    const next = new SGD([resumed], { lr: 1e-4 });
    next.loadStateDict(optimizer.stateDict());
    step(resumed, next);
    const master = next.stateDict().state[0]!.master as Tensor;
    const [first, second] = await master.data();
    assert.ok(Math.abs(first! - 0.9998) < 1e-6);
    assert.ok(Math.abs(second! - 7.9999) < 1e-6);
    assert.deepEqual([resumed.dtype, resumed.requiresGrad], ["f16", true]);
  });
});
