// Modules in cells: Node's own, CommonJS and ES packages, TypeScript files beside the notebook.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Notebook } from "../testing/notebook.ts";

const notebook = new Notebook({
  "util.ts": [
    "import type { Missing } from './nowhere';",
    "export const unit = 1; export type T = { a: number };",
    "export default function tenfold(x: number): number { return x * unit * 10 }",
    "export enum Level { Low, High }",
  ].join("\n"),
  "node_modules/common/package.json": '{ "main": "index.js" }',
  "node_modules/common/index.js": 'const o = { plain: 8 }; o["dyn" + "amic"] = 7; module.exports = o;',
  "node_modules/modern/package.json": '{ "type": "module", "exports": "./index.js" }',
  "node_modules/modern/index.js": 'export default class K { v = 5 }\nexport const named = "nm";',
});
const run = (source: string) => notebook.run(source);
after(() => notebook.close());

describe("a static import", () => {
  it("takes Node's modules, whole and by name", async () => {
    const cell = 'import * as fs from "node:fs"; import path, { join as glue, type ParsedPath } from "path";';
    assert.equal(
      await run(`${cell} typeof fs.readFileSync + glue("a", "b") + typeof path.sep`),
      "functiona/bstring",
    );
    assert.equal(await run("typeof fs.existsSync"), "function");
  });

  it("takes CommonJS packages, with names that only running them shows", async () => {
    assert.deepEqual(
      await run('import common, { plain, dynamic } from "common"; [common.plain, plain, dynamic]'),
      [8, 8, 7],
    );
  });

  it("takes ES packages", async () => {
    assert.deepEqual(
      await run('import K, { named, named as again } from "modern"; [new K().v, named, again]'),
      [5, "nm", "nm"],
    );
  });

  it("takes TypeScript files from the notebook's folder", async () => {
    assert.deepEqual(
      await run('import tenfold, { unit, Level, type T } from "./util"; [tenfold(2), unit, Level.High]'),
      [20, 1, 1],
    );
    assert.equal(await run('import type { T as T2 } from "./util"; const t2: T2 = { a: 1 }; t2.a'), 1);
  });

  it("does not mind a name that is only a type", async () => {
    assert.equal(await run('import { T as T3 } from "./util"; const t3: T3 = { a: 2 }; t3.a'), 2);
  });

  it("loads nothing for types alone", async () => {
    assert.equal(await run('import type { X } from "./nowhere"; export type { Y } from "./nowhere"; 1'), 1);
  });

  it("loads what a cell re-exports", async () => {
    await run('export * from "modern"; export { plain as other } from "common"');
    await assert.rejects(run('export * from "./nowhere"'), { message: "Cannot find module './nowhere'" });
  });
});

describe("other ways to a module", () => {
  it("are `import()`, `require` and `import x = require`", async () => {
    assert.equal(await run('const m1 = await import("modern"); m1.named'), "nm");
    assert.equal(await run('require("common").plain'), 8);
    assert.equal(await run('import fs2 = require("fs"); typeof fs2.statSync'), "function");
  });

  it("are aliases of namespaces", async () => {
    await run(
      "namespace Outer { export namespace Inner { export const deep = 6 } } declare namespace Types { type T = 1 }",
    );
    assert.equal(await run("import Inner = Outer.Inner; import Gone = Types.T; Inner.deep"), 6);
  });
});

describe("import.meta", () => {
  it("speaks of the notebook's folder", async () => {
    assert.equal(await run("import.meta.dirname"), notebook.folder);
  });
});
