// Completion as the user types it: `¦` is the cursor.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { openNotebook } from "./testing.ts";

describe("completion", () => {
  const notebook = openNotebook({
    "helpers.ts": "export const answer = 42; export function ask() {}",
    "nested/deep.ts": "export {}",
    "tsconfig.json": "{}",
    "node_modules/typed/package.json": '{ "name": "typed", "types": "index.d.ts" }',
    "node_modules/typed/index.d.ts": "export declare const version: string;",
  });
  before(() =>
    notebook.runAll(
      "class Point { x = 1; y = 2; distance() { return Math.hypot(this.x, this.y) } #secret = 3 }",
      "const point = new Point(); let maybe: Point | undefined; const odd = { 'a b': 1, c: 2 }",
      'function draw(mode: "fast" | "fine", options: { width: number; height?: number }) {}',
      "enum Colour { Red, Green }; type Pair = [number, number]; namespace Tools { export const saw = 1 }",
      'import * as fs from "node:fs"',
    ),
  );

  it("gives members, by name", async () => {
    assert.deepEqual(await notebook.completeTexts("point.¦"), ["distance", "x", "y"]);
    assert.deepEqual(await notebook.completeTexts("point.di¦"), ["distance"]);
    assert.deepEqual(await notebook.completeTexts("Colour.¦"), ["Green", "Red"]);
    assert.deepEqual(await notebook.completeTexts("Tools.¦"), ["saw"]);
  });

  it("says what kind of thing each is, and what it replaces", async () => {
    const { entries, start, end } = await notebook.complete("const z = point.di¦");
    assert.deepEqual(entries, [{ text: "distance", kind: "method" }]);
    assert.deepEqual([start, end], [16, 18]);
  });

  it("counts in UTF-16 units", async () => {
    const { entries, start, end } = await notebook.complete('"😀"; point.x¦');
    assert.deepEqual(entries, [{ text: "x", kind: "property" }]);
    assert.deepEqual([start, end], [12, 13]);
  });

  it("gives the names of earlier cells, with their kinds", async () => {
    assert.deepEqual((await notebook.complete("poi¦")).entries, [
      { text: "Point", kind: "class" },
      { text: "point", kind: "const" },
    ]);
    assert.deepEqual((await notebook.complete("dra¦")).entries, [{ text: "draw", kind: "function" }]);
  });

  it("puts the user's names before the world's", async () => {
    const texts = await notebook.completeTexts("¦");
    assert.ok(texts.indexOf("draw") < texts.indexOf("Array"));
    assert.ok(texts.includes("return"));
    assert.ok(texts.includes("display"));
  });

  it("gives types where a type stands", async () => {
    assert.deepEqual(await notebook.completeTexts("let p: Pai¦"), ["Pair"]);
  });

  it("steps over what may be undefined", async () => {
    const { entries, start, end } = await notebook.complete("maybe = point as Point | undefined; maybe.di¦");
    assert.deepEqual(entries, [{ text: "?.distance", kind: "method" }]);
    assert.equal("maybe = point as Point | undefined; maybe.di".slice(start, end), ".di");
  });

  it("gives string literals where only some fit", async () => {
    assert.deepEqual(await notebook.completeTexts('draw("¦"'), ["fast", "fine"]);
    assert.deepEqual(await notebook.completeTexts('draw("fi¦"'), ["fine"]);
    assert.deepEqual(await notebook.completeTexts('odd["¦"]'), ["a b", "c"]);
  });

  it("gives the keys of options", async () => {
    assert.deepEqual(await notebook.completeTexts('draw("fast", { ¦ })'), ["width", "height"]);
  });

  it("gives packages, Node's modules and files", async () => {
    assert.ok((await notebook.completeTexts('import x from "typ¦"')).includes("typed"));
    assert.ok((await notebook.completeTexts('import x from "node:f¦"')).includes("node:fs"));
    assert.deepEqual(await notebook.completeTexts('import x from "./¦"'), ["helpers.ts", "nested"]);
    assert.deepEqual(await notebook.completeTexts('await import("./nested/¦")'), ["deep.ts"]);
  });

  it("replaces only the last part of a path", async () => {
    const { start, end } = await notebook.complete('import x from "./nested/de¦"');
    assert.equal('import x from "./nested/de'.slice(start, end), "de");
  });

  it("gives what a module exports", async () => {
    assert.deepEqual(await notebook.completeTexts('import { a¦ } from "./helpers.ts"'), ["answer", "ask"]);
    assert.ok((await notebook.completeTexts("fs.readFileS¦")).includes("readFileSync"));
  });

  it("keeps to its own names", async () => {
    const texts = await notebook.completeTexts("¦");
    assert.deepEqual(
      texts.filter((text) => /\$\$|cellgrad\$/.test(text)),
      [],
    );
  });

  it("has nothing to say in comments, and outside of the text", async () => {
    assert.deepEqual(await notebook.completeTexts("// poi¦"), []);
    assert.deepEqual((await notebook.checker.complete("point.", 999)).entries.length, 3);
    assert.ok((await notebook.checker.complete("point.", -5)).entries.length > 3);
  });

  it("sees the declarations of the cell itself, also where it does not parse", async () => {
    assert.deepEqual(await notebook.completeTexts("const fresh = { one: 1 }; if (fresh.¦"), ["one"]);
    assert.deepEqual(await notebook.completeTexts("const point = { other: 1 }; point.¦"), ["other"]);
  });
});
