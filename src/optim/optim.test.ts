import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { referenceBackend } from "../backend/reference/reference.ts";
import { currentBackend, useBackend } from "../backend/registry.ts";
import { collect, type Tensor, tensor, zeros } from "../tensor/index.ts";
import { Adam, AdamW, type Optimizer, RMSprop, SGD } from "./index.ts";

before(() => {
  useBackend(referenceBackend());
});

const parameter = (values: number[]): Tensor => {
  const made: Tensor = tensor(values);
  return made.requiresGrad_();
};
const values = async (x: Tensor): Promise<number[]> => [...(await x.data())];
const near = (actual: readonly number[], expected: readonly number[], tolerance = 1e-6): void => {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) <= tolerance, `${actual} and ${expected} within ${tolerance}`);
  });
};
const message = (f: () => unknown): string => {
  try {
    f();
  } catch (error) {
    return (error as Error).message.split("\n")[0]!;
  }
  return "";
};

interface Stepper {
  zeroGrad(): void;
  step(): void;
}

/** (1 - x)² + 100 (y - x²)² */
function rosenbrock(w: Tensor): Tensor {
  const [x, y] = [w.at(0) as Tensor, w.at(1) as Tensor];
  return x.sub(1).square().add(y.sub(x.square()).square().mul(100)) as Tensor;
}

function descend(optimizer: Stepper, loss: () => Tensor, steps: number): void {
  for (let i = 0; i < steps; i++) {
    optimizer.zeroGrad();
    loss().backward();
    optimizer.step();
  }
}

describe("optim: the paths down Rosenbrock's valley from (-1.5, 2), as computed in double precision", () => {
  const paths: [name: string, make: (p: Tensor[]) => Stepper, at: Record<number, [number, number]>][] = [
    [
      "SGD",
      (p) => new SGD(p, { lr: 1e-4 }),
      { 1: [-1.4845, 2.005], 10: [-1.430369, 2.022004], 100: [-1.415707, 2.011811] },
    ],
    [
      "SGD with momentum",
      (p) => new SGD(p, { lr: 1e-4, momentum: 0.9 }),
      { 1: [-1.4845, 2.005], 10: [-1.405298, 2.021319], 100: [-1.367044, 1.875579] },
    ],
    [
      "SGD with Nesterov's momentum",
      (p) => new SGD(p, { lr: 1e-4, momentum: 0.9, nesterov: true }),
      { 1: [-1.47055, 2.0095], 10: [-1.417507, 2.017404], 100: [-1.369243, 1.882457] },
    ],
    [
      "RMSprop",
      (p) => new RMSprop(p, { lr: 1e-2 }),
      { 1: [-1.4, 2.1], 10: [-1.427256, 2.043273], 100: [-1.336101, 1.791382] },
    ],
    [
      "Adam",
      (p) => new Adam(p, { lr: 1e-2 }),
      { 1: [-1.49, 2.01], 10: [-1.417643, 2.08118], 100: [-1.404981, 1.980351] },
    ],
    [
      "AdamW",
      (p) => new AdamW(p, { lr: 1e-2, weightDecay: 0.01 }),
      { 1: [-1.48985, 2.0098], 10: [-1.416397, 2.078908], 100: [-1.395811, 1.954984] },
    ],
  ];
  for (const [name, make, at] of paths) {
    it(name, async () => {
      const w = parameter([-1.5, 2]);
      const optimizer = make([w]);
      let done = 0;
      for (const [steps, expected] of Object.entries(at)) {
        descend(optimizer, () => rosenbrock(w), Number(steps) - done);
        done = Number(steps);
        near(await values(w), expected, done < 100 ? 1e-5 : 2e-4);
      }
    });
  }
});

// With the loss Σ g · w the gradient is g at every step, so that formulas can be followed by hand.
const slope = (w: Tensor, g: readonly number[]) => (): Tensor =>
  w.mul(tensor([...g]) as Tensor).sum() as Tensor;

describe("optim: settings", () => {
  it("SGD: the first momentum is the gradient, dampening holds the later ones back", async () => {
    const w = parameter([0]);
    descend(new SGD([w], { lr: 1, momentum: 0.5, dampening: 0.25 }), slope(w, [4]), 3);
    // b = 4, 0.5 · 4 + 0.75 · 4 = 5, 0.5 · 5 + 3 = 5.5
    near(await values(w), [-14.5]);
  });

  it("SGD: weight decay joins the gradient", async () => {
    const w = parameter([2]);
    descend(new SGD([w], { lr: 0.5, weightDecay: 0.1 }), slope(w, [1]), 1);
    near(await values(w), [2 - 0.5 * (1 + 0.2)]);
  });

  it("Adam: weight decay joins the gradient, and the first step is about lr whatever its size", async () => {
    const w = parameter([2, 2]);
    descend(new Adam([w], { lr: 0.1, weightDecay: 1 }), slope(w, [1000, -2.001]), 1);
    near(await values(w), [1.9, 2.1], 1e-4);
  });

  it("AdamW: weight decay shrinks the parameter apart from the gradient", async () => {
    const w = parameter([2]);
    descend(new AdamW([w], { lr: 0.1, weightDecay: 0.5 }), slope(w, [0]), 2);
    near(await values(w), [2 * 0.95 ** 2]);
  });

  it("RMSprop: centered divides by the deviation", async () => {
    const w = parameter([0]);
    descend(new RMSprop([w], { lr: 1, alpha: 0.5, centered: true }), slope(w, [3]), 1);
    // v = 4.5, a = 1.5: 3 / √(4.5 - 2.25)
    near(await values(w), [-2], 1e-5);
  });

  it("RMSprop: momentum gathers the scaled gradients", async () => {
    const w = parameter([0]);
    descend(new RMSprop([w], { lr: 1, alpha: 0, momentum: 0.5 }), slope(w, [7]), 2);
    // each scaled gradient is 1: 1 + (0.5 + 1)
    near(await values(w), [-2.5], 1e-5);
  });

  it("gives groups settings of their own", async () => {
    const [slow, fast] = [parameter([0]), parameter([0])];
    const optimizer = new SGD([{ params: [slow] }, { params: [fast], lr: 1 }], { lr: 0.1 });
    descend(optimizer, () => slow.add(fast).sum() as Tensor, 1);
    near([...(await values(slow)), ...(await values(fast))], [-0.1, -1]);
  });

  it("lets the learning rate change between steps", async () => {
    const w = parameter([0]);
    const optimizer = new SGD([w], { lr: 1 });
    descend(optimizer, slope(w, [1]), 1);
    optimizer.lr = 0.25;
    descend(optimizer, slope(w, [1]), 1);
    near(await values(w), [-1.25]);
  });
});

