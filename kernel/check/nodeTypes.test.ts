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

  it("know those that their folder has instead", async () => {
    const notebook = openNotebook({
      "node_modules/@types/node/package.json": '{ "name": "@types/node", "types": "index.d.ts" }',
      "node_modules/@types/node/index.d.ts": "declare const otherNode: number;",
    });
    await notebook.runAll("otherNode.toFixed()");
    assert.match(texts(await notebook.run("Buffer.from('a')"))[0]!, /Cannot find name 'Buffer'/);
  });
});
