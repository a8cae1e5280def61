// How kernels end: on request, by signal, with their parent; never leaving a process behind. Reads /proc, so Linux only.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createMessage, createSession } from "../../kernel/protocol/message.ts";
import { connectClientSockets } from "../../kernel/wire/clientSockets.ts";
import { createConnection, writeConnectionFile } from "../../kernel/wire/connection.ts";
import { descendants, isRunning, kernelMain, startKernel } from "./kernelProcess.ts";

const linux = { skip: process.platform !== "linux" && "reads /proc" };

async function gone(pids: number[]): Promise<void> {
  for (;;) {
    const left = await Promise.all(pids.map(isRunning));
    if (!left.includes(true)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("a kernel's end", { timeout: 60_000 }, () => {
  for (const transport of ["tcp", "ipc"] as const) {
    it(
      `comes on request over ${transport}, told to all, with evaluator and type checker`,
      linux,
      async () => {
        const kernel = await startKernel({ transport });
        await kernel.execute("const a: number = 1;");
        const processes = await descendants(kernel.process.pid!);
        assert.ok(processes.length >= 2, "evaluator and TypeScript server");
        const { reply, events } = await kernel.request("shutdown_request", { restart: true }, "control");
        assert.deepEqual(reply.content, { status: "ok", restart: true });
        assert.deepEqual(
          events.map(({ header }) => header.msg_type),
          ["status", "shutdown_reply", "status"],
        );
        assert.equal(await kernel.exited, 0);
        await gone(processes);
        await kernel.close();
      },
    );
  }

  for (const how of ["on request", "by SIGKILL"])
    it(`takes the processes with it that cells have started, ${how}`, linux, async () => {
      const kernel = await startKernel();
      await kernel.execute(
        'import { spawn } from "node:child_process"; spawn("sh", ["-c", "sleep 60 & sleep 60"]); 0',
      );
      const processes = await descendants(kernel.process.pid!);
      assert.ok(processes.length >= 4, "evaluator, type checker, a shell and its child");
      if (how === "by SIGKILL") kernel.process.kill("SIGKILL");
      else await kernel.request("shutdown_request", { restart: false }, "control");
      await kernel.exited;
      await gone(processes);
      await kernel.close();
    });

  it("comes with SIGTERM while a cell loops", linux, async () => {
    const kernel = await startKernel();
    void kernel.ask("execute_request", { code: 'console.log("in"); while (true) {}' });
    await kernel.heard(({ content }) => String(content.text).startsWith("in"));
    const processes = await descendants(kernel.process.pid!);
    kernel.process.kill("SIGTERM");
    assert.equal(await kernel.exited, 0);
    await gone(processes);
    await kernel.close();
  });

  it("comes when it is killed: nothing is left of it", linux, async () => {
    const kernel = await startKernel();
    await kernel.execute("1");
    const processes = await descendants(kernel.process.pid!);
    kernel.process.kill("SIGKILL");
    await kernel.exited;
    await gone(processes);
    await kernel.close();
  });

  it("comes with its parent's", linux, async () => {
    const directory = await mkdtemp(join(tmpdir(), "cellgrad-orphan-"));
    const connection = await createConnection();
    const file = join(directory, "kernel.json");
    await writeConnectionFile(file, connection);
    const start = `
      const { spawn } = require("node:child_process");
      const env = { ...process.env, JPY_PARENT_PID: String(process.pid) };
      const kernel = spawn(process.execPath, [${JSON.stringify(kernelMain)}, ${JSON.stringify(file)}], { env, stdio: "ignore" });
      console.log(kernel.pid);`;
    const parent = spawn(process.execPath, ["-e", start], {
      cwd: directory,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const kernelPid = Number(line);
    let answered = () => {};
    const answer = new Promise<void>((resolve) => (answered = resolve));
    const client = connectClientSockets(connection, {
      onMessage: (_channel, { header }) => header.msg_type === "execute_reply" && answered(),
      onProblem: () => {},
    });
    client.send(
      "shell",
      createMessage(createSession("tester"), "execute_request", { code: "const a: number = 1" }),
    );
    await answer;
    const processes = [kernelPid, ...(await descendants(kernelPid))];
    assert.ok(processes.length >= 3, "kernel, evaluator and TypeScript server");
    parent.kill("SIGKILL");
    await gone(processes);
    await client.close();
    await rm(directory, { recursive: true, force: true });
  });
});