describe("optim: steps", () => {
  it("leave a parameter without a gradient as it is", async () => {
    const [used, unused] = [parameter([1]), parameter([1])];
    descend(new Adam([used, unused]), () => used.sum() as Tensor, 1);
    near(await values(unused), [1]);
  });

  it("let tensors of before keep their values", async () => {
    const w = parameter([1, 2]);
    const lazy: Tensor = w.mul(10);
    descend(new SGD([w], { lr: 1 }), slope(w, [1, 1]), 1);
    near(await values(lazy), [10, 20]);
    near(await values(w.mul(10)), [0, 10]);
  });

  it("add up gradients of several backward passes", async () => {
    const w = parameter([0]);
    const optimizer = new SGD([w], { lr: 1 });
    slope(w, [1])().backward();
    slope(w, [2])().backward();
    optimizer.step();
    near(await values(w), [-3]);
  });

  it("leave the gradient with the user who kept it", async () => {
    const w = parameter([0]);
    const optimizer = new SGD([w], { lr: 1, momentum: 0.9 });
    descend(optimizer, slope(w, [5]), 1);
    const kept = w.grad!;
    descend(optimizer, slope(w, [1]), 3);
    near(await values(kept), [5]);
  });

  it("hold as much memory after a thousand as after ten", async () => {
    const w: Tensor = zeros([1000], { requiresGrad: true });
    const optimizer = new Adam([w]);
    const bytes = (): number => {
      collect();
      return currentBackend().memory().live;
    };
    descend(optimizer, () => w.sub(1).square().sum() as Tensor, 10);
    const before = bytes();
    descend(optimizer, () => w.sub(1).square().sum() as Tensor, 990);
    assert.ok(bytes() <= before + 1000, `${before} and ${bytes()}`);
  });
});

describe("optim: state", () => {
  const makers: [string, (p: Tensor[]) => Optimizer][] = [
    ["SGD", (p) => new SGD(p, { lr: 0.1, momentum: 0.9 })],
    ["Adam", (p) => new Adam(p, { lr: 0.1 })],
    ["RMSprop", (p) => new RMSprop(p, { lr: 0.1, centered: true, momentum: 0.5 })],
  ];
  for (const [name, make] of makers) {
    it(`goes on where it stood: ${name}`, async () => {
      const a = parameter([-1.5, 2]);
      const first = make([a]);
      descend(first, () => a.square().sum() as Tensor, 3);
      const state = first.stateDict();
      const middle = await values(a);
      descend(first, () => a.square().sum() as Tensor, 2);

      const copy = parameter(middle);
      const second = make([copy]);
      second.loadStateDict(state);
      descend(second, () => copy.square().sum() as Tensor, 2);
      near(await values(copy), await values(a));
    });
  }

  it("names what it keeps as PyTorch does", () => {
    const w = parameter([1]);
    const optimizer = new Adam([w], { lr: 0.1 });
    descend(optimizer, slope(w, [1]), 2);
    const { state, paramGroups } = optimizer.stateDict();
    assert.deepEqual(Object.keys(state[0]!), ["step", "exp_avg", "exp_avg_sq"]);
    assert.equal(state[0]!.step, 2);
    assert.deepEqual(paramGroups, [{ lr: 0.1, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, params: [0] }]);
  });

  it("refuses the state of other parameters", () => {
    const state = new Adam([parameter([1]), parameter([2])]).stateDict();
    assert.equal(
      message(() => new Adam([parameter([1])]).loadStateDict(state)),
      "Adam: numbers of parameters differ: [1] and the state has [2]",
    );
  });
});

describe("optim: what they refuse", () => {
  const w = parameter([1]);
  const refused: [string, () => unknown][] = [
    ["Adam: there are no parameters", () => new Adam([])],
    ["SGD: a parameter is given twice", () => new SGD([w, w])],
    ["SGD: lr is out of range: got -1, from 0", () => new SGD([w], { lr: -1 })],
    ["Adam: betas is out of range: got 1, from 0 and below 1", () => new Adam([w], { betas: [0.9, 1] })],
    ["SGD: nesterov needs a momentum and no dampening: got 0 and 0", () => new SGD([w], { nesterov: true })],
  ];
  for (const [expected, f] of refused) {
    it(expected, () => assert.equal(message(f), expected));
  }
});
