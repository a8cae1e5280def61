// Requests about the kernel itself: what it uses, and what it hears and says.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { UsageReply } from "../../kernel/protocol/replies.ts";
import { type KernelProcess, startKernel } from "./kernelProcess.ts";

describe("a kernel that is looked at", { timeout: 60_000 }, () => {
  let kernel: KernelProcess;
  let stderr = "";
  before(async () => {
    kernel = await startKernel({
      env: { CELLGRAD_LOG: "messages" },
      onStderr: (text) => (stderr += text),
    });
  });
  after(() => kernel.close());

  const usage = async () =>
    (await kernel.request("usage_request", {}, "control")).reply.content as unknown as UsageReply;

  it("says that it starts, after the welcome and before anything else", () => {
    const [first, second] = kernel.broadcasts;
    assert.deepEqual(
      [first!.header.msg_type, second!.content.execution_state],
      ["iopub_welcome", "starting"],
    );
  });

  it("tells what all its processes use, also while a cell computes", async () => {
    const before = await usage();
    assert.deepEqual([before.status, before.pid], ["ok", kernel.process.pid]);
    assert.equal(before.kernel_cpu, 0);
    const busy = kernel.ask("execute_request", { code: 'console.log("busy"); while (true) {}' });
    await kernel.heard(({ content }) => content.text === "busy\n");
    let now = await usage();
    // The system counts processor time in steps.
    while (process.platform === "linux" && now.kernel_cpu < 1) now = await usage();
    const { kernel_memory, host_virtual_memory: machine, cpu_count } = now;
    assert.ok(kernel_memory > 50e6 && kernel_memory < machine.total, `${kernel_memory} of ${machine.total}`);
    assert.ok(machine.used + machine.free === machine.total && machine.percent <= 100);
    assert.ok(cpu_count >= 1);
    await kernel.request("interrupt_request", {}, "control");
    await busy.answer;
  });

  it("logs messages when asked to, without what they say", async () => {
    await kernel.execute('"secret"');
    const lines = stderr.split("\n").filter((line) => line.startsWith("cellgrad: "));
    const time = String.raw`\d\d:\d\d:\d\d\.\d{3}`;
    for (const line of [
      `${time} < shell execute_request of [0-9a-f]{8}`,
      `${time} > shell execute_reply ok of [0-9a-f]{8} after [\\d.]+ ms`,
      `${time} > iopub status idle of `,
    ]) {
      assert.ok(
        lines.some((each) => new RegExp(`^cellgrad: ${line}`).test(each)),
        `${line}\n${stderr}`,
      );
    }
    assert.ok(!stderr.includes("secret"));
  });
});
