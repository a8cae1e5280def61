// Training loops that keep what they please: whatever a loop holds from before a step has the value it had then, however late
// it is asked for, though steps give memory back at once. Against the same loop in plain numbers.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { nn, optim, setDevice, type Tensor, tensor } from "../../src/index.ts";
import { holds } from "./property.ts";

const n = 4;
const lr = 0.05;

/** A tensor that the loop holds, with what its numbers have to be. */
interface Held {
  what: string;
  tensor: Tensor;
  expected: number[];
}

/** What a loop may keep, given the weight, its gradient and something held before. */
type Keeping = (now: {
  weight: Tensor;
  w: number[];
  x: number;
  gradient: [Tensor, number[]] | undefined;
  before: Held | undefined;
}) => Held | undefined;

const keepings: Record<string, Keeping> = {
  product: ({ weight, w, x }) =>
    held(
      "product",
      weight.mul(x).add(1),
      w.map((v) => v * x + 1),
    ),
  relu: ({ weight, w }) =>
    held(
      "relu",
      weight.relu(),
      w.map((v) => Math.max(0, v)),
    ),
  detached: ({ weight, w }) => held("detached", weight.detach(), [...w]),
  clone: ({ weight, w }) => held("clone", weight.clone(), [...w]),
  gradient: ({ gradient }) => gradient && held("gradient", ...gradient),
  "made of a gradient": ({ weight, w, gradient }) =>
    gradient &&
    held(
      "made of a gradient",
      gradient[0].mul(3).add(weight),
      gradient[1].map((g, i) => 3 * g + w[i]!),
    ),
  "made of another": ({ weight, w, x, before }) =>
    before &&
    held(
      `made of ${before.what}`,
      before.tensor.mul(x).add(weight),
      before.expected.map((v, i) => v * x + w[i]!),
    ),
};
const held = (what: string, t: unknown, expected: number[]): Held => ({
  what,
  tensor: t as Tensor,
  expected,
});

const kept = fc.record({
  what: fc.constantFrom(...Object.keys(keepings)),
  x: fc.double({ min: -2, max: 2, noNaN: true }),
  place: fc.nat(20),
});
const step = fc.record({
  before: fc.array(kept, { maxLength: 2 }),
  after: fc.array(kept, { maxLength: 2 }),
  target: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: n, maxLength: n }),
  forgetsGradient: fc.boolean(),
  backwards: fc.integer({ min: 1, max: 2 }),
  asks: fc.option(fc.nat(20)),
  drops: fc.option(fc.nat(20)),
});

async function check({ what, tensor: t, expected }: Held): Promise<void> {
  const got = Array.from(await t.data());
  for (const [i, v] of got.entries())
    assert.ok(
      Math.abs(v - expected[i]!) <= 1e-3 * (1 + Math.abs(expected[i]!)),
      `${what}: ${got}, not ${expected}`,
    );
}

