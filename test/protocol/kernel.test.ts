// A real kernel process, spoken to over ZeroMQ as a front end would.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { stripVTControlCharacters } from "node:util";
import type { Message } from "../../kernel/protocol/message.ts";
import type { KernelInfoReply } from "../../kernel/protocol/replies.ts";
import { evalue, resultOf, streamed, types } from "./answers.ts";
import { type KernelProcess, startKernel } from "./kernelProcess.ts";

const isRunning = (asked: { events: Message[] }) =>
  asked.events.some(({ header }) => header.msg_type === "execute_input");

describe("a kernel", { timeout: 60_000 }, () => {
  let kernel: KernelProcess;
  before(async () => {
    kernel = await startKernel();
  });
  after(() => kernel.close());

  /** Starts a cell and waits until it prints. */
  async function startBusyCell(code: string) {
    const mark = `busy ${Math.random()}`;
    const asked = kernel.ask("execute_request", { code: `console.log("${mark}");\n${code}` });
    await kernel.heard(({ content }) => String(content.text).includes(mark));
    return asked;
  }

  it("tells who it is on both channels: languages, features, help", async () => {
    const [shell, control] = await Promise.all([
      kernel.request("kernel_info_request"),
      kernel.request("kernel_info_request", {}, "control"),
    ]);
    assert.deepEqual(shell.reply.content, control.reply.content);
    const info = control.reply.content as unknown as KernelInfoReply;
    assert.deepEqual([info.status, info.protocol_version, info.implementation], ["ok", "5.5", "cellgrad"]);
    assert.match(info.banner, /^cellgrad .* TypeScript 7\..* Node \d+/);
    assert.ok(info.help_links.length > 0);
    for (const { text, url } of info.help_links) assert.ok(text !== "" && new URL(url).protocol === "https:");
    assert.deepEqual(info.supported_features, ["debugger", "kernel subshells"]);
  });

  it("runs a cell: input, output, result, reply, all children of the request", async () => {
    const answer = await kernel.execute('const name = "world"; console.log("hello, " + name); name.length');
    assert.deepEqual(types(answer), ["status", "execute_input", "stream", "execute_result", "status"]);
    assert.equal(streamed(answer), "hello, world\n");
    assert.equal(resultOf(answer), "5");
    const parents = [answer.reply, ...answer.events].map((message) => message.parent_header.msg_id);
    assert.equal(new Set(parents).size, 1);
    assert.deepEqual(
      answer.events
        .filter(({ header }) => header.msg_type === "status")
        .map(({ content }) => content.execution_state),
      ["busy", "idle"],
    );
  });

  it("keeps declarations from cell to cell", async () => {
    await kernel.execute("let count = 1; const add = () => ++count;");
    await kernel.execute("add()");
    assert.equal(resultOf(await kernel.execute("count")), "2");
  });

  it("stops a type error before the cell runs, with a code frame", async () => {
    const answer = await kernel.execute('console.log("ran");\nconst n: number = "text";');
    assert.deepEqual(types(answer), ["status", "execute_input", "error", "status"]);
    assert.match(evalue(answer), /^TS2322: Type 'string' is not assignable to type 'number'\.$/);
    const traceback = (answer.reply.content.traceback as string[]).map(stripVTControlCharacters).join("\n");
    assert.match(traceback, /> 2 \| const n: number = "text";\n {4}\| {7}\^/);
  });

  it("reports a thrown error with the user's line", async () => {
    const answer = await kernel.execute(
      'const fail = () => {\n  throw new RangeError("too far");\n};\nfail();',
    );
    assert.deepEqual([answer.reply.content.ename, evalue(answer)], ["RangeError", "too far"]);
    const traceback = (answer.reply.content.traceback as string[]).map(stripVTControlCharacters).join("\n");
    assert.match(traceback, /> 2 \| {3}throw new RangeError/);
  });

  it("aborts the cells behind a failed one, unless asked not to", async () => {
    const stop = [kernel.execute('throw new Error("one")'), kernel.execute('globalThis.console.log("two")')];
    const [, aborted] = await Promise.all(stop);
    assert.deepEqual(aborted!.reply.content, { status: "aborted" });
    assert.equal(streamed(aborted!), "");
    const goOn = [
      kernel.execute('throw new Error("one")', { stop_on_error: false }),
      kernel.execute("1 + 1"),
    ];
    assert.equal(resultOf((await Promise.all(goOn))[1]!), "2");
  });

  it("answers everything else while a cell loops, and an interrupt keeps all state", async () => {
    await kernel.execute("const kept = { value: 42 };");
    const loop = await startBusyCell("while (true) {}");
    const completed = await kernel.request("complete_request", { code: "kept.va", cursor_pos: 7 });
    assert.deepEqual(completed.reply.content.matches, ["value"]);
    const inspected = await kernel.request("inspect_request", {
      code: "kept",
      cursor_pos: 2,
      detail_level: 1,
    });
    assert.match(JSON.stringify(inspected.reply.content.data), /value: number/);
    const incomplete = await kernel.request("is_complete_request", { code: "const f = () => {" });
    assert.equal(incomplete.reply.content.status, "incomplete");
    const info = await kernel.request("kernel_info_request", {}, "control");
    assert.equal(info.reply.content.status, "ok");
    const history = await kernel.request("history_request", {
      hist_access_type: "tail",
      n: 2,
      raw: true,
      output: false,
    });
    assert.match(JSON.stringify(history.reply.content.history), /const kept/);
    assert.equal(await kernel.sockets.heartbeat(5000), true);
    assert.deepEqual(
      completed.events.map(({ content }) => content.execution_state),
      ["busy", "idle"],
    );

    const interrupted = await kernel.request("interrupt_request", {}, "control");
    assert.equal(interrupted.reply.content.status, "ok");
    assert.equal((await loop.answer).reply.content.ename, "Interrupted");
    assert.equal(resultOf(await kernel.execute("kept.value")), "42");
  });

  it("takes SIGINT as an interrupt", {
    skip: process.platform === "win32" && "no SIGINT on Windows",
  }, async () => {
    const waiting = await startBusyCell("await new Promise(() => {});");
    kernel.process.kill("SIGINT");
    assert.equal((await waiting.answer).reply.content.ename, "Interrupted");
  });

  it("outlives its evaluator: the cell's error names the signal, the next cell runs in a fresh one", async () => {
    await kernel.execute("const lost = 1;");
    const died = await kernel.execute('console.log("last words"); process.kill(process.pid, "SIGSEGV")');
    assert.equal(died.reply.content.ename, "EvaluatorDied");
    assert.match(
      evalue(died),
      /^the evaluator process ended in Cell In\[\d+\]: signal SIGSEGV: native code crashed/,
    );
    assert.match(streamed(died), /last words/);
    assert.equal(resultOf(await kernel.execute("1 + 1")), "2");
    assert.match(evalue(await kernel.execute("lost")), /^TS2304: Cannot find name 'lost'/);
  });

  it("outlives process.exit, in a cell and after it", async () => {
    assert.match(evalue(await kernel.execute("process.exit(3)")), /exit code 3: .* called process\.exit\(\)/);
    await kernel.execute("setTimeout(() => process.exit(4), 300); 0");
    await kernel.heard(({ content }) => /between cells: exit code 4/.test(String(content.text)));
    assert.equal(resultOf(await kernel.execute("1 + 1")), "2");
  });

  it("delivers 20,000 lines in order in at most 200 messages", async () => {
    const answer = await kernel.execute("for (let i = 0; i < 20_000; i++) console.log(i)");
    assert.equal(streamed(answer), Array.from({ length: 20_000 }, (_, i) => `${i}\n`).join(""));
    const messages = types(answer).filter((type) => type === "stream").length;
    assert.ok(messages <= 200, `${messages} stream messages`);
  });

  it("says nothing for a silent cell", async () => {
    const answer = await kernel.execute('console.log("quiet"); 5', { silent: true });
    assert.equal(answer.reply.content.status, "ok");
    assert.deepEqual(types(answer), ["status", "status"]);
  });

  it("closes a comm that nobody listens to", async () => {
    const opened = kernel.ask("comm_open", { comm_id: "c1", target_name: "nobody", data: {} });
    await kernel.heard(({ header, content }) => header.msg_type === "comm_close" && content.comm_id === "c1");
    assert.ok(opened.events.length >= 1);
  });

  it("answers a malformed request with an error and lives on", async () => {
    const bad = await kernel.request("execute_request", { code: { not: "text" } });
    assert.equal(bad.reply.content.ename, "ProtocolError");
    assert.equal(resultOf(await kernel.execute("1 + 1")), "2");
  });

  it("counts emoji as one character when it completes", async () => {
    const code = '"😀"; Mat';
    const { reply } = await kernel.request("complete_request", { code, cursor_pos: 8 });
    assert.deepEqual([reply.content.cursor_start, reply.content.cursor_end], [5, 8]);
    assert.ok((reply.content.matches as string[]).includes("Math"));
  });

  it("can be interrupted in a cell that has just begun", async () => {
    const asked = kernel.ask("execute_request", { code: "await new Promise(() => {})" });
    while (!isRunning(asked)) await new Promise((resolve) => setImmediate(resolve));
    await kernel.request("interrupt_request", {}, "control");
    assert.equal((await asked.answer).reply.content.ename, "Interrupted");
  });
});

describe("a kernel with little memory", { timeout: 60_000 }, () => {
  it("names the exhausted heap and lives on", async () => {
    const kernel = await startKernel({ env: { NODE_OPTIONS: "--max-old-space-size=80" } });
    try {
      const fill =
        "const all: number[][] = []; while (true) all.push(new Array<number>(1000).fill(all.length));";
      const answer = await kernel.execute(fill);
      assert.match(evalue(answer), /signal SIGABRT: JavaScript's heap is exhausted$/);
      assert.equal(resultOf(await kernel.execute("1 + 1")), "2");
    } finally {
      await kernel.close();
    }
  });
});
