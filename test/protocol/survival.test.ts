// What happens around a kernel and must not end it: processes that die, disks that are full, folders that cannot be written.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { evalue, resultOf } from "./answers.ts";
import { descendants, type KernelOptions, type KernelProcess, startKernel } from "./kernelProcess.ts";

const linux = { skip: process.platform !== "linux" && "reads /proc" };

async function using(options: KernelOptions, work: (kernel: KernelProcess) => Promise<void>): Promise<void> {
  const kernel = await startKernel(options);
  try {
    await work(kernel);
  } finally {
    await kernel.close();
  }
}

/** What a kernel prints on its own stderr; `has` resolves when it fits. */
function listen() {
  let text = "";
  let look = () => {};
  return {
    onStderr(more: string) {
      text += more;
      look();
    },
    has: (pattern: RegExp) =>
      new Promise<void>((resolve) => {
        look = () => pattern.test(text) && resolve();
        look();
      }),
    get text() {
      return text;
    },
  };
}

describe("the death of an evaluator", { timeout: 120_000 }, () => {
  const deaths: [how: string, code: string, says: RegExp, env?: Record<string, string>][] = [
    ["by SIGKILL", 'process.kill(process.pid, "SIGKILL")', /signal SIGKILL: the operating system killed it/],
    ["by SIGSEGV", 'process.kill(process.pid, "SIGSEGV")', /signal SIGSEGV: native code crashed/],
    ["by process.exit", "process.exit(3)", /exit code 3: .*called process\.exit\(\)/],
    [
      "of a full heap",
      "const a = []; while (true) a.push(new Array(1e6).fill(0))",
      /signal SIGABRT: JavaScript's heap is exhausted/,
      { NODE_OPTIONS: "--max-old-space-size=200" },
    ],
  ];
  for (const [how, code, says, env = {}] of deaths)
    it(`${how} is one error that names the cause, and the next cell works`, () =>
      using({ env }, async (kernel) => {
        const died = await kernel.execute(code);
        assert.equal(died.reply.content.ename, "EvaluatorDied");
        assert.match(evalue(died), says);
        assert.equal(died.events.filter(({ header }) => header.msg_type === "error").length, 1);
        assert.equal(resultOf(await kernel.execute("const alive = 41; alive + 1")), "42");
      }));
});

describe("a type checker that is killed", { timeout: 120_000 }, () => {
  it("does not keep the cell from its answer, whenever it happens", linux, () =>
    using({}, async (kernel) => {
      await kernel.execute("const kept: number = 1");
      for (const moment of [0, 2, 5, 10]) {
        const own = await servers(kernel);
        const cell = kernel.ask("execute_request", {
          code: `const later${moment} = kept + ${moment}; later${moment}`,
        });
        await new Promise((resolve) => setTimeout(resolve, moment));
        for (const pid of own) process.kill(pid, "SIGKILL");
        assert.equal(resultOf(await cell.answer), String(1 + moment));
      }
      assert.match(evalue(await kernel.execute("const wrong: string = kept")), /^TS2322/);
    }),
  );
});

async function servers(kernel: KernelProcess): Promise<number[]> {
  const { readFile } = await import("node:fs/promises");
  const all = await descendants(kernel.process.pid!);
  const commands = await Promise.all(
    all.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return all.filter((_, i) => commands[i]!.includes("--api"));
}

describe("history that cannot be kept", { timeout: 120_000 }, () => {
  const inMemory = async (kernel: KernelProcess) => {
    assert.equal(resultOf(await kernel.execute("6 * 7")), "42");
    const { reply } = await kernel.request("history_request", { hist_access_type: "tail", n: 1 });
    assert.deepEqual(reply.content.history, [[1, 1, "6 * 7"]]);
  };

  it("because the home cannot be written is told once, and kept in memory", linux, async () => {
    const log = listen();
    const nowhere = { CELLGRAD_CACHE: "", XDG_CACHE_HOME: "", CELLGRAD_HISTORY: "", XDG_DATA_HOME: "" };
    const env = { ...nowhere, HOME: "/proc/none" };
    await using({ env, onStderr: log.onStderr }, async (kernel) => {
      await inMemory(kernel);
      await log.has(/history: it is not kept on disk: /);
      await kernel.execute("1");
      await kernel.request("history_request", { hist_access_type: "tail", n: 1 });
    });
    assert.equal(log.text.split("history:").length - 1, 1, log.text);
  });

  it("because the disk is full is told once, and kept in memory", linux, async () => {
    const folder = mkdtempSync(join(tmpdir(), "cellgrad-full-"));
    for (const file of ["history.jsonl", "history.sqlite"]) await symlink("/dev/full", join(folder, file));
    const log = listen();
    await using({ env: { CELLGRAD_HISTORY: folder }, onStderr: log.onStderr }, async (kernel) => {
      await inMemory(kernel);
      await log.has(/history: it is not kept on disk: /);
    });
  });
});

describe("a connection folder that cannot be written", { timeout: 60_000 }, () => {
  it("is named, with what to do", linux, () => {
    const cli = fileURLToPath(new URL("../../kernel/cli.js", import.meta.url));
    const notebook = join(mkdtempSync(join(tmpdir(), "cellgrad-folder-")), "empty.ipynb");
    writeFileSync(notebook, JSON.stringify({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    for (const folder of ["/proc/none", "/dev/null/runtime"]) {
      const env = { ...process.env, JUPYTER_RUNTIME_DIR: folder };
      const { status, stderr } = spawnSync(process.execPath, [cli, "run", notebook], {
        env,
        encoding: "utf8",
      });
      assert.equal(status, 1);
      assert.match(stderr, /connection file: it cannot be written: .*\nhelp: set JUPYTER_RUNTIME_DIR/);
    }
  });
});
