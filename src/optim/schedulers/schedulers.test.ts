import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  CosineAnnealingLR,
  ExponentialLR,
  LinearLR,
  OneCycleLR,
  ReduceLROnPlateau,
  type Scheduler,
  StepLR,
} from "../index.ts";

const near = (actual: readonly number[], expected: readonly number[]): void => {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) <= 1e-9, `${actual} and ${expected}`);
  });
};

/** The rates that the first steps see. */
function rates(
  make: (optimizer: { paramGroups: { lr: number }[] }) => Scheduler,
  steps: number,
  lr = 1,
): number[] {
  const optimizer = { paramGroups: [{ lr }] };
  const schedule = make(optimizer);
  return Array.from({ length: steps }, () => {
    const { lr: now } = optimizer.paramGroups[0]!;
    schedule.step();
    return now;
  });
}

describe("schedules of the learning rate", () => {
  it("StepLR falls in stairs", () => {
    near(
      rates((o) => new StepLR(o, { stepSize: 2, gamma: 0.5 }), 5),
      [1, 1, 0.5, 0.5, 0.25],
    );
  });

  it("ExponentialLR falls by a factor", () => {
    near(
      rates((o) => new ExponentialLR(o, { gamma: 0.9 }), 3),
      [1, 0.9, 0.81],
    );
  });

  it("CosineAnnealingLR falls along half a cosine", () => {
    near(
      rates((o) => new CosineAnnealingLR(o, { tMax: 4, etaMin: 0.2 }), 5),
      [1, 0.6 + 0.4 * Math.SQRT1_2, 0.6, 0.6 - 0.4 * Math.SQRT1_2, 0.2],
    );
  });

  it("LinearLR warms up and stays", () => {
    near(
      rates((o) => new LinearLR(o, { startFactor: 0.5, totalIters: 4 }), 6, 0.05),
      [0.025, 0.03125, 0.0375, 0.04375, 0.05, 0.05],
    );
  });

  it("OneCycleLR rises to the greatest rate and falls below the first", () => {
    const all = rates((o) => new OneCycleLR(o, { maxLr: 1, totalSteps: 10 }), 12);
    near([all[0]!, all[1]!, all[2]!, all[9]!, all[11]!], [0.04, 0.52, 1, 0.04 / 1e4, 0.04 / 1e4]);
    assert.ok(all[5]! > all[6]! && all[6]! > all[7]!);
  });

  it("ReduceLROnPlateau waits, reduces, and waits again", () => {
    const optimizer = { paramGroups: [{ lr: 1 }, { lr: 0.2 }] };
    const schedule = new ReduceLROnPlateau(optimizer, { factor: 0.5, patience: 1, minLr: 0.15 });
    const after = (...measures: number[]) => {
      for (const measure of measures) schedule.step(measure);
      return optimizer.paramGroups.map(({ lr }) => lr);
    };
    assert.deepEqual(after(1, 0.5, 0.6), [1, 0.2]);
    assert.deepEqual(after(0.7), [0.5, 0.15]);
    assert.deepEqual(after(0.7), [0.5, 0.15]);
    assert.deepEqual(after(Number.NaN), [0.25, 0.15]);
    assert.deepEqual(after(0.4, 0.4), [0.25, 0.15]);
  });

  it("give each group its own rate", () => {
    const optimizer = { paramGroups: [{ lr: 1 }, { lr: 0.1 }] };
    new StepLR(optimizer, { stepSize: 1, gamma: 0.5 }).step();
    near(
      optimizer.paramGroups.map(({ lr }) => lr),
      [0.5, 0.05],
    );
  });

  it("refuse settings that lead nowhere", () => {
    const optimizer = { paramGroups: [{ lr: 1 }] };
    assert.throws(() => new StepLR(optimizer, { stepSize: 0 }), /stepSize is no whole number from 1: got 0/);
    assert.throws(() => new ReduceLROnPlateau(optimizer, { factor: 1 }), /factor is out of range: got 1/);
  });
});
