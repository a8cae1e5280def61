// What the runtime tells of itself, on the device that measures itself without a graphics card.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { inspect } from "node:util";
import { setDevice } from "../backend/registry.ts";
import { randn, tensor, zeros } from "../tensor/index.ts";
import { devices, explain, memory, profile } from "./index.ts";

before(() => setDevice("wasm"));

describe("devices", () => {
  it("lists all, and says which one is open and current", async () => {
    await setDevice("reference");
    await setDevice("wasm");
    const all = devices();
    assert.deepEqual(all.map(({ name }) => name).sort(), ["reference", "wasm", "webgpu"]);
    assert.deepEqual(
      all.filter(({ current }) => current).map(({ name, open }) => [name, open]),
      [["wasm", true]],
    );
    assert.match(all.find(({ name }) => name === "reference")!.description!, /plain loops/);
  });
});

describe("memory", () => {
  it("counts live bytes, and those that wait in the pool", () => {
    const x = randn([1000, 100]).realize();
    const full = memory();
    x.dispose();
    const empty = memory();
    assert.equal(full.live - empty.live, 4 * 1000 * 100);
    assert.ok(empty.pooled >= 4 * 1000 * 100);
  });
  it("is a table by device", () => {
    assert.match(inspect(memory()), /device +live +pooled\n/);
    assert.match(String(memory()), /^wasm +[\d.]+ [kMG]?B +[\d.]+ [kMG]?B$/m);
  });
});

describe("explain", () => {
  it("tells graph, kernels, bytes and operations, and computes nothing", () => {
    const a = randn([4, 8]).realize();
    const b = randn([8, 2]).realize();
    const result = a.matmul(b).add(1).relu();
    const told = explain(result);
    assert.equal(told.device, "wasm");
    assert.deepEqual(
      told.kernels.map(({ name }) => name),
      ["matmul 4×2×8"],
    );
    const [kernel] = told.kernels;
    assert.equal(kernel!.bytes, 4 * (4 * 8 + 8 * 2 + 4 * 2));
    // The product, and on each result + 1 and the maximum with 0.
    assert.ok(kernel!.operations >= 2 * 4 * 2 * 8 + 2 * 8);
    assert.ok(kernel!.fuses.includes("add"));
    assert.match(kernel!.text, /^matmul \[\] 4x2x8 of in0/);
    assert.ok(told.nodes.some(({ op }) => op === "matmul"));
    assert.ok(told.nodes.every(({ id, inputs }) => inputs.every((input) => input < id)));
    assert.equal(result.node.storage, undefined);
  });
  it("shows elementwise chains as one kernel", () => {
    const told = explain(randn([10]).realize().exp().mul(2).sin());
    assert.equal(told.kernels.length, 1);
    assert.deepEqual([...told.kernels[0]!.fuses].sort(), ["exp", "mul", "sin"]);
    assert.equal(told.kernels[0]!.operations, 30);
    assert.equal(told.kernels[0]!.bytes, 80);
  });
  it("names sorting and running reductions, with what runs inside", () => {
    const rows = randn([3, 50]).realize();
    const told = explain(rows.exp().argsort().add(1));
    assert.deepEqual(
      told.kernels.map(({ name, fuses }) => [name, [...fuses].sort()]),
      [["sort [3] along [50]", ["add", "exp"]]],
    );
    const sums = explain(rows.cumsum(1));
    assert.deepEqual(
      sums.kernels.map(({ name, bytes }) => [name, bytes]),
      [["cumsum [3] along [50]", 2 * 4 * 150]],
    );
  });
  it("says so when there is nothing left to compute", () => {
    const told = explain(randn([3]).realize());
    assert.match(String(told), /^nothing to compute: the values are there, on wasm$/);
    assert.deepEqual(explain(tensor([1, 2])).kernels, []);
  });
  it("works on the reference device too", async () => {
    await setDevice("reference");
    const told = explain(tensor([1, 2]).exp());
    assert.equal(told.device, "reference");
    assert.equal(told.kernels.length, 1);
    await setDevice("wasm");
  });
});

describe("profile", () => {
  it("tells of each kernel how often it ran, and what it moved and computed", async () => {
    const a = randn([64, 64]).realize();
    const seen = await profile(() => [a.matmul(a), a.exp().sum()]);
    assert.equal(seen.device, "wasm");
    const product = seen.kernels.find(({ name }) => name === "matmul 64×64×64")!;
    assert.equal(product.runs, 1);
    assert.equal(product.operations, 2 * 64 ** 3);
    assert.ok(product.milliseconds! >= 0);
    assert.match(String(seen), /kernel +runs +ms +share +bytes +operations +GB\/s +GFLOP\/s +of ceiling/);
    assert.ok(seen.ceilings!.gigabytesPerSecond > 0 && seen.ceilings!.gigaflops > 0);
    assert.ok(product.ofCeiling! > 0);
    assert.match(seen.title, /; at best the device moves [\d.]+ GB\/s and computes [\d.]+ GFLOP\/s$/);
  });
  it("adds up the runs of one kernel, in asynchronous functions too", async () => {
    const seen = await profile(async () => {
      for (let i = 0; i < 3; i++) await zeros([8]).realize().add(i).square().data();
    });
    assert.ok(seen.kernels.some(({ runs }) => runs === 3));
  });
  it("measures nothing afterwards, also when the function fails", async () => {
    await assert.rejects(
      profile(() => {
        throw new Error("no");
      }),
      /no/,
    );
    const seen = await profile(() => {});
    assert.deepEqual(seen.kernels, []);
  });
  it("refuses devices that measure no kernels", async () => {
    await setDevice("reference");
    await assert.rejects(
      profile(() => {}),
      /profile: reference measures no kernels\nhelp: /,
    );
    await setDevice("wasm");
  });
});
