// What a cell may and may not do, as the checker sees it: errors with their places, modules, settings, and hints.
import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openNotebook, texts } from "./testing.ts";

describe("a type error", () => {
  const notebook = openNotebook();

  it("has the place in the cell, in UTF-16 units, and a sentence", async () => {
    await notebook.runAll("let count = 1");
    const source = 'const face = "😀"; count = face;';
    const [found] = await notebook.run(source);
    assert.equal(found?.message, "Type 'string' is not assignable to type 'number'.");
    assert.equal(source.slice(found?.start, found?.end), "count");
    assert.equal(found?.severity, "error");
  });

  it("says where else to look", async () => {
    const [found] = await notebook.run("const point: { x: number; y: number } = { x: 1 }");
    assert.match(found?.message ?? "", /Property 'y' is missing/);
    assert.deepEqual(found?.related, ["'y' is declared here."]);
  });

  it("suggests the name of an earlier cell", async () => {
    assert.deepEqual(texts(await notebook.run("cuont + 1")), [
      "TS2552 Cannot find name 'cuont'. Did you mean 'count'?",
    ]);
  });

  it("tells functions and classes from imports", async () => {
    await notebook.runAll("function area() {}; class Circle {}");
    assert.deepEqual(texts(await notebook.run("area = 1 as any; Circle = 2 as any")), [
      "TS2632 Cannot assign to 'area' because it is a function.",
      "TS2632 Cannot assign to 'Circle' because it is a class.",
    ]);
  });

  it("explains a name that the cell itself declares further down", async () => {
    const [found] = await notebook.run("const count = count + 1");
    assert.equal(found?.code, 2448);
    assert.deepEqual(
      found?.related.at(-1),
      "This cell declares 'count' itself, so the 'count' of an earlier cell is not visible in it.",
    );
  });

  it("tells two classes of one name apart", async () => {
    await notebook.runAll("class Model { a = 1 }; const model = new Model()");
    const [found] = await notebook.run("class Model { b = 2 }; const again: Model = model");
    assert.equal(found?.message, "Property 'b' is missing in type 'Model' but required in type 'Model'.");
    assert.equal(found?.related.at(-1), "There are two types 'Model': this cell's and an earlier one's.");
  });

  it("in an earlier cell does not stop a later one", async () => {
    const wrong = "const wrong: number = 'text'";
    await notebook.checker.check(wrong);
    await notebook.checker.commit(wrong);
    await notebook.runAll("wrong.toFixed()");
  });

  it("leaves nothing behind", async () => {
    await notebook.run("const broken: number = 'text'");
    assert.deepEqual(texts(await notebook.run("broken")), ["TS2304 Cannot find name 'broken'."]);
  });

  it("is not made of what a cell declares and does not use", async () => {
    await notebook.runAll("const unused = 1; import { join } from 'node:path'; function never(a: number) {}");
  });

  it("is not made of the globals of Node and of notebooks", async () => {
    await notebook.runAll(
      "display(process.versions.node); setTimeout(() => {}, 0); require('node:fs'); import.meta.url",
    );
  });

  it("is not made where the cell says so", async () => {
    await notebook.runAll(
      "// @ts-nocheck\nconst n: number = 'text'",
      "const m: number = 1; // @ts-ignore\n m = 'x'",
    );
  });

  it("is not made of CommonJS imports", async () => {
    await notebook.runAll("import os = require('node:os'); os.cpus().length");
  });

  it("is not made of an object literal as a whole cell", async () => {
    await notebook.runAll("{ a: count, b: 2 }", "{a: 1}");
    assert.deepEqual(texts(await notebook.run("{ a: nobody, b: 2 }")), ["TS2304 Cannot find name 'nobody'."]);
  });
});

