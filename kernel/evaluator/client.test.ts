import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import { startEvaluator } from "./client.ts";
import { sleep, TestNotebook } from "./testing.ts";

/** False also for a process that has ended and waits to be collected by its parent. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" && process.platform !== "linux";
  }
}

async function gone(pid: number): Promise<boolean> {
  for (let i = 0; i < 200 && alive(pid); i++) await sleep(10);
  return !alive(pid);
}

describe("the death of an evaluator", { timeout: 60_000 }, () => {
  const deaths: Record<
    string,
    [code: string, expected: { code?: number; signal?: string; words?: RegExp }, flags?: string[]]
  > = {
    "by a signal": [`process.kill(process.pid, "SIGSEGV"); while (true);`, { signal: "SIGSEGV" }],
    "by process.exit": [`process.exit(3)`, { code: 3 }],
    "by process.abort": [`process.abort()`, { signal: "SIGABRT", words: /stack trace/ }],
    "of a full heap": [
      `const hog = []; while (true) hog.push(new Array(1e5).fill(1.5))`,
      { signal: "SIGABRT", words: /heap out of memory/ },
      ["--max-old-space-size=100"],
    ],
    "while a grandchild holds the pipes": [
      `require("child_process").spawn("sleep", ["30"], { stdio: "inherit" }); process.exit(4)`,
      { code: 4 },
    ],
  };
  for (const [name, [code, expected, flags]] of Object.entries(deaths)) {
    it(`${name} is told, with what was printed before`, async () => {
      const notebook = new TestNotebook(flags);
      try {
        const outcome = await notebook.run(`console.log("last words"); ${code}`);
        assert.ok(outcome.status === "died");
        assert.equal(notebook.text(), "last words\n");
        if (expected.signal) assert.equal(outcome.death.signal, expected.signal);
        else assert.equal(outcome.death.code, expected.code);
        assert.match(outcome.death.stderr, expected.words ?? /^$/);
        assert.deepEqual(await notebook.evaluator.died, outcome.death);
        assert.equal((await notebook.run("1")).status, "died");
        await notebook.evaluator.interrupt();
      } finally {
        await notebook.close();
      }
    });
  }

  it("before it was ready rejects `ready`", async () => {
    const evaluator = startEvaluator({ directory: process.cwd(), execArgv: ["--no-such-flag"] });
    await assert.rejects(evaluator.ready, /the evaluator did not start[\s\S]*--no-such-flag/);
    assert.equal((await evaluator.died).code, 9);
  });

  it("takes the processes with it that its cells have started", async () => {
    const notebook = new TestNotebook();
    const outcome = await notebook.run(`$k.v=(require("child_process").spawn("sleep", ["30"]).pid)`);
    assert.ok(outcome.status === "ok");
    await notebook.close();
    assert.ok(await gone(Number(outcome.result?.data["text/plain"])));
  });
});

describe("an evaluator whose front is killed", { timeout: 60_000 }, () => {
  const started: number[] = [];
  after(() => {
    for (const pid of started) if (alive(pid)) process.kill(pid, "SIGKILL");
  });

  const cells: Record<string, string> = {
    idle: "1",
    "in a loop": "while (true);",
    "in a child process": `require("child_process").execSync("sleep 30")`,
    printing: `while (true) console.log("x")`,
  };
  for (const [name, cell] of Object.entries(cells)) {
    it(`ends too, ${name}`, async () => {
      const client = new URL("./client.js", import.meta.url).href;
      const front = `
        const { startEvaluator } = await import(${JSON.stringify(client)});
        const evaluator = startEvaluator({ directory: "." });
        await evaluator.ready;
        const code = ${JSON.stringify(cell)};
        evaluator.run({ cell: 1, executionCount: 1, url: "c.ts", code, source: code, hasResult: false, silent: false });
        setTimeout(() => console.log(evaluator.pid), 50);`;
      const process_ = spawn(process.execPath, ["--input-type=module", "-e", front], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const pid = Number((await once(process_.stdout, "data"))[0]);
      started.push(pid);
      assert.ok(alive(pid));
      process_.kill("SIGKILL");
      assert.ok(await gone(pid));
    });
  }
});
