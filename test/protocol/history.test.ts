// History over the protocol, from one kernel to the next.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { resultOf } from "./answers.ts";
import { type KernelOptions, type KernelProcess, startKernel } from "./kernelProcess.ts";

describe("history", { timeout: 60_000 }, () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "cellgrad-typed-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function withKernel(work: (kernel: KernelProcess) => Promise<void>, options: KernelOptions = {}) {
    const kernel = await startKernel({ env: { CELLGRAD_HISTORY: folder }, ...options });
    try {
      await work(kernel);
    } finally {
      await kernel.close();
    }
  }
  const ask = async (kernel: KernelProcess, type: string, question: object) =>
    (
      await kernel.request("history_request", {
        hist_access_type: type,
        raw: true,
        output: false,
        ...question,
      })
    ).reply.content.history;

  it("reaches into earlier sessions: tail, range and search", async () => {
    await withKernel(async (kernel) => {
      await kernel.execute("const early = 1; early");
      await kernel.execute("early + 1");
      await kernel.execute("'quiet'", { silent: true });
      await kernel.execute("'not stored'", { store_history: false });
    });
    await withKernel(async (kernel) => {
      await kernel.execute("2 * 21");
      await kernel.execute("2 * 21");
      assert.deepEqual(await ask(kernel, "tail", { n: 3 }), [
        [1, 2, "early + 1"],
        [2, 1, "2 * 21"],
        [2, 2, "2 * 21"],
      ]);
      assert.deepEqual(await ask(kernel, "range", { session: -1, start: 1, stop: 2, output: true }), [
        [1, 1, ["const early = 1; early", "1"]],
      ]);
      assert.deepEqual(await ask(kernel, "range", { session: 0, start: 2 }), [[2, 2, "2 * 21"]]);
      assert.deepEqual(await ask(kernel, "search", { pattern: "*early*", n: 1 }), [[1, 2, "early + 1"]]);
      assert.deepEqual(await ask(kernel, "search", { pattern: "2*", unique: true }), [[2, 2, "2 * 21"]]);
    });
  });

  it("is kept although the kernel is killed", async () => {
    const kernel = await startKernel({ env: { CELLGRAD_HISTORY: folder } });
    await kernel.execute('"before the end"');
    await ask(kernel, "tail", { n: 1 }); // what waits is written first
    kernel.process.kill("SIGKILL");
    await kernel.exited;
    await kernel.close();
    await withKernel(async (next) => {
      assert.match(JSON.stringify(await ask(next, "tail", { n: 1 })), /before the end/);
    });
  });

  it("that cannot be kept is told of in the log, and nothing fails", async () => {
    const file = join(folder, "a-file");
    await writeFile(file, "");
    let log = "";
    await withKernel(
      async (kernel) => {
        assert.equal(resultOf(await kernel.execute("1 + 1")), "2");
        assert.deepEqual(await ask(kernel, "tail", { n: 5 }), [[1, 1, "1 + 1"]]);
        assert.equal(resultOf(await kernel.execute("2 + 2")), "4");
      },
      { env: { CELLGRAD_HISTORY: join(file, "below") }, onStderr: (text) => (log += text) },
    );
    assert.equal(log.match(/history: it is not kept on disk/g)?.length, 1, log);
  });
});
