// What a name means after cells have declared it again: each case is a notebook, cell by cell, with the error a cell gives.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openNotebook, texts } from "./testing.ts";

/** A cell, and the code of the error that it gives. */
type Cell = string | readonly [source: string, code: number];

const variables: Record<string, Cell[]> = {
  "a name may change its type": [
    "let a = 1",
    'let a = "s"; a.length',
    "a.toUpperCase()",
    ["a.toFixed()", 2551],
  ],
  "`let` is assigned in later cells, with its type": ["let n = 1", "n = 5; n += 2", ['n = "x"', 2322]],
  "`const` stays constant": ["const c = 1", ["c = 2", 2588]],
  "an assignment narrows in its own cell": [
    "let x: string | undefined",
    'x = "a"; x.length',
    ["x.length", 18048],
  ],
  "literal and tuple types are kept": [
    'const one = 1; const tuple = [1, "a"] as const',
    'const again: 1 = one; const s: "a" = tuple[1]',
  ],
  "an empty array may be filled later": ["let list = []; list.push(1)", 'list.push("x"); list.length'],
  "a declared variable may be assigned later": ["let z: number", "z = 1; z.toFixed()", "z.toFixed()"],
  "patterns declare all their names": [
    'const { a: aa, ...rest } = { a: 1, b: "q" }; const [first, ...tail] = [1, 2, 3]',
    "aa.toFixed(); rest.b.length; tail[0].toFixed(); first.toFixed()",
  ],
  "a redeclared name is not in scope before its declaration": ["let v = 1", ["let v = v + 1", 2448]],
  "an earlier function keeps the type it was checked with": [
    "let k = 1; function getK() { return k }",
    'let k = "s"',
    "getK().toFixed()",
  ],
  "`var` in a loop belongs to the cell": ["for (var i = 0; i < 3; i++) { var last = i }", "i + last"],
  "unique symbols": [
    'const key = Symbol("x"); interface Has { [key]: number }',
    "const has: Has = { [key]: 1 }; has[key].toFixed()",
  ],
  "`using` is constant": ["using u = { v: 1, [Symbol.dispose]() {} }", "u.v.toFixed()", ["u = 1", 2588]],
  "top-level await and generators": [
    "const r = await Promise.resolve([1]); function* g() { yield 1 }",
    "r.map(x => x + 1); [...g()]",
  ],
};

const functionsAndClasses: Record<string, Cell[]> = {
  "a class is a value and a type": [
    "class V { constructor(public x: number) {} }",
    "const v: V = new V(3); class W extends V {}",
    ["v.y", 2339],
  ],
  "a class may be declared again": [
    "class V { a = 1 }; const v = new V()",
    "class V { b = 2 }; new V().b",
    ["v.a; new V().a", 2339],
  ],
  "generics and overloads": [
    "function id<T>(x: T): T { return x }; function ov(a: string): 1; function ov(a: number): 2; function ov(a: any): any { return a }",
    'const two: 2 = ov(3); id("q").length',
    ["ov(true)", 2769],
  ],
  "a function is not assigned to": ["function f() { return 1 }", ["f = () => 2", 2632]],
  "enums and const enums": [
    "enum E { A, B }; const enum C { X = 5 }",
    "let e: E = E.B; const x: C = C.X",
    ["E.C", 2339],
  ],
  "an enum may be declared again": ["enum E { A }", "enum E { B }; E.B", ["E.A", 2339]],
  namespaces: [
    "namespace N { export const q = 1; export interface I { z: number } }",
    "const i: N.I = { z: N.q }",
  ],
  "decorators and accessors": [
    "function d<T extends Function>(v: T, c: ClassMethodDecoratorContext): T { return v }; class C1 { @d m() { return 1 } accessor z = 2 }",
    "new C1().m() + new C1().z",
  ],
  "exports change nothing": [
    "export const ec = 1; export function ef() { return ec }; export type ET = number; export class EC {}",
    "const y: ET = ec + ef(); new EC()",
    "const p = 1, q = 2; export { p, q as r }",
    "p + q",
  ],
};

const types: Record<string, Cell[]> = {
  "a type and a value of one name from two cells": [
    "interface Foo { a: number }",
    "const Foo = { make(): Foo { return { a: 1 } } }",
    "const f: Foo = Foo.make()",
  ],
  "a value and then a type of one name": [
    "const Bar = 1",
    "interface Bar { z: number }",
    "const b: Bar = { z: Bar }",
  ],
  "a type and a value of one name from one cell": [
    "interface Both { a: number }; const Both: Both = { a: 1 }",
    "const b: Both = Both",
  ],
  "a type alias may be declared again": [
    "type T = number; const t: T = 1",
    'type T = string; const u: T = "s"',
    ["const w: T = t", 2322],
  ],
  "interfaces of two cells are two interfaces": [
    "interface M { a: number }",
    "interface M { b: number }",
    "const m: M = { b: 1 }",
    ["const n: M = { a: 1, b: 1 }", 2353],
  ],
  "types that name each other": [
    "type A1 = { b?: B1 }; type B1 = { a?: A1 }",
    "const q: A1 = { b: { a: {} } }",
  ],
  "`declare global` reaches all later cells": [
    "declare global { interface Array<T> { zip(): number } var gv: number }",
    "[1].zip(); gv.toFixed()",
  ],
};

const imports: Record<string, Cell[]> = {
  "imports are seen by later cells": [
    'import * as fs from "node:fs"; import path, { join } from "path"; import type { Stats } from "fs"',
    'const s: Stats = fs.statSync(join("/", "tmp")); path.sep',
    ["fs.nope", 2339],
  ],
  "an import may be shadowed": [
    'import { join } from "path"',
    "const join = 5; join.toFixed()",
    ['join("a")', 2349],
  ],
  "local files": ['import { U } from "./util"; U.toFixed()', ["U.nope", 2339]],
};

const mistakes: Record<string, Cell[]> = {
  "a syntax error": [["let x = ;", 1109], "1 + 1"],
  "a cell that breaks off": [["function f() {", 1005]],
  "a wrong type": [["const s: string = 5", 2322]],
  "an unknown name": [["nope()", 2304]],
  "a return at the top": [["return 5", 1108]],
};

for (const [title, cases] of Object.entries({ variables, functionsAndClasses, types, imports, mistakes }))
  describe(`cells that share names: ${title}`, () => {
    const notebook = openNotebook({ "util.ts": "export const U = 1 as number;" });
    for (const [name, cells] of Object.entries(cases))
      it(name, async () => {
        await notebook.checker.reset();
        for (const cell of cells) {
          const [source, code] = typeof cell === "string" ? [cell] : cell;
          const found = texts(await notebook.run(source)).map((text) =>
            text.replace(/^TS([1-9]\d*) .*/, "$1"),
          );
          assert.deepEqual(found, code === undefined ? [] : [String(code)], source);
        }
      });
  });
