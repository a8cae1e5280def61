// Subshells: cells beside the main shell's, taking turns where they await.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { resultOf, streamed } from "./answers.ts";
import { type KernelProcess, startKernel } from "./kernelProcess.ts";

describe("subshells", { timeout: 60_000 }, () => {
  let kernel: KernelProcess;
  before(async () => {
    kernel = await startKernel();
  });
  after(() => kernel.close());

  const create = async () =>
    String((await kernel.request("create_subshell_request", {}, "control")).reply.content.subshell_id);
  const list = async () =>
    (await kernel.request("list_subshell_request", {}, "control")).reply.content.subshell_id as string[];
  const remove = async (subshell_id: string) =>
    (await kernel.request("delete_subshell_request", { subshell_id }, "control")).reply.content;
  const run = (code: string, subshell?: string) =>
    kernel.ask("execute_request", { code }, subshell ? { subshell } : {});
  const hasStarted = (asked: { events: { header: { msg_type: string } }[] }) =>
    asked.events.some(({ header }) => header.msg_type === "execute_input");
  const started = async (asked: ReturnType<typeof run>) => {
    while (!hasStarted(asked)) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it("are announced, made, listed and deleted", async () => {
    const { reply } = await kernel.request("kernel_info_request", {}, "control");
    assert.ok((reply.content.supported_features as string[]).includes("kernel subshells"));
    const [one, two] = [await create(), await create()];
    assert.deepEqual(await list(), [one, two]);
    assert.deepEqual(await remove(one), { status: "ok" });
    assert.deepEqual(await list(), [two]);
    assert.equal((await remove(one)).evalue, `delete_subshell_request: unknown subshell: ${one}`);
    await remove(two);
  });

  it("run a cell while the main shell's awaits, on the same variables", async () => {
    const side = await create();
    await kernel.execute("let open = () => {}; let seen = 0;");
    const main = run("await new Promise<void>((resolve) => (open = resolve)); seen += 1; seen");
    await started(main);
    const beside = await run("seen = 41; open(); typeof open", side).answer;
    assert.equal(resultOf(beside), "'function'");
    assert.equal(resultOf(await main.answer), "42");
    await remove(side);
  });

  it("keep the order of each shell's own cells", async () => {
    const side = await create();
    await kernel.execute(
      "const order: string[] = []; const nap = (ms: number) => new Promise((r) => setTimeout(r, ms));",
    );
    await kernel.execute(
      "let passed = () => {}; const gate = new Promise<void>((resolve) => (passed = resolve));",
    );
    await Promise.all([
      run('await gate; order.push("main 1")').answer,
      run('await nap(10); order.push("side 1")', side).answer,
      run('order.push("main 2")').answer,
      run('order.push("side 2"); passed()', side).answer,
    ]);
    const done = await kernel.execute("order.join()");
    assert.equal(resultOf(done), "'side 1,side 2,main 1,main 2'");
    await remove(side);
  });

  it("give output, results and names to the cell that made them", async () => {
    const side = await create();
    const count = (name: string) =>
      `for (let i = 0; i < 5; i++) { await new Promise((r) => setTimeout(r, 15)); console.log("${name}", i); } const ${name} = "${name}!"; ${name}`;
    const both = await Promise.all([run(count("left")).answer, run(count("right"), side).answer]);
    for (const [index, name] of ["left", "right"].entries()) {
      assert.equal(streamed(both[index]!), [0, 1, 2, 3, 4].map((i) => `${name} ${i}\n`).join(""));
      assert.equal(resultOf(both[index]!), `'${name}!'`);
      const states = both[index]!.events.map(({ content }) => content.execution_state).filter(Boolean);
      assert.deepEqual([states[0], states.at(-1)], ["busy", "idle"]);
    }
    assert.equal(resultOf(await kernel.execute("left + right")), "'left!right!'");
    await remove(side);
  });

  it("let one of them redeclare what the other declares meanwhile", async () => {
    const side = await create();
    const main = run("function shared() { return 1 } await nap(40); shared()");
    await started(main);
    const beside = await run("const shared = 2; shared", side).answer;
    assert.equal(resultOf(beside), "2");
    assert.equal(resultOf(await main.answer), "1");
    await remove(side);
  });

  it("wait while the main shell computes, and are interrupted with it", async () => {
    const side = await create();
    const loop = run('console.log("spin"); while (true) {}');
    await kernel.heard(({ content }) => content.text === "spin\n");
    const beside = run("await new Promise(() => {})", side);
    await started(beside);
    await kernel.request("interrupt_request", {}, "control");
    assert.equal((await loop.answer).reply.content.ename, "Interrupted");
    assert.equal((await beside.answer).reply.content.ename, "Interrupted");
    assert.equal(resultOf(await run("1 + 1", side).answer), "2");
    await remove(side);
  });

  it("abort only their own queue when a cell fails", async () => {
    const side = await create();
    const failing = run('await nap(30); throw new Error("no")');
    const aborted = run("2");
    const beside = [run("await nap(40)", side), run('"fine"', side)];
    assert.equal((await failing.answer).reply.content.evalue, "no");
    assert.equal((await aborted.answer).reply.content.status, "aborted");
    await beside[0]!.answer;
    assert.equal(resultOf(await beside[1]!.answer), "'fine'");
    await remove(side);
  });

  it("abort what waits when they are deleted, and take nothing more", async () => {
    const side = await create();
    const [runs, waits] = [run("await nap(60); 5", side), run("6", side)];
    await started(runs);
    await remove(side);
    assert.equal(resultOf(await runs.answer), "5");
    assert.equal((await waits.answer).reply.content.status, "aborted");
    const refused = await run("7", side).answer;
    assert.equal(refused.reply.content.evalue, `execute_request: unknown subshell: ${side}`);
  });

  it("carry a widget's messages while the main shell awaits", async () => {
    const side = await create();
    await kernel.execute(
      'comm.register("ping", (channel) => channel.onMessage(() => channel.send({ pong: 1 })));',
    );
    const main = run("await nap(300)");
    await started(main);
    const options = { subshell: side };
    await kernel.ask("comm_open", { comm_id: "p", target_name: "ping", data: {} }, options).done;
    const told = await kernel.ask("comm_msg", { comm_id: "p", data: {} }, options).done;
    assert.ok(told.some(({ header }) => header.msg_type === "comm_msg"));
    assert.ok(!main.events.some(({ content }) => content.execution_state === "idle"));
    await main.answer;
    await remove(side);
  });
});
