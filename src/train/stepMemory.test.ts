import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { currentBackend } from "../backend/registry.ts";
import { crossEntropy, nn, optim, setDevice, type Tensor, tensor } from "../index.ts";

const x = tensor(Float32Array.from({ length: 32 * 16 }, (_, i) => Math.sin(i))).reshape([32, 16]);
const y = tensor(Int32Array.from({ length: 32 }, (_, i) => i % 4));

class Net extends nn.Module {
  hidden = new nn.Linear(16, 24);
  output = new nn.Linear(24, 4);
  /** What a user may keep from the inside. */
  seen: Tensor | undefined;
  forward(input: Tensor): Tensor {
    this.seen = this.hidden.forward(input).relu() as Tensor;
    return this.output.forward(this.seen);
  }
}

const sequential = () => new nn.Sequential(new nn.Linear(16, 24), new nn.ReLU(), new nn.Linear(24, 4));
const live = () => currentBackend().memory().live;
const numbers = async (t: Tensor) => Array.from(await t.data());

/** The state of a model's parameters, as numbers. */
const values = (model: nn.Module) => Promise.all(model.parameters().map(numbers));

/** As much as `step` does with other objects, so that nothing of them is shared. */
function twins<T>(make: () => T, load: (to: T, from: T) => void): [T, T] {
  const [a, b] = [make(), make()];
  load(b, a);
  return [a, b];
}

const near = (a: readonly number[], b: readonly number[]) => {
  assert.equal(a.length, b.length);
  for (const [i, v] of a.entries())
    assert.ok(Math.abs(v - b[i]!) <= 1e-6 + 1e-5 * Math.abs(v), `${v} and ${b[i]}`);
};

