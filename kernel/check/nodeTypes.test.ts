// Node's declarations, put together: cells see what they would see in the many files, and a folder's own come first.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, it } from "node:test";
import { nodeTypes } from "./nodeTypes.ts";
import { openNotebook, texts } from "./testing.ts";

describe("Node's types in one file", () => {
  const folder = mkdtempSync(join(tmpdir(), "cellgrad-node-"));
  after(() => rmSync(folder, { recursive: true }));
  const files = {
    "node/package.json": '{ "version": "20.1.2" }',
    "node/index.d.ts":
      '/// <reference lib="es2020" />\n/// <reference path="fs.d.ts" />\n/// <reference path="web/fetch.d.ts" />',
    "node/fs.d.ts": '/// <reference path="fs.d.ts" />\ndeclare module "fs" {}',
    "node/web/fetch.d.ts": 'import * as undici from "undici-types";\nexport {};',
    "undici/index.d.ts": "export * from './fetch'",
    "undici/fetch.d.ts": "export declare class Response {}",
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  it("have every file once, modules beside it, and what fetch needs under names of our own", () => {
    const made = nodeTypes(join(folder, "node"), join(folder, "undici"));
    assert.deepEqual([...made.keys()], ["web.fetch.d.ts", "index.d.ts", "package.json"]);
    assert.equal(made.get("web.fetch.d.ts"), 'import * as undici from "cellgrad$/undici";\nexport {};');
    assert.equal(
      made.get("index.d.ts")?.replace(/\s+/g, " "),
      '/// <reference lib="es2020" /> /// <reference path="web.fetch.d.ts" /> declare module "fs" {} /// <reference lib="es2020" /> ' +
        'declare module "cellgrad$/undici/fetch" { export class Response {}} declare module "cellgrad$/undici" { export * from "cellgrad$/undici/fetch"} ',
    );
    assert.equal(JSON.parse(made.get("package.json")!).version, "20.1.2");
  });
});

describe("cells", () => {
  it("know Node's modules and globals", async () => {
    const notebook = openNotebook();
    await notebook.runAll(
      'import fs from "node:fs"; import { join } from "path"; const text: string = fs.readFileSync(join("a", "b"), "utf8");',
      "const status: number = (await fetch('http://localhost')).status; new Headers().get('a')?.length; Buffer.from('a').toString('hex')",
    );
    assert.deepEqual(texts(await notebook.run("new Response().statusText.toFixed()")), [
      "TS2551 Property 'toFixed' does not exist on type 'string'. Did you mean 'fixed'?",
    ]);
    assert.match(
      (await notebook.inspect('fs.readFile¦Sync("a")'))?.documentation ?? "",
      /contents of the `path`/,
    );
  });

  // Node's declarations come when a first cell needs them, or when it is done.
  const first: Record<string, string[]> = {
    "const two: number = 2; [two].map(String)": [],
    "const two: number = '2'": ["TS2322 Type 'string' is not assignable to type 'number'."],
    "const id: number = process.pid; setTimeout(() => console.log(id), 1)": [],
    "const id: string = process.pid": ["TS2322 Type 'number' is not assignable to type 'string'."],
    'import { join } from "node:path"; const joined: number = join("a")': [
      "TS2322 Type 'string' is not assignable to type 'number'.",
    ],
    'const os = await import("os"); const cores: string = os.cpus()': [
      "TS2322 Type 'CpuInfo[]' is not assignable to type 'string'.",
    ],
    "const { sep } = require('path') as typeof import('path'); const count: number = sep": [
      "TS2322 Type 'string' is not assignable to type 'number'.",
    ],
    'const folder: number = import.meta.dirname ?? ""': [
      "TS2322 Type 'string' is not assignable to type 'number'.",
    ],
  };
  for (const [cell, expected] of Object.entries(first))
    it(`may come first in a notebook: ${cell}`, async () => {
      assert.deepEqual(texts(await openNotebook().run(cell)), expected);
    });

  it("give names and types that later cells complete and inspect with Node's", async () => {
    const notebook = openNotebook();
    await notebook.runAll("let two = 2; const later = () => two");
    await notebook.checker.settle();
    await notebook.runAll("two = process.pid; later().toFixed(); Buffer.alloc(two)");
    assert.ok((await openNotebook().completeTexts("process.pi¦")).includes("pid"));
    assert.match((await openNotebook().inspect("Buff¦er"))?.signature ?? "", /Buffer/);
  });

  it("know those that their folder has instead", async () => {
    const notebook = openNotebook({
      "node_modules/@types/node/package.json": '{ "name": "@types/node", "types": "index.d.ts" }',
      "node_modules/@types/node/index.d.ts": "declare const otherNode: number;",
    });
    await notebook.runAll("otherNode.toFixed()");
    assert.match(texts(await notebook.run("Buffer.from('a')"))[0]!, /Cannot find name 'Buffer'/);
  });
});
