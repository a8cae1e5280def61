// JavaScript's own declarations, put together: nothing is lost, nothing is there twice.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { joinStandardLibrary } from "./standardLibrary.ts";
import { openNotebook, texts } from "./testing.ts";

function folderOf(libraries: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "cellgrad-library-"));
  after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(libraries)) writeFileSync(join(folder, `lib.${name}.d.ts`), text);
  return folder;
}

describe("the standard library in one file", () => {
  it("has every part once, before what refers to it", () => {
    const folder = folderOf({
      esnext: '/// <reference lib="es6" />\n/// <reference lib="esnext.new" />\n',
      es6: '/// <reference lib="es5" />\ninterface Array<T> { find(): T }',
      es5: "interface Array<T> { length: number }",
      "esnext.new": '/// <reference lib="es5" />\ninterface New {}',
      dom: "interface Window {}",
    });
    const { parts, text } = joinStandardLibrary(folder);
    assert.deepEqual(parts.sort(), ["es5", "es6", "esnext", "esnext.new"]);
    assert.deepEqual(text.match(/interface.*/g), [
      "interface Array<T> { length: number }",
      "interface Array<T> { find(): T }",
      "interface New {}",
    ]);
  });

  it("refers to parts that are modules", () => {
    const folder = folderOf({
      esnext: '/// <reference lib="iterator" />\ninterface One {}',
      iterator: "export {};\ndeclare global { interface Two {} }",
    });
    const { parts, text } = joinStandardLibrary(folder);
    assert.deepEqual(parts, ["esnext"]);
    assert.match(text, /^\/\/\/ <reference lib="iterator" \/>\n.*interface One \{\}$/s);
  });
});

describe("cells", () => {
  it("know the newest of the library and its documentation", async () => {
    const notebook = openNotebook();
    await notebook.runAll(
      "const all: number[] = await Array.fromAsync([1, 2]); new Set(all).union(new Set([3])).size.toFixed()",
      "[1].values().map((one) => one.toFixed()).toArray(); const big: bigint = 2n ** 64n; Object.groupBy([1], String)",
    );
    assert.deepEqual(texts(await notebook.run("[1].flatt(); document")), [
      "TS2551 Property 'flatt' does not exist on type 'number[]'. Did you mean 'flat'?",
      "TS2584 Cannot find name 'document'.",
    ]);
    const found = await notebook.inspect("'a'.toUpper¦Case()");
    assert.equal(found?.documentation, "Converts all the alphabetic characters in a string to uppercase.");
  });

  it("may import a package that asks for another library", async () => {
    const notebook = openNotebook({
      "node_modules/page/package.json": '{ "name": "page", "types": "index.d.ts" }',
      "node_modules/page/index.d.ts":
        '/// <reference lib="dom" />\n/// <reference lib="es2015" />\nexport declare const root: HTMLElement;',
    });
    await notebook.runAll('import { root } from "page"; root.innerHTML.length; [1].find(Boolean)?.toFixed()');
  });

  it("have the library that a tsconfig names", async () => {
    const notebook = openNotebook({ "tsconfig.json": '{ "compilerOptions": { "lib": ["es2015"] } }' });
    assert.match(
      texts(await notebook.run("[1].toSorted()"))[0]!,
      /^TS2550 Property 'toSorted' does not exist/,
    );
  });
});
