import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { runtimeModules } from "../protocol/runtimeModules.ts";
import { TestNotebook } from "./testing.ts";

const options = { timeout: 60_000 };

describe("modules of a notebook", options, () => {
  let notebook: TestNotebook;
  before(async () => {
    notebook = new TestNotebook();
    await notebook.evaluator.ready;
  });
  after(() => notebook.close());

  it("gives builtins, default and named", async () => {
    const code = `let {default: fs, existsSync} = await $k.import("node:fs", ["default", "existsSync"]);
      $k.v=(fs.existsSync === existsSync)`;
    assert.equal(await notebook.value(code), "true");
  });

  it("gives CommonJS packages all their names, also those that Node's lexer misses", async () => {
    notebook.write("node_modules/common/package.json", `{"name": "common", "main": "i.js"}`);
    notebook.write(
      "node_modules/common/i.js",
      `const o = {}; o["dyn" + "amic"] = 7; o.fixed = 8; module.exports = o;`,
    );
    const named = `{ const {dynamic, default: all} = await $k.import("common", ["dynamic", "default"]); $k.v=([dynamic, all.fixed]) }`;
    assert.equal(await notebook.value(named), "[ 7, 8 ]");
    assert.equal(await notebook.value(`{ const all = await $k.import("common"); $k.v=(all.dynamic) }`), "7");
  });

  it("takes the default of a transpiled CommonJS package", async () => {
    notebook.write(
      "node_modules/transpiled/index.js",
      `exports.__esModule = true; exports.default = 5; exports.a = 1;`,
    );
    const code = `{ const {default: d, a} = await $k.import("transpiled", ["default", "a"]); $k.v=([d, a]) }`;
    assert.equal(await notebook.value(code), "[ 5, 1 ]");
  });

  it("loads packages that are ES modules only, installed while it runs", async () => {
    assert.match(
      String(await notebook.value(`$k.v=(await $k.import("modern"))`)),
      /no such package: "modern"[\s\S]*help: %npm install modern/,
    );
    notebook.write(
      "node_modules/modern/package.json",
      `{"name": "modern", "type": "module", "exports": {"import": "./i.mjs"}}`,
    );
    notebook.write(
      "node_modules/modern/i.mjs",
      `export default class K { v = 5 } export const named = "nm";`,
    );
    const code = `{ const {default: K, named} = await $k.import("modern", ["default", "named"]); $k.v=([new K().v, named]) }`;
    assert.equal(await notebook.value(code), "[ 5, 'nm' ]");
  });

  it("loads JSON, and anew when it has changed", async () => {
    notebook.write("data.json", `{"a": 1}`);
    const code = `{ const {default: all, a} = await $k.import("./data.json", ["default", "a"]); $k.v=([all, a]) }`;
    assert.equal(await notebook.value(code), "[ { a: 1 }, 1 ]");
    notebook.write("data.json", `{"a": 234}`);
    assert.equal(await notebook.value(code), "[ { a: 234 }, 234 ]");
  });

  it("maps the stacks of a local TypeScript file to its lines", async () => {
    notebook.write(
      "thrower.ts",
      `interface Unused {\n  a: number;\n}\nexport enum Level { Low, High }\n\nexport function thrower(x: number): never {\n  throw new Error("from a file " + x);\n}\n`,
    );
    const report = await notebook.value(
      `{ const {thrower} = await $k.import("./thrower", ["thrower"]);\n  thrower(3) }`,
    );
    assert.match(String(report), /^Error: from a file 3\n\nthrower\.ts:7:9\n/);
    assert.match(String(report), /> 7 \| {3}throw new Error\("from a file " \+ x\);/);
    assert.match(String(report), /at thrower \(thrower\.ts:7:9\)\n {4}at Cell In\[\d+\], line 2:3$/);
  });

  it("picks up an edited file, also when it is imported by an imported one, and keeps the others", async () => {
    notebook.write(
      "top.ts",
      `import { middle } from "./middle.js";\nexport { stable } from "./stable.ts";\nexport const top = () => middle();`,
    );
    notebook.write(
      "middle.ts",
      `import { leaf } from "./lib";\nexport function middle(): string { return "leaf " + leaf; }`,
    );
    notebook.write("lib/index.ts", `export const leaf: number = 1;`);
    notebook.write("stable.ts", `export const stable = { count: 0 };`);
    const code = `{ const {top, stable} = await $k.import("./top.ts", ["top", "stable"]); stable.count++; $k.v=(top() + ", " + stable.count) }`;
    assert.equal(await notebook.value(code), "'leaf 1, 1'");
    notebook.write("lib/index.ts", `export const leaf: number = 22;`);
    assert.equal(await notebook.value(code), "'leaf 22, 2'");
  });

  it("picks up edited CommonJS files, by import and by require", async () => {
    notebook.write("outer.cjs", `exports.value = "outer " + require("./inner.cjs").value;`);
    notebook.write("inner.cjs", `exports.value = 1;`);
    const imported = `$k.v=((await $k.import("./outer.cjs")).value)`;
    assert.equal(await notebook.value(imported), "'outer 1'");
    assert.equal(await notebook.value(`$k.v=(require("./outer.cjs").value)`), "'outer 1'");
    notebook.write("inner.cjs", `exports.value = 22;`);
    assert.equal(await notebook.value(`$k.v=(require("./outer.cjs").value)`), "'outer 22'");
    notebook.write("inner.cjs", `exports.value = 333;`);
    assert.equal(await notebook.value(imported), "'outer 333'");
  });

  it("requires TypeScript files too", async () => {
    notebook.write("sync.ts", `export const answer: number = 42;`);
    assert.equal(await notebook.value(`$k.v=(require("./sync").answer)`), "42");
    notebook.write("twin.cjs", `exports.answer = require("./sync.js").answer;`);
    assert.equal(await notebook.value(`$k.v=(require("./twin.cjs").answer)`), "42");
    assert.match(
      String(await notebook.value(`try { require("./sync.mjs") } catch (error) { $k.v=error.message }`)),
      /Cannot find module/,
    );
  });

  it("loads modules that hold only types, and leaves imported types out", async () => {
    notebook.write("types.ts", `export interface Shape { sides: number }\nexport type Id = string;`);
    notebook.write(
      "uses.ts",
      `import { Shape, type Id } from "./types";\nexport const square: Shape & { id?: Id } = { sides: 4 };`,
    );
    const code = `{ const {square} = await $k.import("./uses", ["square"]); const {Shape} = await $k.import("./types", ["Shape"]); $k.v=([square.sides, Shape]) }`;
    assert.equal(await notebook.value(code), "[ 4, undefined ]");
  });

  it("lets local files import one another, packages, builtins and data", async () => {
    notebook.write(
      "node_modules/esm-dep/package.json",
      `{"name": "esm-dep", "type": "module", "exports": {"import": "./i.js"}}`,
    );
    notebook.write("node_modules/esm-dep/i.js", `export const one = 1;`);
    notebook.write("node_modules/cjs-dep/index.js", `const o = {}; o["tw" + "o"] = 2; module.exports = o;`);
    notebook.write("three.mjs", `export const three = await Promise.resolve(3);`);
    notebook.write("numbers.json", `{"four": 4}`);
    notebook.write(
      "all.ts",
      `import { one } from "esm-dep"; import { two } from "cjs-dep"; import { three } from "./three.mjs"; import numbers from "./numbers.json";
       import path, { basename } from "node:path";
       export const later = async () => (await import("./three.mjs")).three;
       export const sum: number = one + two + three + numbers.four; export const name = basename(path.join("a", import.meta.filename));`,
    );
    const code = `{ const {sum, name, later} = await $k.import("./all", ["sum", "name", "later"]); $k.v=([sum, name, await later()]) }`;
    assert.equal(await notebook.value(code), "[ 10, 'all.ts', 3 ]");
  });

  it("loads cycles", async () => {
    notebook.write(
      "even.ts",
      `import { odd } from "./odd";\nexport const even = (n: number): boolean => n === 0 || odd(n - 1);`,
    );
    notebook.write(
      "odd.ts",
      `import { even } from "./even";\nexport const odd = (n: number): boolean => n !== 0 && even(n - 1);`,
    );
    const code = `{ const [{even}, {odd}] = await Promise.all([$k.import("./even"), $k.import("./odd")]); $k.v=([even(10), odd(10)]) }`;
    assert.equal(await notebook.value(code), "[ true, false ]");
  });

  it("runs a file again that has failed", async () => {
    notebook.write("failing.ts", `export const x: number = 1;\nthrow new Error("not yet");`);
    const code = `$k.v=((await $k.import("./failing")).x)`;
    assert.match(String(await notebook.value(code)), /^Error: not yet\n\nfailing\.ts:2:7\n/);
    notebook.write("failing.ts", `export const x: number = 1;`);
    assert.equal(await notebook.value(code), "1");
  });

  it("names the place of a syntax error in a local file", async () => {
    notebook.write("broken.mjs", `export const a = 1;\nexport const b = = 2;\n`);
    assert.match(
      String(await notebook.value(`await $k.import("./broken.mjs")`)),
      /SyntaxError[\s\S]*broken\.mjs:2/,
    );
    notebook.write("broken.ts", `export const a: number = 1;\nexport const b: = 2;\n`);
    assert.match(
      String(await notebook.value(`await $k.import("./broken.ts")`)),
      /SyntaxError[\s\S]*broken\.ts/,
    );
  });

  it("says where a missing file was looked for", async () => {
    assert.match(
      String(await notebook.value(`await $k.import("./missing")`)),
      /no such file: "\.\/missing" from /,
    );
  });

  it("says where the notebook is", async () => {
    const { folder } = notebook;
    assert.equal(await notebook.value(`$k.v=($k.meta.dirname)`), `'${folder}'`);
    assert.equal(
      await notebook.value(`$k.v=(new URL("./x.csv", $k.meta.url).pathname)`),
      `'${folder}/x.csv'`,
    );
    assert.equal(await notebook.value(`$k.v=($k.meta.resolve("./sync"))`), `'file://${folder}/sync.ts'`);
  });

  it("finds this package wherever the notebook lies", async () => {
    assert.equal(await notebook.value(`$k.v=($k.meta.resolve("cellgrad"))`), `'${runtimeModules.index}'`);
  });

  it("shows the import that failed", async () => {
    notebook.write("node_modules/broken/index.mjs", `export const a = ;`);
    notebook.write("node_modules/broken/package.json", `{"exports": "./index.mjs"}`);
    const report = await notebook.value(`1;\nawait $k.import("broken")`);
    assert.match(String(report), /^SyntaxError: Unexpected token ';'\n\nCell In\[\d+\], line 2:16/);
  });

  it("says nothing by itself", () => {
    assert.deepEqual(notebook.events, []);
  });
});
