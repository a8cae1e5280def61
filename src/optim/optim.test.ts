import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { referenceBackend } from "../backend/reference/reference.ts";
import { currentBackend, useBackend } from "../backend/registry.ts";
import { wasmBackend } from "../backend/wasm/wasm.ts";
import { collect, type Tensor, tensor } from "../tensor/index.ts";
import { Adam, AdamW, type Optimizer, RMSprop, SGD } from "./index.ts";

before(() => {
  useBackend(referenceBackend({ exact: true }));
});

// (1 - x)² + 100 (y - x²)²
function rosenbrock(w: Tensor): Tensor {
  const [x, y] = [w.at(0), w.at(1)];
  return x.neg().add(1).square().add(y.sub(x.square()).square().mul(100));
}

async function trajectory(make: (w: Tensor) => Optimizer): Promise<number[][]> {
  const w = tensor([-1.5, 2], { requiresGrad: true });
  const optimizer = make(w);
  const seen: number[][] = [];
  for (let step = 1; step <= 100; step++) {
    optimizer.zeroGrad();
    rosenbrock(w).backward();
    optimizer.step();
    if (step === 1 || step === 10 || step === 100) seen.push([...(await w.data())]);
  }
  return seen;
}

describe("optimizers: PyTorch's trajectories on Rosenbrock's function from (-1.5, 2)", () => {
  const golden: [string, (w: Tensor) => Optimizer, number[][]][] = [
    [
      "SGD",
      (w) => new SGD([w], { lr: 1e-4 }),
      [
        [-1.4845, 2.005],
        [-1.430369, 2.022004],
        [-1.415707, 2.011811],
      ],
    ],
    [
      "SGD with momentum",
      (w) => new SGD([w], { lr: 1e-4, momentum: 0.9 }),
      [
        [-1.4845, 2.005],
        [-1.405298, 2.021319],
        [-1.367044, 1.875579],
      ],
    ],
    [
      "SGD with Nesterov's momentum",
      (w) => new SGD([w], { lr: 1e-4, momentum: 0.9, nesterov: true }),
      [
        [-1.47055, 2.0095],
        [-1.417507, 2.017404],
        [-1.369243, 1.882457],
      ],
    ],
    [
      "RMSprop",
      (w) => new RMSprop([w], { lr: 1e-2 }),
      [
        [-1.4, 2.1],
        [-1.427256, 2.043273],
        [-1.336101, 1.791382],
      ],
    ],
    [
      "Adam",
      (w) => new Adam([w], { lr: 1e-2 }),
      [
        [-1.49, 2.01],
        [-1.417643, 2.08118],
        [-1.404981, 1.980351],
      ],
    ],
    [
      "AdamW",
      (w) => new AdamW([w], { lr: 1e-2, weightDecay: 0.01 }),
      [
        [-1.48985, 2.0098],
        [-1.416397, 2.078908],
        [-1.395811, 1.954984],
      ],
    ],
  ];
  for (const [name, make, expected] of golden) {
    it(name, async () => {
      const seen = await trajectory(make);
      seen.flat().forEach((value, i) => {
        assert.ok(Math.abs(value - expected.flat()[i]!) < 1e-5, `${seen} and ${expected}`);
      });
    });
  }
});

describe("optimizers: state", () => {
  it("travels through a state dict", async () => {
    const start = async (steps: number, w: Tensor, optimizer: Optimizer) => {
      for (let i = 0; i < steps; i++) {
        optimizer.zeroGrad();
        rosenbrock(w).backward();
        optimizer.step();
      }
    };
    const a = tensor([-1.5, 2], { requiresGrad: true });
    const first = new Adam([a], { lr: 1e-2 });
    await start(5, a, first);
    const b = tensor(Float32Array.from(await a.data()), { requiresGrad: true });
    const second = new Adam([b], { lr: 1e-2 });
    await second.loadStateDict(first.stateDict());
    await start(5, a, first);
    await start(5, b, second);
    const [x, y] = [await a.data(), await b.data()];
    x.forEach((value, i) => {
      assert.ok(Math.abs(value - y[i]!) < 1e-6);
    });
  });
  it("keeps what was computed before a step as it was", async () => {
    const w = tensor([1], { requiresGrad: true });
    const optimizer = new SGD([w], { lr: 1 });
    const before = w.mul(10);
    w.sum().backward();
    optimizer.step();
    assert.deepEqual([await before.item(), await w.item()], [10, 0]);
  });
  it("refuses tensors that are no parameters, and settings out of range", () => {
    assert.throws(() => new SGD([]), /nothing to optimize/);
    assert.throws(() => new SGD([tensor([1])]), /require gradients/);
    assert.throws(
      () => new Adam([tensor([1], { requiresGrad: true })], { lr: -1 }),
      /lr is out of range: got -1/,
    );
  });
});

describe("optimizers: memory", () => {
  before(() => {
    useBackend(wasmBackend());
  });
  it("is given back in a loop that never waits", () => {
    const w = tensor(new Float32Array(2 ** 20).fill(1), { requiresGrad: true });
    const optimizer = new SGD([w]);
    for (let i = 0; i < 60; i++) {
      optimizer.zeroGrad();
      w.sum().backward();
      optimizer.step();
    }
    // 60 steps made 240 MB of parameters.
    assert.ok(currentBackend().memory().live < 160 * 2 ** 20);
  });
  it("2,000 steps hold the bytes that 20 hold", async () => {
    const w = tensor(new Float32Array(1000).fill(1), { requiresGrad: true });
    const optimizer = new Adam([w]);
    const train = (steps: number) => {
      for (let i = 0; i < steps; i++) {
        optimizer.zeroGrad();
        w.square().sum().backward();
        optimizer.step();
      }
    };
    train(20);
    collect();
    const few = currentBackend().memory().live;
    train(1980);
    collect();
    assert.equal(currentBackend().memory().live, few);
  });
});
