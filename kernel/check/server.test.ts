// The TypeScript server can be killed, and it must not outlive the kernel. Signals as they really come.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openNotebook, texts } from "./testing.ts";

const checkerModule = new URL("./typescriptChecker.js", import.meta.url).href;

/** A front of its own: starts a checker and does what the script says; that prints the server's process id first. */
function startFront(script: string) {
  const front = spawn(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `import { createChecker } from ${JSON.stringify(checkerModule)};
      const checker = createChecker({ directory: process.cwd() });
      await checker.ready;
      ${script}`,
    ],
    { stdio: ["ignore", "pipe", "inherit"], detached: true },
  );
  front.stdout.setEncoding("utf8");
  return front;
}

async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 60; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await sleep(100);
  }
  return false;
}

describe("a server that was killed", () => {
  const notebook = openNotebook();

  it("is replaced, and nothing is forgotten", async () => {
    await notebook.runAll("const before = 1", "class Kept { x = before }");
    const { serverPid } = notebook.checker;
    process.kill(serverPid!, "SIGKILL");
    assert.deepEqual(texts(await notebook.run("const s: string = new Kept().x")), [
      "TS2322 Type 'number' is not assignable to type 'string'.",
    ]);
    assert.notEqual(notebook.checker.serverPid, serverPid);
    await notebook.runAll("before.toFixed()");
  });

  it("is replaced by completion too", async () => {
    process.kill(notebook.checker.serverPid!, "SIGKILL");
    assert.deepEqual(await notebook.completeTexts("new Kept().¦"), ["x"]);
  });
});

describe("a server that has answered many calls", () => {
  const renewal = { calls: 4, growth: 0, rest: 30 };
  const wait = async (until: () => boolean) => {
    while (!until()) await sleep(5);
  };

  it("makes way for a new one when nothing is asked, and nothing is forgotten", async () => {
    const notebook = openNotebook({}, { renewal });
    await notebook.runAll("const before = 1");
    const { serverPid } = notebook.checker;
    await sleep(100);
    assert.equal(notebook.checker.serverPid, serverPid, "not after few");
    await notebook.runAll("class Kept { x = before }", "new Kept().x.toFixed()", "before.toFixed()");
    await wait(() => notebook.checker.serverPid !== serverPid);
    assert.equal(await isGone(serverPid!), true);
    const second = notebook.checker.serverPid;
    assert.deepEqual(await notebook.completeTexts("new Kept().¦"), ["x"]);
    await sleep(100);
    assert.equal(notebook.checker.serverPid, second, "once");
  });

  it("stays when it has not grown", {
    skip: process.platform !== "linux" && "is not told elsewhere",
  }, async () => {
    const notebook = openNotebook({}, { renewal: { ...renewal, growth: 1e12 } });
    await notebook.runAll("const a = 1", "const b = 2", "const c = a + b", "const d = c");
    const { serverPid } = notebook.checker;
    await sleep(100);
    assert.equal(notebook.checker.serverPid, serverPid);
  });

  it("answers what is asked while it is replaced", async () => {
    const notebook = openNotebook({}, { renewal });
    await notebook.runAll("const a = 1", "const b = 2", "const c = a + b", "const d = c");
    const { serverPid } = notebook.checker;
    await wait(() => notebook.checker.serverPid !== serverPid);
    assert.deepEqual(texts(await notebook.run("const s: string = d")), [
      "TS2322 Type 'number' is not assignable to type 'string'.",
    ]);
  });
});

describe("a cell that takes too long", () => {
  it("is answered without types, and the next one is checked", async () => {
    const notebook = openNotebook({}, { patience: 400 });
    await notebook.runAll("const before = 1");
    const endless = Array.from(
      { length: 8 },
      (_, n) =>
        `type B${n}<N extends number, A extends unknown[] = []> = A["length"] extends N ? A : B${n}<N, [...A, ${n}]>; type T${n} = B${n}<99999>; const t${n}: T${n} = null!;`,
    ).join("\n");
    const [hint] = await notebook.run(endless);
    assert.equal(hint?.severity, "hint");
    assert.match(hint?.message ?? "", /not type-checked: TypeScript took longer than 0.4 s/);
    await notebook.checker.reset();
    await notebook.runAll("const after = 2", "after.toFixed()");
  });
});

describe("the server's end", { skip: process.platform === "win32" && "there are no process groups" }, () => {
  it("does not come with a Ctrl-C in the terminal", async () => {
    const front = startFront(`
      const keepAlive = setInterval(() => {}, 1000);
      process.once("SIGINT", async () => {
        const found = await checker.check("const s: string = 1");
        console.log(found[0].code, checker.serverPid);
        checker.close();
        clearInterval(keepAlive);
      });
      console.log(checker.serverPid);`);
    const [first] = (await once(front.stdout, "data")) as [string];
    process.kill(-front.pid!, "SIGINT");
    const [second] = (await once(front.stdout, "data")) as [string];
    assert.equal(second.trim(), `2322 ${first.trim()}`);
    await once(front, "exit");
  });

  for (const [how, script] of [
    ["is killed", "process.kill(process.pid, 'SIGKILL')"],
    ["exits", "process.exit(0)"],
    ["closes the checker", "checker.close()"],
  ] as const)
    it(`comes when the front ${how}`, async () => {
      const front = startFront(`console.log(checker.serverPid); ${script};`);
      const [line] = (await once(front.stdout, "data")) as [string];
      if (front.exitCode === null && front.signalCode === null) await once(front, "exit");
      assert.equal(await isGone(Number(line)), true);
    });
});
