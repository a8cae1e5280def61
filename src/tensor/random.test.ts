// Random tensors: their distributions, generators that can be kept, bad input. That devices agree is tested in conformance.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { useBackend } from "../backend/registry.ts";
import { wasmBackend } from "../backend/wasm/wasm.ts";
import { Generator, type GeneratorState, manualSeed } from "../random/generator.ts";
import {
  categorical,
  exponential,
  full,
  multinomial,
  normal,
  rand,
  randint,
  randn,
  tensor,
  truncatedNormal,
  uniform,
} from "./index.ts";
import type { Tensor } from "./tensor.ts";

before(() => {
  useBackend(wasmBackend());
  manualSeed(3);
});

const many = 20_000;
const near = async (x: Tensor, expected: number, tolerance: number) => {
  const value = await x.item();
  assert.ok(Math.abs(value - expected) <= tolerance, `${value} and ${expected}`);
};

describe("distributions", () => {
  it("uniform fills its range", async () => {
    const x = uniform(-3, 5, [many]);
    await near(x.mean(), 1, 0.05);
    await near(x.min(), -3, 0.01);
    await near(x.max(), 5, 0.01);
  });
  it("uniform numbers of f64 have 53 bits, of which f32 has the first 24", async () => {
    const draw = async (dtype: "f32" | "f64") => {
      manualSeed(11);
      return [...(await rand([1000], { dtype }).data())];
    };
    const [single, double] = [await draw("f32"), await draw("f64")];
    assert.deepEqual(
      double.map((x) => Math.floor(x * 2 ** 24) / 2 ** 24),
      single,
    );
    assert.ok(double.every((x) => Number.isInteger(x * 2 ** 53)));
    assert.ok(double.filter((x) => (x * 2 ** 53) % 2 === 1).length > 400);
  });
  it("normal has its mean and standard deviation", async () => {
    const x = normal(170, 10, [many]);
    await near(x.mean(), 170, 0.3);
    await near(x.std(), 10, 0.2);
  });
  it("exponential has mean and standard deviation 1 / rate", async () => {
    const x = exponential(4, [many]);
    await near(x.mean(), 0.25, 0.01);
    await near(x.std(), 0.25, 0.01);
    assert.ok((await x.min().item()) >= 0);
  });
  it("truncatedNormal keeps to its range, and has the variance of what is left", async () => {
    const x = truncatedNormal([many], { mean: 1, std: 2, low: -3, high: 5 });
    await near(x.mean(), 1, 0.05);
    // Of a normal distribution cut at two standard deviations.
    await near(x.std(), 2 * 0.8796, 0.05);
    assert.ok((await x.min().item()) >= -3 && (await x.max().item()) <= 5);
  });
  it("categorical draws with the softmax of its logits", async () => {
    const logits = tensor([0, Math.log(3), -100]).expand([many, 3]);
    const drawn = categorical(logits);
    await near(drawn.eq(1).to("f32").mean(), 0.75, 0.02);
    await near(drawn.eq(2).to("f32").mean(), 0, 0);
  });
  it("multinomial draws in proportion, never what has no weight", async () => {
    const drawn = multinomial(tensor([1, 0, 3]), many, { replacement: true });
    await near(drawn.eq(2).to("f32").mean(), 0.75, 0.02);
    await near(drawn.eq(1).to("f32").mean(), 0, 0);
  });
  it("multinomial without replacement draws each once, the heavy ones first", async () => {
    const drawn = multinomial(tensor([1, 2, 1]).expand([many, 3]), 3);
    await near(
      drawn
        .sort(1)
        .values.ne(tensor([0, 1, 2]))
        .any()
        .to("f32"),
      0,
      0,
    );
    await near(drawn.at(null, 0).eq(1).to("f32").mean(), 0.5, 0.02);
  });
});

describe("generators", () => {
  it("go on from where their state was kept, also in another one", async () => {
    const generator = new Generator(11);
    rand([2], { generator });
    const state = JSON.parse(JSON.stringify(generator.getState())) as GeneratorState;
    const draw = async (from: Generator) => [
      ...(await rand([3], { generator: from }).data()),
      ...(await randint(0, 100, [3], { generator: from }).data()),
      ...(await randn([3], { generator: from }).data()),
      ...from.permutation(5),
    ];
    const first = await draw(generator);
    assert.deepEqual(await draw(new Generator(0).setState(state)), first);
    assert.deepEqual(await draw(generator.setState(state)), first);
    assert.notDeepEqual(await draw(generator), first);
  });
  it("refuse what is no state", () => {
    const bad = { seed: [1], calls: 0 } as unknown as GeneratorState;
    assert.throws(
      () => new Generator(1).setState(bad),
      /^ArgumentError: setState: a state is what getState gave: got \{"seed":\[1\],"calls":0\}$/,
    );
  });
});

describe("bad input", () => {
  const cases: [string, () => unknown][] = [
    ["uniform: range is empty: from 1 to 0", () => uniform(1, 0, [2])],
    ["normal: std is a number from 0: got -1", () => normal(0, -1, [2])],
    ["exponential: rate is a number above 0: got 0", () => exponential(0, [2])],
    ["truncatedNormal: range is empty: from 2 to -2", () => truncatedNormal([2], { low: 2, high: -2 })],
    ["randint: range is empty: from 3 to 3", () => randint(3, 3, [2])],
    ["multinomial: cannot draw 3 of 2 without putting back", () => multinomial(full([2], 1), 3)],
    ["categorical: needs classes along the last axis: got []", () => categorical(tensor(1))],
  ];
  for (const [expected, f] of cases) {
    it(expected, () => {
      assert.throws(f, (error: Error) => error.message.split("\n")[0] === expected);
    });
  }
});
