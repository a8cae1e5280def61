// The debugger in files, and the values that it shows, over the sockets.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { resultOf } from "./answers.ts";
import { byName, DapClient } from "./dapClient.ts";
import { type Answer, type KernelProcess, startKernel } from "./kernelProcess.ts";

describe("the debugger", { timeout: 120_000 }, () => {
  let kernel: KernelProcess;
  let client: DapClient;
  before(async () => {
    kernel = await startKernel();
    client = new DapClient(kernel);
    await kernel.execute("const answer: number = 42;");
    await client.start();
  });
  after(() => kernel.close());

  describe("in the notebook's files", () => {
    const util = [
      "// a comment",
      "export interface Size { width: number }",
      "",
      "export function area(size: Size): number {",
      "  const squared: number = size.width ** 2;",
      "  return squared;",
      "}",
    ].join("\n");

    it("stops in a file that had not been loaded", async () => {
      const file = join(kernel.directory, "util.ts");
      await writeFile(file, util);
      assert.deepEqual(await client.breakIn(file, 6), [6]);
      const answer = kernel.execute('import { area } from "./util";\narea({ width: 3 })');
      const { top } = await client.stopped();
      assert.deepEqual([top.name, top.line, top.source.path], ["area", 6, file]);
      assert.deepEqual(await client.variables(top, "Locals"), {
        size: "{width: 3}",
        squared: "9",
        "(return)": "9",
      });
      assert.equal((await client.get("source", { source: { path: file } })).content, util);
      const { modules } = await client.get("modules");
      assert.ok(
        modules.some(({ name, path }: { name: string; path: string }) => name === "util.ts" && path === file),
      );
      await client.get("continue");
      assert.equal(resultOf(await answer), "9");

      // A file that was changed is loaded anew.
      await writeFile(file, util.replace("** 2", "** 3"));
      const again = kernel.execute('import { area as volume } from "./util";\nvolume({ width: 3 })');
      assert.equal((await client.variables((await client.stopped()).top, "Locals")).squared, "27");
      await client.breakIn(file);
      await client.get("continue");
      assert.equal(resultOf(await again), "27");
    });

    it("stops in a file that was loaded before", async () => {
      const file = join(kernel.directory, "loaded.ts");
      await writeFile(file, util);
      const code = 'import { area as loaded } from "./loaded";\nloaded({ width: 4 })';
      assert.equal(resultOf(await kernel.execute(code)), "16");
      assert.deepEqual(await client.breakIn(file, 4), [5]);
      const answer = kernel.execute("loaded({ width: 5 })");
      assert.equal(await client.line(), 5);
      await client.breakIn(file);
      await client.get("continue");
      assert.equal(resultOf(await answer), "25");
    });
  });

  describe("that shows values", () => {
    let answer: Promise<Answer>;
    let frameId: number;
    after(async () => {
      while ((await client.get("debugInfo")).stoppedThreads.length > 0) await client.get("continue");
    });
    before(async () => {
      await kernel.execute('import { arange } from "cellgrad";\nconst weights = arange(6).reshape([2, 3]);');
      const code = [
        "function look(scaled: typeof weights) {",
        "  const map = new Map([['one', 1]]);",
        "  const many = Array.from({ length: 250 }, (_, i) => i);",
        "  debugger;",
        "  return [map.size, many.length];",
        "}",
        "look(weights.mul(10));",
      ].join("\n");
      answer = kernel.execute(code);
      frameId = (await client.stopped()).top.id;
    });

    it("says what a tensor is, and opens it", async () => {
      const { scopes } = await client.get("scopes", { frameId });
      const locals = await client.open(scopes[0].variablesReference);
      assert.deepEqual(byName(locals).scaled, "Tensor [2, 3] i32");
      const scaled = locals.find(({ name }) => name === "scaled")!;
      const inside = byName(await client.open(scaled.variablesReference));
      assert.equal(inside.shape, "(2) [2, 3]");
      assert.equal(inside.dtype, "'i32'");
      assert.match(inside.values!, /^\(6\) \[0, 10, 20, 30, 40/);
      const map = locals.find(({ name }) => name === "map")!;
      assert.equal(map.value, "Map(1) {'one' → 1}");
      const many = locals.find(({ name }) => name === "many")!;
      const parts = await client.open(many.variablesReference);
      assert.deepEqual(
        parts.map(({ name }) => name),
        ["[0 … 99]", "[100 … 199]", "[200 … 249]"],
      );
      assert.equal(byName(await client.open(parts[2]!.variablesReference))["249"], "249");
    });

    const card = /^Tensor \[2, 3\] i32 wasm · min 0 · max 50/;
    it("shows a tensor's card, while the program is stopped and when it is not", async () => {
      const stopped = await client.get("richInspectVariables", { variableName: "scaled", frameId });
      assert.match(stopped.data["text/plain"], card);
      assert.ok(stopped.data["image/png"].length > 100);
      const nothing = await client.get("richInspectVariables", { variableName: "nothing", frameId });
      assert.deepEqual(nothing.data, {});
    });

    it("copies a local to the notebook, where cells know it", async () => {
      for (const [from, to] of [
        ["scaled", "kept"],
        ["many", "answer"],
      ])
        await client.get("copyToGlobals", {
          srcVariableName: from,
          dstVariableName: to,
          srcFrameId: frameId,
        });
      assert.match(
        await client.refusal("copyToGlobals", {
          srcVariableName: "a b",
          dstVariableName: "c",
          srcFrameId: frameId,
        }),
        /^copyToGlobals: not the name of a variable: a b$/,
      );
      await client.get("continue");
      assert.equal((await answer).reply.content.status, "ok");
      assert.equal(resultOf(await kernel.execute("kept.shape")), "[ 2, 3 ]");
      const idle = await client.get("richInspectVariables", { variableName: "kept" });
      assert.match(idle.data["text/plain"], card);
      assert.ok(idle.data["image/png"].length > 100);
      const stale = await client.refusal("scopes", { frameId });
      assert.equal(stale, "scopes: the program is not stopped");
    });
  });
});