describe("training steps", () => {
  it("leave alone whatever a loop keeps", async (context) => {
    setDevice("wasm");
    const loops = fc.array(step, { minLength: 2, maxLength: 20 });
    await holds(context, fc.tuple(loops, fc.boolean()), async ([steps, hasMomentum]) => {
      const layer = new nn.Linear(n, 1, { bias: false });
      const momentum = hasMomentum ? 0.9 : 0;
      const optimizer = new optim.SGD([layer.weight], { lr, momentum });
      let w: number[] = Array.from(await layer.weight.data());
      let gradient = w.map(() => 0);
      let velocity: number[] | undefined;
      const all: Held[] = [];
      const keep = (
        wanted: readonly { what: string; x: number; place: number }[],
        own?: [Tensor, number[]],
      ) => {
        for (const { what, x, place } of wanted) {
          const before = all.length > 0 ? all[place % all.length] : undefined;
          const one = keepings[what]!({ weight: layer.weight as Tensor, w, x, gradient: own, before });
          if (one) all.push(one);
        }
      };
      for (const { before, after, target, forgetsGradient, backwards, asks, drops } of steps) {
        keep(before);
        if (asks !== null && all.length > 0) await check(all[asks % all.length]!);
        if (drops !== null && all.length > 0) all.splice(drops % all.length, 1);
        const loss = layer.weight
          .sub(tensor([target]))
          .square()
          .sum();
        if (forgetsGradient) {
          optimizer.zeroGrad();
          gradient = w.map(() => 0);
        }
        for (let turn = 1; turn <= backwards; turn++) loss.backward(null, { retainGraph: turn < backwards });
        gradient = gradient.map((g, i) => g + backwards * 2 * (w[i]! - target[i]!));
        keep(after, [layer.weight.grad as Tensor, [...gradient]]);
        optimizer.step();
        velocity = gradient.map((g, i) => g + momentum * (velocity?.[i] ?? 0));
        w = w.map((v, i) => v - lr * velocity![i]!);
      }
      for (const one of all) await check(one);
      await check(held("weight", layer.weight, w));
    });
  });

  // As in adversarial training: what one network made is shown to the other, cut off for the other's own step.
  it("leave alone what another network's gradient did not go through", async (context) => {
    setDevice("wasm");
    const numbers = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: n, maxLength: n });
    const turn = fc.record({
      noise: numbers,
      critics: fc.integer({ min: 0, max: 3 }),
      looksAtFake: fc.boolean(),
      looksAtLoss: fc.boolean(),
      sumsLosses: fc.boolean(),
    });
    await holds(context, fc.array(turn, { minLength: 1, maxLength: 8 }), async (turns) => {
      const [maker, critic] = [0, 1].map(() => new nn.Linear(n, 1, { bias: false })) as [
        nn.Linear,
        nn.Linear,
      ];
      const [ofMaker, ofCritic] = [maker, critic].map((net) => new optim.SGD(net.parameters(), { lr }));
      let a: number[] = Array.from(await maker.weight.data());
      let b: number[] = Array.from(await critic.weight.data());
      for (const { noise, critics, looksAtFake, looksAtLoss, sumsLosses } of turns) {
        const fake = maker.weight.mul(tensor([noise]));
        const f = a.map((v, i) => v * noise[i]!);
        if (looksAtFake) await check(held("fake", fake, f));
        for (let step = 0; step < critics; step++) {
          const judged = critic.weight.mul(fake.detach());
          const loss = (sumsLosses ? judged.square().add(judged) : judged.square()).sum();
          ofCritic!.zeroGrad();
          loss.backward();
          ofCritic!.step();
          if (looksAtLoss) await loss.item();
          b = b.map((v, i) => v - lr * (2 * v * f[i]! ** 2 + (sumsLosses ? f[i]! : 0)));
        }
        const loss = critic.weight.mul(fake).sub(1).square().sum();
        ofMaker!.zeroGrad();
        loss.backward();
        ofMaker!.step();
        a = a.map((v, i) => v - lr * 2 * (b[i]! * f[i]! - 1) * b[i]! * noise[i]!);
        await check(held("fake", fake, f));
      }
      await check(held("maker", maker.weight, a));
      await check(held("critic", critic.weight, b));
    });
  });

  // What a step computes along for whoever looks at it later is small and waits on the host, whatever it was made as.
  it("leave views of what they computed usable, below graphs that are read before their gradient", async (context) => {
    await setDevice("wasm");
    const backwards = (v: readonly number[]) => [...v].reverse();
    const views: Record<string, [of: (x: Tensor) => Tensor, plain: (v: readonly number[]) => number[]]> = {
      flip: [(x) => x.flip(1) as Tensor, backwards],
      reshape: [(x) => x.reshape([n]) as Tensor, (v) => [...v]],
      transpose: [(x) => x.transpose(0, 1) as Tensor, (v) => [...v]],
      slice: [(x) => x.slice(1, n, 1) as Tensor, (v) => v.slice(1)],
      "flipped columns": [(x) => x.transpose(0, 1).flip(0) as Tensor, backwards],
    };
    const turn = fc.record({
      view: fc.constantFrom(...Object.keys(views)),
      x: fc.double({ min: -1, max: 1, noNaN: true }),
      looksAtView: fc.boolean(),
      looksAtLoss: fc.boolean(),
    });
    await holds(context, fc.array(turn, { minLength: 1, maxLength: 8 }), async (turns) => {
      const layer = new nn.Linear(n, 1, { bias: false });
      const optimizer = new optim.SGD([layer.weight], { lr });
      let w: number[] = Array.from(await layer.weight.data());
      for (const { view, x, looksAtView, looksAtLoss } of turns) {
        const [of, plain] = views[view]!;
        const made = of(layer.weight.mul(x) as Tensor);
        const v = plain(w.map((value) => value * x));
        optimizer.zeroGrad();
        made.square().sum().backward();
        optimizer.step();
        w = w.map((value, i) => value - (view === "slice" && i === 0 ? 0 : lr * 2 * value * x * x));
        if (looksAtView) await check(held(view, made, v));
        const loss = made.detach().reshape([-1, 1]).matmul(layer.weight).sum();
        const total = v.reduce((a, b) => a + b, 0);
        if (looksAtLoss) await check(held("loss", loss, [total * w.reduce((a, b) => a + b, 0)]));
        optimizer.zeroGrad();
        loss.backward();
        optimizer.step();
        w = w.map((value) => value - lr * total);
      }
      await check(held("weight", layer.weight, w));
    });
  });
});
