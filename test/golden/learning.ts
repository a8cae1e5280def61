// Layers, optimizers and schedules against PyTorch's, on a device.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import * as cellgrad from "../../src/index.ts";
import { type Answer, assertClose, goldenFile, unpacked, weighted } from "./golden.ts";
import { numberOf, type TensorData, type Value } from "./request.ts";
import type { LayerRequest, OptimizerRequest, ScheduleRequest } from "./requests/learning.ts";

interface GoldenLayer extends LayerRequest {
  result: Answer;
  gradient: readonly Value[] | null;
  gradients: Readonly<Record<string, readonly Value[]>>;
  buffers: Readonly<Record<string, readonly Value[]>>;
}
interface GoldenOptimizer extends OptimizerRequest {
  /** The parameter after each step. */
  values: readonly (readonly Value[])[];
}
interface GoldenSchedule extends ScheduleRequest {
  /** At first, and after each step. */
  rates: readonly number[];
}
type Golden = GoldenLayer | GoldenOptimizer | GoldenSchedule;

type Made<T> = new (...args: unknown[]) => T;
type AnyLayer = cellgrad.Module & { forward(x: cellgrad.Tensor): cellgrad.Tensor };
interface AnySchedule {
  step(measure?: number): void;
}

/**
 * Runs the golden layers, optimizers and schedules on a device.
 * @param roundings how many times the errors of a device with exact arithmetic are allowed
 */
export function learningGoldens(device: cellgrad.DeviceName, roundings = 1): void {
  const { torch, cases } = goldenFile<Golden>("learning");
  describe(`learning as in PyTorch ${torch} on ${device}`, () => {
    before(async () => {
      await cellgrad.setDevice(device);
    });
    for (const [i, golden] of cases.entries()) {
      it(`${nameOf(golden)} (${i + 1})`, () => {
        if ("layer" in golden) return checkLayer(golden, roundings);
        return "optimizer" in golden ? checkOptimizer(golden, roundings) : checkSchedule(golden);
      });
    }
  });
}

const nameOf = (golden: Golden): string => {
  if ("layer" in golden) return `${golden.layer}(${JSON.stringify(golden.args).slice(1, -1)})`;
  if ("optimizer" in golden) return `${golden.optimizer}(${JSON.stringify(golden.settings)})`;
  return `${golden.schedule}(${JSON.stringify(golden.options)})`;
};

function tensorOf({ shape, dtype, values }: TensorData): cellgrad.Tensor {
  const made = cellgrad.tensor(Float64Array.from(values, numberOf), { shape: shape as number[], dtype });
  return made as unknown as cellgrad.Tensor;
}

async function checkLayer(golden: GoldenLayer, roundings: number): Promise<void> {
  const kind = (cellgrad.nn as unknown as Record<string, Made<AnyLayer>>)[golden.layer]!;
  const layer = new kind(...unpacked(golden.args, tensorOf)).train(golden.training);
  const state = Object.entries(golden.state).map(([name, data]) => [name, tensorOf(data)]);
  layer.loadStateDict(Object.fromEntries(state) as Record<string, cellgrad.Tensor>);
  const x = tensorOf(golden.input);
  x.requiresGrad = golden.gradient !== null;
  const result = layer.forward(x);
  assert.deepEqual([...result.shape], golden.result.shape);
  assertClose("result", await result.data(), golden.result.values, roundings);
  if (result.requiresGrad) weighted([result]).backward();
  if (golden.gradient) assertClose("gradient of the input", await x.grad!.data(), golden.gradient, roundings);
  for (const [name, parameter] of layer.namedParameters()) {
    assertClose(`gradient of ${name}`, await parameter.grad!.data(), golden.gradients[name]!, roundings);
  }
  for (const [name, buffer] of layer.namedBuffers()) {
    assertClose(name, await buffer.data(), golden.buffers[name]!, roundings);
  }
}

async function checkOptimizer(golden: GoldenOptimizer, roundings: number): Promise<void> {
  const kind = (cellgrad.optim as unknown as Record<string, Made<cellgrad.Optimizer>>)[golden.optimizer]!;
  const p = tensorOf(golden.start).requiresGrad_();
  const target = tensorOf(golden.target);
  const optimizer = new kind([p], golden.settings);
  for (const [i, expected] of golden.values.entries()) {
    optimizer.zeroGrad();
    weighted([p.sub(target).square().add(p.pow(4).mul(0.1))]).backward();
    optimizer.step();
    assertClose(`step ${i + 1}`, await p.data(), expected, roundings);
  }
}

function checkSchedule(golden: GoldenSchedule): void {
  const kind = (cellgrad.optim as unknown as Record<string, Made<AnySchedule>>)[golden.schedule]!;
  const optimizer = new cellgrad.optim.SGD([cellgrad.zeros([1]) as unknown as cellgrad.Tensor], {
    lr: golden.lr,
  });
  const schedule = new kind(optimizer, golden.options);
  const rates = [optimizer.lr];
  for (let i = 0; i < golden.steps; i++) {
    if (golden.measures) schedule.step(golden.measures[i]!);
    else schedule.step();
    rates.push(optimizer.lr);
  }
  rates.forEach((rate, i) => {
    assert.ok(
      Math.abs(rate - golden.rates[i]!) <= 1e-12,
      `step ${i}: got ${rate}, PyTorch ${golden.rates[i]}`,
    );
  });
}
