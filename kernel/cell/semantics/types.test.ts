// TypeScript in cells: types leave no trace, enums and namespaces become values, classes work as the language says.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Notebook } from "../testing/notebook.ts";

const notebook = new Notebook();
const run = (source: string) => notebook.run(source);
after(() => notebook.close());

describe("types", () => {
  it("are gone when the cell runs", async () => {
    await run("interface I { a: number }\ntype Maybe<X> = X | null;");
    assert.deepEqual(await run("const i1: I = { a: 1 }; const t1: Maybe<number> = null; [i1.a, t1]"), [
      1,
      null,
    ]);
    assert.deepEqual(await run("type A = { b?: B }; type B = { a?: A }; const ab: A = { b: {} }; ab.b"), {});
  });

  it("may stand in every kind of expression", async () => {
    await run("const config = { a: 1 } satisfies Record<string, number>; const id = <T,>(x: T) => x;");
    assert.equal(await run("id<number>(config.a as number)!"), 1);
    assert.deepEqual(await run("const make = () => <{ a: number }>{ a: 2 }\nmake()"), { a: 2 });
  });

  it("do not join a line with the next", async () => {
    assert.deepEqual(await run("const one = [1] as number[]\n;[2].concat(one)"), [2, 1]);
    assert.deepEqual(await run("let two = one as number[]\ntype T = 1\n[2].concat(two)"), [2, 1]);
  });

  it("may be declared for what exists elsewhere", async () => {
    await run("declare global { var zz: number }\nglobalThis.zz = 3");
    await run('declare const nope: number; declare module "zz" {}');
    assert.equal(await run("zz"), 3);
  });

  it("may be overloads", async () => {
    await run(
      "function ov(a: string): string;\nfunction ov(a: number): number;\nfunction ov(a: any) { return a }",
    );
    assert.equal(await run("ov(3)"), 3);
  });
});

describe("enums and namespaces", () => {
  it("are values of the notebook", async () => {
    await run("enum E { A, B, C }");
    assert.equal(await run("E.B"), 1);
    assert.equal(await run("const enum CE { X = 1, Y = X << 3 } CE.Y"), 8);
    assert.equal(await run("CE.X"), 1);
    await run("namespace N { export let q = 3; export type T = number; export function inc() { q++ } }");
    assert.equal(await run("N.inc(); N.q"), 4);
  });

  it("start afresh when a cell declares them again", async () => {
    await run("enum E { A = 5 }");
    assert.deepEqual(await run("[E.A, E.B]"), [5, undefined]);
  });

  it("merge with what their own cell declares", async () => {
    assert.deepEqual(await run("enum M { A } enum M { B = 1 } [M.A, M.B]"), [0, 1]);
    assert.deepEqual(
      await run("class Space { v = 1 } namespace Space { export const w = 2 } [new Space().v, Space.w]"),
      [1, 2],
    );
    assert.deepEqual(
      await run("function fn() { return 1 } namespace fn { export const w = 2 } [fn(), fn.w]"),
      [1, 2],
    );
  });
});

describe("classes", () => {
  it("have private, static and parameter properties", async () => {
    await run(
      "class A { #p = 1; get p() { return this.#p }; static s = 2; constructor(public q = 3, private r = 4) {} }",
    );
    assert.equal(await run("class B extends A { m() { return this.p + A.s + this.q } }; new B().m()"), 6);
  });

  it("may be declared again under their heirs", async () => {
    await run("class A { p = 100 }");
    assert.equal(await run("new A().p"), 100);
  });

  it("may be abstract and implement interfaces", async () => {
    await run("abstract class Speaker { abstract word(): string; say() { return this.word() } }");
    assert.equal(
      await run('class Dog extends Speaker implements Object { word() { return "w" } } new Dog().say()'),
      "w",
    );
  });

  it("may have standard decorators and accessors", async () => {
    await run("const seen: string[] = [];");
    await run(
      "function logged(value: any, context: any) { seen.push(context.kind, String(context.name)); return value }",
    );
    await run("class D1 { @logged m() { return 1 }; accessor field = 4 }");
    assert.deepEqual(await run("[new D1().m(), new D1().field, ...seen]"), [1, 4, "method", "m"]);
  });
});

describe("JSX", () => {
  it("calls the runtime that the cell names", async () => {
    await run("const h = (tag: unknown, props: unknown, ...children: unknown[]) => [tag, props, children]");
    const cell = '/** @jsxRuntime classic @jsx h */\n<p class="x">{1 + 1}</p>';
    assert.deepEqual(await run(cell), ["p", { class: "x" }, [2]]);
  });
});