describe("training steps", () => {
  before(() => setDevice("wasm"));

  for (const [name, make] of [
    ["layers in a row", sequential],
    ["a class of the user's", () => new Net()],
  ] as const) {
    it(`hold the same bytes at every step, though nobody collects garbage: ${name}`, async () => {
      const model = make();
      const optimizer = new optim.Adam(model.parameters());
      const held: number[] = [];
      for (let step = 1; step <= 40; step++) {
        const loss = crossEntropy(model.forward(x as never) as Tensor, y);
        optimizer.zeroGrad();
        loss.backward();
        optimizer.step();
        if (step % 10 === 0) await loss.item();
        if (step > 4) held.push(live());
      }
      assert.deepEqual(new Set(held), new Set([held[0]]));
    });
  }

  it("leave what a loop kept from before a step as it was", async () => {
    const [model, twin] = twins(
      () => new Net(),
      (to, from) => to.loadStateDict(from.stateDict()),
    );
    const optimizer = new optim.SGD(model.parameters(), { lr: 0.5 });
    const kept: { logits: Tensor; seen: Tensor; penalty: Tensor; expected: Net }[] = [];
    for (let step = 0; step < 6; step++) {
      const expected = new Net();
      expected.loadStateDict(model.stateDict());
      await values(expected);
      const logits = model.forward(x as never) as Tensor;
      // Not part of the loss, so no step computes it.
      const penalty = model.hidden.weight.square().sum() as Tensor;
      kept.push({ logits, seen: model.seen!, penalty, expected });
      optimizer.zeroGrad();
      crossEntropy(logits, y).backward();
      optimizer.step();
    }
    assert.notDeepEqual(await values(model), await values(twin));
    for (const { logits, seen, penalty, expected } of kept) {
      near(await numbers(logits), await numbers(expected.forward(x as never) as Tensor));
      near(await numbers(seen), await numbers(expected.seen!));
      near(await numbers(penalty), await numbers(expected.hidden.weight.square().sum() as Tensor));
    }
  });

  it("leave gradients as they were, for whoever looks at them after the step or the next", async () => {
    const model = sequential();
    const optimizer = new optim.SGD(model.parameters(), { lr: 0.5 });
    const looked: { grad: Tensor; expected: Promise<number[]> }[] = [];
    for (let step = 0; step < 5; step++) {
      const copy = sequential();
      copy.loadStateDict(model.stateDict());
      await values(copy);
      crossEntropy(copy.forward(x as never) as Tensor, y).backward();
      optimizer.zeroGrad();
      crossEntropy(model.forward(x as never) as Tensor, y).backward();
      optimizer.step();
      looked.push({ grad: model.parameters()[0]!.grad!, expected: numbers(copy.parameters()[0]!.grad!) });
    }
    for (const { grad, expected } of looked) near(await numbers(grad), await expected);
  });

  it("leave a graph that is to be used again, and the values that another tensor has", async () => {
    const model = sequential();
    const optimizer = new optim.SGD(model.parameters(), { lr: 0.5 });
    const step = () => {
      optimizer.zeroGrad();
      crossEntropy(model.forward(x as never) as Tensor, y).backward();
      optimizer.step();
    };
    step();
    step();
    const [weight] = model.parameters() as [Tensor];
    const [before, detached, state] = [await numbers(weight), weight.detach(), model.stateDict()];
    const loss = crossEntropy(model.forward(x as never) as Tensor, y);
    optimizer.zeroGrad();
    loss.backward(null, { retainGraph: true });
    const first = await numbers(weight.grad!);
    for (let i = 0; i < 8; i++) optimizer.step();
    optimizer.zeroGrad();
    for (let i = 0; i < 3; i++) step();
    optimizer.zeroGrad();
    loss.backward();
    // The gradient belongs to the handle's values, which are others now; the graph keeps those that it was made of.
    assert.equal(weight.grad, null);
    assert.equal(first.length, 16 * 24);
    assert.deepEqual(await numbers(detached), before);
    assert.deepEqual(await numbers(state["0.weight"]!), before);
  });

  it("of two optimizers on one graph leave each the other's values", async () => {
    const [a, b] = twins(
      () => [sequential(), new nn.Linear(4, 4)] as const,
      (to, from) => {
        to[0].loadStateDict(from[0].stateDict());
        to[1].loadStateDict(from[1].stateDict());
      },
    );
    const run = ([body, head]: typeof a, separate: boolean) => {
      const optimizers = [
        new optim.SGD(body.parameters(), { lr: 0.1 }),
        new optim.SGD(head.parameters(), { lr: 0.1 }),
      ];
      for (let step = 0; step < 6; step++) {
        for (const optimizer of optimizers) optimizer.zeroGrad();
        const loss = crossEntropy(head.forward(body.forward(x as never) as Tensor as never) as Tensor, y);
        loss.backward();
        const gradients = separate
          ? []
          : [...body.parameters(), ...head.parameters()].map((p) => p.grad!.realize());
        for (const optimizer of optimizers) optimizer.step();
        assert.equal(gradients.length === 0, separate);
      }
    };
    run(a, true);
    run(b, false);
    for (const [i, model] of a.entries()) {
      const [mine, other] = [await values(model), await values(b[i]!)];
      for (const [k, numbers] of mine.entries()) near(numbers, other[k]!);
    }
  });

  it("add up gradients over batches and over steps", async () => {
    const model = sequential();
    const optimizer = new optim.SGD(model.parameters(), { lr: 0 });
    const backward = () => crossEntropy(model.forward(x as never) as Tensor, y).backward();
    backward();
    const once = await numbers(model.parameters()[0]!.grad!);
    optimizer.zeroGrad();
    for (let step = 0; step < 7; step++) {
      backward();
      optimizer.step();
    }
    const sum = await numbers(model.parameters()[0]!.grad!);
    near(
      sum,
      once.map((g) => 7 * g),
    );
  });

  it("refuse a gradient through what an earlier one used up", () => {
    const model = sequential();
    const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
    const logits = model.forward(x as never) as Tensor;
    crossEntropy(logits, y).backward();
    optimizer.step();
    assert.throws(() => logits.square().mean().backward(), /the graph is gone/);
  });
});
