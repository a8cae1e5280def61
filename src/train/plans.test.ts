import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Backend } from "../backend/backend.ts";
import { referenceBackend } from "../backend/reference/reference.ts";
import { useBackend } from "../backend/registry.ts";
import type { Node } from "../graph/node.ts";
import { Scheduler } from "../graph/schedule.ts";
import * as nn from "../nn/index.ts";
import { Adam, AdamW, CosineAnnealingLR, RMSprop, SGD } from "../optim/index.ts";
import { randn, type Tensor } from "../tensor/index.ts";
import { type FitOptions, fit } from "./index.ts";

/** A backend that notes the plan of each computation. */
function watched(): { backend: Backend; plans: string[] } {
  const [reference, scheduler, plans] = [referenceBackend(), new Scheduler(), [] as string[]];
  const realize = (roots: readonly Node[]) => {
    plans.push(scheduler.schedule(roots).plan.key);
    reference.realize(roots);
  };
  return { backend: { ...reference, realize }, plans };
}

describe("fit: one plan a step", () => {
  const optimizers: [string, (parameters: Tensor[]) => NonNullable<FitOptions["optimizer"]>][] = [
    ["Adam", (parameters) => new Adam(parameters)],
    ["AdamW", (parameters) => new AdamW(parameters)],
    ["SGD with momentum", (parameters) => new SGD(parameters, { lr: 0.01, momentum: 0.9, nesterov: true })],
    ["RMSprop", (parameters) => new RMSprop(parameters, { centered: true, momentum: 0.5 })],
  ];
  for (const [name, make] of optimizers) {
    it(`the same for every step, though rates, corrections and masks change: ${name}`, async () => {
      const { backend, plans } = watched();
      useBackend(backend);
      const model = new nn.Sequential(
        new nn.Linear(4, 8),
        new nn.BatchNorm1d(8),
        new nn.ReLU(),
        new nn.Dropout(0.2),
        new nn.Linear(8, 3),
      );
      const x: Tensor = randn([32, 4]).realize();
      const y = (x.argmax(1) as Tensor).mod(3).realize() as Tensor;
      plans.length = 0;
      await fit(
        model,
        { x, y },
        {
          epochs: 4,
          batchSize: 8,
          optimizer: make(model.parameters()),
          scheduler: (optimizer) => new CosineAnnealingLR(optimizer, { tMax: 4 }),
          metrics: ["accuracy"],
          verbose: false,
          plot: false,
        },
      );
      // 16 steps; before the first, the parameters get their random values.
      assert.ok(plans.length <= 17, `${plans}`);
      assert.deepEqual([...new Set(plans.slice(-16))], [plans.at(-1)]);
    });
  }
});
