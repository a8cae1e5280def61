// Variables of a notebook: declared in one cell, seen, changed and declared again in others.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Notebook } from "../testing/notebook.ts";

const notebook = new Notebook();
const run = (source: string) => notebook.run(source);
after(() => notebook.close());

describe("a variable of the notebook", () => {
  it("is seen by later cells, also when a pattern declares it", async () => {
    await run("const p = { x: 1, y: 2, q: [3, 4, { z: 5 }] };");
    assert.equal(
      await run("const { x: px, ...rest } = p; const { q: [, b4, { z = 9 }] } = p; px + rest.y + b4 + z"),
      12,
    );
    assert.equal(await run("px"), 1);
  });

  it("can be declared again with another type, and earlier functions see the new one", async () => {
    await run("let a = 1; function getA() { return a }");
    assert.equal(await run('let a = "s"; a.length'), 1);
    assert.equal(await run("getA()"), "s");
  });

  it("is seen by earlier functions after an assignment", async () => {
    await run("let k = 1; function getK() { return k }");
    await run("k = 5;");
    assert.equal(await run("getK()"), 5);
  });

  it("can become a function, a class, an enum and a constant again", async () => {
    await run("const c1 = 1;");
    assert.equal(await run("let c1 = 2; c1"), 2);
    await run("function c1() { return 7 }");
    assert.equal(await run("c1()"), 7);
    await run("class c1 { x = 8 }");
    assert.equal(await run("new c1().x"), 8);
    await run("enum c1 { A = 9 }");
    assert.equal(await run("c1.A"), 9);
    assert.equal(await run("const c1 = 10; c1"), 10);
  });

  it("keeps its name in `name` when the script calls it otherwise", async () => {
    await run("const shown = 1");
    await run("function shown() {}");
    assert.equal(await run("shown.name"), "shown");
    await run("class Event { make() { return new Event() } }");
    assert.equal(await run("new Event().make().constructor.name"), "Event");
  });

  it("can be declared again after its initializer threw", async () => {
    await assert.rejects(run('let bad = (() => { throw new Error("x") })()'), { message: "x" });
    await assert.rejects(run("bad"), { message: "bad is not defined" });
    assert.equal(await run("let bad = 2; bad"), 2);
  });

  it("is kept when a later statement of its cell throws", async () => {
    await assert.rejects(run('const kept = 4; throw new Error("y")'));
    assert.equal(await run("kept"), 4);
  });

  it("may be a `var` inside a block", async () => {
    await run("if (true) { var inBlock = 3 }");
    assert.equal(await run("inBlock"), 3);
  });

  it("may be exported: that changes nothing", async () => {
    await run("export const e1 = 1; export function e2() { return 2 }");
    await run("export { e1 as e3 }; export type E4 = number; export default 5");
    await run("export class E5 { v = 3 }");
    assert.equal(await run("e1 + e2() + new E5().v"), 6);
  });
});

describe("functions", () => {
  it("are hoisted within their cell", async () => {
    assert.equal(await run("const early = hoisted(); function hoisted() { return 9 } early"), 9);
    assert.equal(await run("hoisted()"), 9);
  });

  it("may be generators, and async ones", async () => {
    await run("function* g(n: number) { for (let i = 0; i < n; i++) yield i }");
    await run("async function* ag() { yield 1; yield 2 }");
    assert.deepEqual(await run("[...g(3)]"), [0, 1, 2]);
    assert.deepEqual(
      await run("const all: number[] = []; for await (const v of ag()) all.push(v); all"),
      [1, 2],
    );
  });

  it("may be async arrows, awaited at the top level", async () => {
    const cell = "const later = async (n: number) => { await null; return n! };\n";
    assert.equal(
      await run(`${cell}const results = await Promise.all([1, 2].map(later)); results?.[1] ?? 0`),
      2,
    );
  });
});

describe("a cell", () => {
  it("is strict code at the script's top level", async () => {
    assert.equal(await run("this === globalThis"), true);
    await assert.rejects(run("undeclaredX = 1"), { message: "undeclaredX is not defined" });
  });

  it("may use any letters and emoji", async () => {
    assert.equal(await run('const ж = "😀😀"; ж.length'), 4);
    await assert.rejects(run("throw new Error(ж)"), { message: "😀😀" });
  });

  it("may throw what is no error", async () => {
    await assert.rejects(run('throw "text"'), (thrown) => thrown === "text");
  });
});

describe("`using` at the top level", () => {
  it("lives until the cell ends, in reverse order", async () => {
    await run(
      "const log: string[] = []; const make = (n: string) => ({ n, [Symbol.dispose]() { log.push(n) } });",
    );
    await run("const makeAsync = (n: string) => ({ async [Symbol.asyncDispose]() { log.push(n) } });");
    assert.equal(
      await run(
        'using r1 = make("r1"), r2 = make("r2"); await using r3 = makeAsync("r3"); r1.n + log.length',
      ),
      "r10",
    );
    assert.deepEqual(await run("log"), ["r3", "r2", "r1"]);
  });

  it("lives until its block ends inside a block", async () => {
    assert.equal(await run('{ using q = make("q") }; log.at(-1)'), "q");
  });
});
