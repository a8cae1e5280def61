import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { setDevice } from "../backend/registry.ts";
import * as data from "../data/index.ts";
import * as nn from "../nn/index.ts";
import { manualSeed } from "../random/generator.ts";
import type { Tensor } from "../tensor/index.ts";
import { evaluate, fit } from "./index.ts";

before(() => setDevice("wasm"));

async function accuracyOf(make: () => nn.Layer, epochs: number, lr: number): Promise<number> {
  const { train, test } = await data.split(data.digits(), { test: 0.2, seed: 2, stratify: true });
  manualSeed(2);
  const model = make();
  await fit(model, { x: train.images, y: train.labels }, { epochs, lr, verbose: false, plot: false });
  const measured = await evaluate(
    model,
    { x: test.images as Tensor, y: test.labels },
    { metrics: ["accuracy"] },
  );
  return measured.accuracy!;
}

describe("learning real handwritten digits", () => {
  it("an MLP gets at least 92 of 100 unseen ones right", async () => {
    const mlp = () =>
      new nn.Sequential(new nn.Flatten(), new nn.Linear(64, 128), new nn.ReLU(), new nn.Linear(128, 10));
    const accuracy = await accuracyOf(mlp, 10, 3e-3);
    assert.ok(accuracy >= 0.92, `${accuracy}`);
  });

  it("a small CNN gets at least 93 of 100 unseen ones right", async () => {
    const cnn = () =>
      new nn.Sequential(
        new nn.Conv2d(1, 16, 3, { padding: 1 }),
        new nn.ReLU(),
        new nn.MaxPool2d(2),
        new nn.Conv2d(16, 32, 3, { padding: 1 }),
        new nn.ReLU(),
        new nn.MaxPool2d(2),
        new nn.Flatten(),
        new nn.Linear(128, 10),
      );
    const accuracy = await accuracyOf(cnn, 5, 5e-3);
    assert.ok(accuracy >= 0.93, `${accuracy}`);
  });
});
