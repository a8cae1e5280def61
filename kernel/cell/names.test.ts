// Which names a cell declares, how the script calls them, and where a call is renamed.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { declarationsOf } from "./declarations.ts";
import { Names } from "./names.ts";
import { parse } from "./parse.ts";
import { makeRedeclarable } from "./redeclare.ts";
import { rename } from "./rename.ts";
import { edited } from "./testing/edited.ts";

function declared(source: string): string[] {
  const parsed = parse(source);
  assert.ok("program" in parsed);
  return declarationsOf(parsed.program).map(({ name, kind }) => `${kind} ${name}`);
}

describe("declarationsOf", () => {
  it("finds the names in patterns", () => {
    const source = "const { a, b: { c = 1 }, ...d } = x, [e, , f = 2, ...g] = y";
    assert.deepEqual(
      declared(source),
      ["a", "c", "d", "e", "f", "g"].map((name) => `lexical ${name}`),
    );
  });

  it("tells the kinds apart", () => {
    assert.deepEqual(
      declared("let a; class b {} import c, { d } from 'm'; import e = require('m'); using f = x"),
      [...["lexical a", "lexical b", "lexical c", "lexical d", "lexical e", "lexical f"]],
    );
    assert.deepEqual(declared("var a; function b() {} enum c {} namespace d { export let x = 1 }"), [
      ...["variable a", "variable b", "variable c", "variable d"],
    ]);
    assert.deepEqual(
      declared("interface a {} type b = 1; declare let c: 1; namespace d {} import { type e } from 'm'"),
      [...["type a", "type b", "type c", "type d", "type e"]],
    );
  });

  it("finds hoisted variables and those behind `export`", () => {
    assert.deepEqual(declared("for (var a of b) { var c; let d } function e() { var f }"), [
      ...["variable a", "variable c", "variable e"],
    ]);
    assert.deepEqual(declared("export const a = 1; export default class b {}"), ["lexical a", "lexical b"]);
  });

  it("counts a name once, as a value where it is one", () => {
    assert.deepEqual(declared("interface A {} const A = 1"), ["lexical A"]);
    assert.deepEqual(declared("class A {} namespace A { export let x = 1 }"), ["lexical A"]);
  });
});

describe("Names", () => {
  it("leaves ordinary names as they are", () => {
    const { declarations, renamings } = new Names().assign([{ name: "a", kind: "lexical" }]);
    assert.deepEqual(declarations, [{ name: "a", kind: "lexical", emitted: "a" }]);
    assert.equal(renamings.size, 0);
  });

  it("calls otherwise what would hide a global or a sign of the environment", () => {
    const names = new Names();
    const emitted = (name: string, kind: "lexical" | "variable") =>
      names.assign([{ name, kind }]).declarations[0]!.emitted;
    assert.equal(emitted("URL", "lexical"), "URL$l");
    assert.equal(emitted("fetch", "variable"), "fetch$v");
    assert.equal(emitted("window", "lexical"), "window$l");
    assert.equal(emitted("$k", "lexical"), "$k$l");
  });

  it("calls otherwise what changes its kind, from the commit on until it changes back", () => {
    const names = new Names();
    const declare = (kind: "lexical" | "variable"): string => {
      const { declarations } = names.assign([{ name: "a", kind }]);
      names.commit(declarations);
      return declarations[0]!.emitted;
    };
    assert.equal(declare("lexical"), "a");
    assert.equal(declare("variable"), "a$v");
    assert.equal(names.assign([]).renamings.get("a"), "a$v");
    assert.equal(declare("lexical"), "a");
    assert.equal(names.assign([]).renamings.size, 0);
  });

  it("forgets all with a new evaluator", () => {
    const names = new Names();
    names.commit(names.assign([{ name: "a", kind: "lexical" }]).declarations);
    names.reset();
    assert.equal(names.assign([{ name: "a", kind: "variable" }]).declarations[0]!.emitted, "a");
  });
});

describe("rename", () => {
  const renamed = (source: string) =>
    edited(source, (program, edits) => rename(program, new Map([["a", "a$l"]]), new Set(), edits));

  it("finds every use of the variable", () => {
    assert.equal(renamed("a.b(a[a], () => a)(`$`, a)"), "a$l.b(a$l[a$l], () => a$l)(`$`, a$l)");
    assert.equal(renamed("({ a, b: a, [a]: 1 })"), "({ a:a$l, b: a$l, [a$l]: 1 })");
    assert.equal(renamed("({ a, b: a = a } = c)"), "({ a:a$l, b: a$l = a$l } = c)");
    assert.equal(
      renamed("(a as T)!; class B extends a { [a] = a }"),
      "(a$l as T)!; class B extends a$l { [a$l] = a$l }",
    );
    assert.equal(renamed("let { a = 1, ...b } = c"), "let { a:a$l = 1, ...b } = c");
  });

  it("leaves what only looks like it", () => {
    for (const source of [
      ..."x.a; ({ a: 1 }); class B { a = 1 }; ({ a() {} })|a: for (;;) break a|let b: a; type c = a".split(
        "|",
      ),
      ..."(a) => a|function f() { return a; var a }|{ let a = 1; a }|for (const a of b) a".split("|"),
      ..."try {} catch (a) { a }|(function a() { a })|(class a { b = a })|({ a }) => a".split("|"),
      ..."switch (b) { case 1: let a; a }|enum B { a, c = a }|namespace N { const a = 1; a }".split("|"),
    ]) {
      assert.equal(renamed(source), source);
    }
  });

  it("sees through to an outer scope's end", () => {
    assert.equal(renamed("{ let a = 1 } a"), "{ let a = 1 } a$l");
    assert.equal(renamed("for (let a = 0; a; ) {} a"), "for (let a = 0; a; ) {} a$l");
  });

  it("names components in JSX", () => {
    const components = (source: string) =>
      edited(source, (program, edits) =>
        rename(
          program,
          new Map([
            ["A", "A$l"],
            ["b", "b$l"],
          ]),
          new Set(),
          edits,
        ),
      );
    assert.equal(components("<A A={b}><b/><b.C/></A>"), "<A$l A={b$l}><b/><b$l.C/></A$l>");
  });
});

describe("makeRedeclarable", () => {
  const redeclarable = (source: string) =>
    edited(source, (program, edits) =>
      makeRedeclarable(program, declarationsOf(program), edits, (name) => name),
    );

  it("makes top-level constants variables", () => {
    assert.equal(redeclarable("const a = 1; { const b = 2 }"), "let   a = 1; { const b = 2 }");
  });

  it("empties enums and namespaces before they are filled", () => {
    assert.equal(redeclarable("enum A { B }"), "A=void 0;enum A { B }");
    assert.equal(redeclarable("const enum A { B }"), "A=void 0;      enum A { B }");
    assert.equal(redeclarable("enum A { B } enum A { C = 1 }"), "A=void 0;enum A { B } enum A { C = 1 }");
    const merged = "function a() {} namespace a { export let b = 1 }";
    assert.equal(redeclarable(merged), merged);
  });
});