describe("modules", () => {
  const notebook = openNotebook({
    "helpers.ts": "export const answer = 42 as number;",
    "nested/deep.ts": 'export * from "../helpers.ts";',
    "values.json": '{ "rate": 0.1 }',
    "node_modules/typed/package.json": '{ "name": "typed", "types": "index.d.ts" }',
    "node_modules/typed/index.d.ts": "export declare const version: string;",
    "node_modules/untyped/package.json": '{ "name": "untyped", "main": "index.js" }',
    "node_modules/untyped/index.js": "exports.version = 1",
  });

  it("are found from the notebook's folder", async () => {
    await notebook.runAll(
      'import { answer } from "./helpers.ts"; answer.toFixed()',
      'import { answer as deep } from "./nested/deep"; deep.toFixed()',
      'import values from "./values.json"; values.rate.toFixed()',
      'import { version } from "typed"; version.length',
      'const later = await import("./helpers.ts"); later.answer.toFixed()',
    );
  });

  it("without types are any, with a hint", async () => {
    const [hint] = await notebook.run('import untyped from "untyped"; untyped.version');
    assert.equal(hint?.severity, "hint");
    assert.equal(hint?.code, 7016);
  });

  it("that are edited are seen by the next check", async () => {
    notebook.write("helpers.ts", 'export const answer = "forty-two" as string;');
    assert.deepEqual(texts(await notebook.run('import { answer } from "./helpers.ts"; answer.toFixed()')), [
      "TS2551 Property 'toFixed' does not exist on type 'string'. Did you mean 'fixed'?",
    ]);
    await notebook.runAll("answer.length");
  });

  it("that were missing are found once they are there", async () => {
    const source = 'import { late } from "./late.ts"; import { later } from "later"; late + later';
    assert.equal((await notebook.run(source)).length, 2);
    notebook.write("late.ts", "export const late = 1 as number;");
    notebook.write("node_modules/later/package.json", '{ "name": "later", "types": "index.d.ts" }');
    notebook.write("node_modules/later/index.d.ts", "export declare const later: number;");
    await notebook.runAll(source);
  });

  it("that are deleted are missed", async () => {
    rmSync(join(notebook.directory, "late.ts"));
    assert.deepEqual(
      (await notebook.run('import { late } from "./late.ts"')).map(({ code }) => code),
      [2307],
    );
  });

  it("leave no files of the checker in the folder", () => {
    assert.equal(existsSync(join(notebook.directory, "cellgrad$tsconfig.json")), false);
  });
});

describe("settings", () => {
  it("are strict where the folder has none", async () => {
    const notebook = openNotebook();
    assert.deepEqual(texts(await notebook.run("function f(x) { return x }")), [
      "TS7006 The type of 'x' is not known.",
    ]);
    assert.equal((await notebook.run("document.title"))[0]?.code, 2584);
  });

  it("that cells do not follow are told once", async () => {
    const notebook = openNotebook({
      "tsconfig.json": `{
        // TypeScript's own JSON, with comments
        "compilerOptions": { "target": "es5", "outDir": "out", "experimentalDecorators": true, "strict": true },
      }`,
    });
    assert.deepEqual(
      (await notebook.run("const a = 1;")).map(({ severity, message }) => [severity, message]),
      [["hint", "Cells do not follow these options of tsconfig.json: target, experimentalDecorators."]],
    );
    const decorated =
      "function note(target: unknown, { kind }: ClassMethodDecoratorContext) { kind; } class A { @note m() {} }";
    assert.deepEqual(await notebook.run(decorated), []);
  });

  it("are read again when the tsconfig changes, or comes, or goes", async () => {
    const notebook = openNotebook();
    await notebook.runAll("const kept = 1;");
    const strict = async () => (await notebook.checker.check("function f(x) { return x; }")).length === 1;
    assert.equal(await strict(), true);
    notebook.write("tsconfig.json", '{ "compilerOptions": { "strict": false } }');
    assert.equal(await strict(), false);
    notebook.write("tsconfig.json", '{ "compilerOptions": { "strict": true, "noImplicitAny": true } }');
    assert.equal(await strict(), true);
    await notebook.runAll("kept.toFixed()");
  });

  it("come from the nearest tsconfig, as far as a cell can follow it", async () => {
    const notebook = openNotebook({
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          strict: false,
          lib: ["es2022", "dom"],
          paths: { "@/*": ["./src/*"] },
          outDir: "out",
          types: [],
        },
      }),
      "src/tools.ts": "export const tool = 1 as number;",
    });
    await notebook.runAll(
      "function f(x) { return x }",
      "document.title",
      'import { tool } from "@/tools"; tool.toFixed()',
      "await Promise.resolve(process.pid)",
    );
  });
});
