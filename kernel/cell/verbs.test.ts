// The small verbs of the transform: text in, text out.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { instrumentAwaits } from "./awaits.ts";
import { dropExports } from "./exports.ts";
import { rewriteImports } from "./imports.ts";
import { captureLastExpression } from "./lastExpression.ts";
import { edited } from "./testing/edited.ts";
import { rewriteUsing } from "./using.ts";

const asWritten = (name: string): string => name;

describe("captureLastExpression", () => {
  const captured = (source: string) =>
    edited(source, (program, edits) => captureLastExpression(program, edits, 7));

  it("puts the value of the last expression into `$k.v[id]`", () => {
    assert.equal(captured("a⏎b + c"), "a⏎$k.v[7]=(b + c)");
    assert.equal(captured("a // why"), "$k.v[7]=(a) // why");
    assert.equal(captured("(a, b)⏎type T = 1"), "$k.v[7]=((a, b))⏎type T = 1");
  });

  it("drops the value before a `;`", () => {
    assert.equal(captured("a;"), "void (a);");
    assert.equal(captured("a⏎;"), "void (a)⏎;");
    assert.equal(captured("(a) ; // why"), "void ((a)) ; // why");
  });

  it("leaves statements alone", () => {
    for (const source of ["let a = 1", "if (a) b", "a⏎let b", ""]) assert.equal(captured(source), source);
  });
});

describe("instrumentAwaits", () => {
  const instrumented = (source: string) =>
    edited(source, (program, edits) => instrumentAwaits(program, edits, 7));

  it("tells of each top-level await, and holds the promise", () => {
    assert.equal(instrumented("if (await a) {}"), "if ($k.on(7,await ($k.held[7]=a))) {}");
    assert.equal(
      instrumented("await (await a).b()"),
      "$k.on(7,await ($k.held[7]=($k.on(7,await ($k.held[7]=a))).b()))",
    );
  });

  it("lets a statement assign what it has waited for before it ends the cell", () => {
    const kept = (target: string, after = "") =>
      `${target} = $k.keep(7,await ($k.held[7]=b))${after};$k.on(7);`;
    assert.equal(instrumented("let a = await b"), kept("let a"));
    assert.equal(instrumented("({ a } = await b)"), `(${kept("{ a }", ")")}`);
    assert.equal(instrumented("export const a = await b;"), kept("export const a", ";"));
    assert.equal(instrumented("if (c) { a = await b }"), `if (c) { ${kept("a")} }`);
    // Where no statement can follow, and where something is done with the value.
    assert.equal(
      instrumented("if (c) a = await b; else d"),
      "if (c) a = $k.on(7,await ($k.held[7]=b)); else d",
    );
    assert.equal(instrumented("a = f(await b)"), "a = f($k.on(7,await ($k.held[7]=b)))");
  });

  it("tells of awaits in functions, for the cell that calls them", () => {
    assert.equal(instrumented("async () => await a"), "async () => $k.on($k.at(7),await a)");
    assert.equal(
      instrumented("class A { static async m(a = 1) { await a } }"),
      "class A { static async m(a = 1) { $k.on($k.at(7),await a) } }",
    );
  });

  it("goes between a `for await` and what it loops over", () => {
    assert.equal(instrumented("for await (const a of b.c) d"), "for await (const a of $k.each(7,b.c)) d");
    assert.equal(instrumented("for (const a of b) c"), "for (const a of b) c");
  });
});

describe("rewriteImports", () => {
  const rewritten = (source: string) =>
    edited(source, (program, edits) => rewriteImports(program, edits, 7, asWritten));
  const load = (parameters: string) => `$k.on(7,await ($k.held[7]=$k.import(${parameters})))`;

  it("names what it needs of a module", () => {
    assert.equal(rewritten('import { a, b as c } from "m";'), `let {a,"b":c}=${load('"m",["a","b"]')};`);
    assert.equal(rewritten('import a from "m"'), `let {default:a}=${load('"m",["default"]')};`);
    assert.equal(rewritten('import { "x y" as a } from "m"'), `let {"x y":a}=${load('"m",["x y"]')};`);
  });

  it("takes a module whole, or only runs it", () => {
    assert.equal(rewritten('import * as a from "m"'), `let a=${load('"m"')};`);
    assert.equal(
      rewritten('import a, * as b from "m"'),
      `let b=${load('"m"')};let {default:a}=${load('"m",["default"]')};`,
    );
    assert.equal(rewritten('import "m"'), `${load('"m"')};`);
    assert.equal(rewritten('export * from "m"'), `${load('"m"')};`);
    assert.equal(rewritten('export { a } from "m"'), `${load('"m"')};`);
  });

  it("asks for no types", () => {
    assert.equal(rewritten('import { type A, b } from "m"'), `let {b}=${load('"m",["b"]')};`);
    assert.equal(rewritten('import { type A } from "m"'), `${load('"m"')};`);
    assert.equal(rewritten('import type { A } from "m"'), 'import type { A } from "m"');
  });

  it("keeps line breaks and attributes", () => {
    assert.equal(rewritten('import {⏎a⏎} from "m"⏎b'), `let {a}=${load('"m",["a"]')};⏎⏎⏎b`);
    const json = `{with:{"type":"json"}}`;
    assert.equal(
      rewritten('import a from "./m.json" with { type: "json" }'),
      `let {default:a}=${load(`"./m.json",["default"],${json}`)};`,
    );
  });

  it("rewrites `import()`, `import.meta` and `import =`", () => {
    assert.equal(rewritten('import("m").then(f)'), '$k.import("m").then(f)');
    assert.equal(rewritten("import(m, o)"), "$k.import(m, void 0,o)");
    assert.equal(rewritten("() => import.meta.url"), "() => $k.meta.url");
    assert.equal(rewritten('import a = require("m")'), 'let a=require("m");');
    assert.equal(rewritten("import a = B.c.d;"), 'let a=typeof B==="undefined"?void 0:B.c.d;');
  });
});

describe("dropExports", () => {
  const dropped = (source: string) => edited(source, dropExports);

  it("leaves the declaration", () => {
    assert.equal(dropped("export const a = 1"), "       const a = 1");
    assert.equal(dropped("export default function a() {}"), "               function a() {}");
    assert.equal(dropped("@dec export class A {}"), "@dec        class A {}");
  });

  it("still evaluates what is exported without a name", () => {
    assert.equal(dropped("export default a()⏎(b)"), "void (         a()⏎(b));");
    assert.equal(dropped("export default class {};"), "void (         class {});;");
    assert.equal(dropped("export = a"), "void (   a)");
  });

  it("drops lists of names", () => {
    assert.equal(dropped("export { a, b as c }"), ";                   ");
  });
});

describe("rewriteUsing", () => {
  it("registers top-level resources with the cell", () => {
    const rewritten = (source: string) => edited(source, (program, edits) => rewriteUsing(program, edits, 7));
    assert.equal(rewritten("using a = b, c = d"), "let   a = $k.use(7,b), c = $k.use(7,d)");
    assert.equal(rewritten("await using a = b"), "let         a = $k.useAsync(7,b)");
    assert.equal(rewritten("{ using a = b }"), "{ using a = b }");
  });
});
