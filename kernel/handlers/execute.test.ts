// The way of a cell, with a checker, a transformer and an evaluator made for the occasion.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { stripVTControlCharacters } from "node:util";
import type { Checker, Diagnostic } from "../check/checker.ts";
import { createHistory } from "../history/history.ts";
import * as magics from "../magics/read.ts";
import { createOutputs } from "../outputs/outputs.ts";
import type { OutputEvent, RunOutcome, RunRequest } from "../protocol/evaluator.ts";
import { readFields } from "../protocol/fields.ts";
import { createMessage, createSession } from "../protocol/message.ts";
import { requests } from "../protocol/requests.ts";
import { defaultSettings } from "../protocol/settings.ts";
import { createDebugging } from "./debugging.ts";
import { execute } from "./execute.ts";
import { interruptCell } from "./interrupt.ts";
import type { Kernel } from "./kernel.ts";
import { createTurns } from "./turns.ts";

interface Scene {
  diagnostics?: Diagnostic[];
  checkFails?: string;
  problem?: { message: string; start: number; end: number };
  /** What the cell does and how it ends. */
  run?: (request: RunRequest, emit: (event: OutputEvent) => void) => RunOutcome | Promise<RunOutcome>;
  /** Called while the cell is checked. */
  whileChecking?: (kernel: Kernel) => Promise<void>;
}

function setUp(scene: Scene = {}) {
  const calls: string[] = [];
  const published: { type: string; content: Record<string, unknown> }[] = [];
  const outputs = createOutputs(() => {});
  const checker: Partial<Checker> = {
    async check() {
      calls.push("check");
      await scene.whileChecking?.(kernel);
      if (scene.checkFails) throw new Error(scene.checkFails);
      return scene.diagnostics ?? [];
    },
    commit: async () => void calls.push("commit"),
    settle: async () => void calls.push("settle"),
  };
  const kernel: Kernel = {
    settings: defaultSettings(),
    outputs,
    history: createHistory(),
    running: new Map(),
    turns: createTurns(),
    subshells: new Set(),
    comms: new Map(),
    broadcast: () => {},
    checker: async () => checker as Checker,
    engine: async () => ({
      completeness: () => ({ status: "complete" }),
      magics,
      transformer: {
        transform: (source) =>
          scene.problem
            ? { problem: scene.problem }
            : { script: { code: source, declarations: [], hasResult: true } },
        commit: () => calls.push("declare"),
        names: () => [],
        reset: () => {},
      },
    }),
    evaluation: {
      async run(request) {
        calls.push(`run ${request.source}`);
        return (await scene.run?.(request, outputs.take)) ?? { status: "ok" };
      },
      deliver: async () => ({ status: "ok" }),
      pid: undefined,
      interrupt: async () => {},
      answer: () => {},
      cdp: async () => {},
      restart: async () => {},
      close: async () => {},
    },
    debugging: createDebugging(() => kernel),
    stop: async () => {},
    log: () => {},
  };
  const cell = async (code: string, options: object = {}) => {
    const content = readFields(requests.execute_request.fields, { code, ...options }, "execute_request");
    const answer = await execute.handle(
      {
        content,
        message: createMessage(createSession("tester"), "execute_request", {}),
        publish: (type, content) => published.push({ type, content: content as never }),
        askInput: async () => undefined,
      },
      kernel,
    );
    calls.push("reply");
    await answer.after?.();
    return answer;
  };
  return { kernel, cell, calls, published, types: () => published.map(({ type }) => type) };
}

const print = (cell: number, text: string): OutputEvent => ({
  type: "stream",
  cell,
  name: "stdout",
  text,
});

describe("execute", () => {
  it("shows input, output and result in this order, and settles after the reply", async () => {
    const { cell, calls, published } = setUp({
      run({ cell }, emit) {
        emit(print(cell, "hello\n"));
        return { status: "ok", result: { data: { "text/plain": "3" }, metadata: {} } };
      },
    });
    const { reply, metadata } = await cell("1 + 2");
    assert.deepEqual(published, [
      { type: "execute_input", content: { code: "1 + 2", execution_count: 1 } },
      { type: "stream", content: { name: "stdout", text: "hello\n" } },
      { type: "execute_result", content: { execution_count: 1, data: { "text/plain": "3" }, metadata: {} } },
    ]);
    assert.deepEqual(reply, { status: "ok", execution_count: 1, user_expressions: {}, payload: [] });
    assert.deepEqual(calls, ["check", "run 1 + 2", "commit", "declare", "reply", "settle"]);
    assert.ok(!Number.isNaN(Date.parse(String(metadata?.started))));
  });

  it("stops a cell with type errors before it runs", async () => {
    const { cell, calls, published } = setUp({
      diagnostics: [
        {
          severity: "error",
          code: 2322,
          message: "Type 'string' is not assignable to type 'number'.",
          start: 6,
          end: 7,
          related: [],
        },
      ],
    });
    const { reply, abortQueue } = await cell('const a: number = "x"');
    assert.deepEqual(calls, ["check", "reply"]);
    assert.ok(reply.status === "error" && abortQueue);
    assert.equal(reply.evalue, "TS2322: Type 'string' is not assignable to type 'number'.");
    const { traceback } = published[1]!.content as { traceback: string[] };
    assert.deepEqual(traceback.map(stripVTControlCharacters), [
      "TypeScriptError TS2322: Type 'string' is not assignable to type 'number'.",
      "Cell In[1], line 1:7",
      '> 1 | const a: number = "x"',
      "    |       ^",
    ]);
    const coloured = traceback.filter((line) => line.includes("\u001b[3"));
    assert.deepEqual(
      coloured.map(stripVTControlCharacters),
      traceback.slice(2).map(stripVTControlCharacters),
    );
  });

  it("prefers the syntax error to what TypeScript makes of such a cell", async () => {
    const { cell, calls } = setUp({
      problem: { message: "Unexpected token", start: 2, end: 3 },
      diagnostics: [
        { severity: "error", code: 1005, message: "';' expected.", start: 2, end: 3, related: [] },
      ],
    });
    const { reply } = await cell("a ]");
    assert.ok(reply.status === "error");
    assert.deepEqual([reply.ename, reply.evalue], ["SyntaxError", "Unexpected token"]);
    assert.deepEqual(calls, ["check", "reply"]);
  });

  it("shows hints beside the output of a cell that runs", async () => {
    const { cell, published } = setUp({
      diagnostics: [
        { severity: "hint", code: 2322, message: "shapes differ", start: 0, end: 1, related: ["help: any"] },
        { severity: "hint", code: 0, message: "not checked", start: 0, end: 0, related: [] },
      ],
    });
    assert.equal((await cell("h")).reply.status, "ok");
    const { name, text } = published[1]!.content as { name: string; text: string };
    assert.equal(name, "stderr");
    assert.match(
      stripVTControlCharacters(text),
      /^hint TS2322: shapes differ\nCell In\[1\], line 1:1\n> 1 \| h\n.*\n {2}help: any\nhint: not checked\n$/s,
    );
  });

  it("runs a cell unchecked, and says so, when the checker fails", async () => {
    const { cell, published, calls } = setUp({ checkFails: "the server is gone" });
    assert.equal((await cell("1")).reply.status, "ok");
    assert.match(String(published[1]!.content.text), /this cell ran unchecked: the server is gone/);
    assert.ok(!calls.includes("commit"));
  });

  it("publishes a thrown error once, after the output, and gives it in the reply", async () => {
    const error = { ename: "RangeError", evalue: "no", traceback: ["RangeError: no"], frames: [] };
    const { cell, types, published } = setUp({
      run({ cell }, emit) {
        emit(print(cell, "before"));
        return { status: "error", error };
      },
    });
    const { reply, abortQueue } = await cell("f()", { stop_on_error: false });
    assert.deepEqual(types(), ["execute_input", "stream", "error"]);
    assert.deepEqual(published[2]!.content, {
      ename: "RangeError",
      evalue: "no",
      traceback: ["RangeError: no"],
    });
    assert.ok(reply.status === "error" && reply.ename === "RangeError");
    assert.equal(abortQueue, false);
  });

  it("explains the death of the evaluator", async () => {
    const { cell } = setUp({
      run: () => ({
        status: "died",
        death: {
          code: null,
          signal: "SIGABRT",
          stderr: "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n",
        },
      }),
    });
    const { reply } = await cell("boom()");
    assert.ok(reply.status === "error");
    assert.equal(
      reply.evalue,
      "the evaluator process ended in Cell In[1]: signal SIGABRT: JavaScript's heap is exhausted",
    );
    assert.match(reply.traceback.join("\n"), /help: keep large data in tensors.*Reached heap limit/s);
  });

  it("does not run a cell that was interrupted while it was checked", async () => {
    const { cell, calls } = setUp({ whileChecking: interruptCell });
    const { reply } = await cell("1");
    assert.ok(reply.status === "error" && reply.ename === "Interrupted");
    assert.deepEqual(calls, ["check", "reply"]);
  });

  it("counts and remembers cells, except silent ones and those that ask not to be stored", async () => {
    const { cell, kernel, types } = setUp({
      run: ({ source }) => ({ status: "ok", result: { data: { "text/plain": source }, metadata: {} } }),
    });
    const counts = [];
    for (const [code, options] of [
      ["a", {}],
      ["b", { silent: true }],
      ["c", { store_history: false }],
      ["  ", {}],
      ["d", {}],
    ] as const) {
      counts.push((await cell(code, options)).reply);
    }
    assert.deepEqual(
      counts.map((reply) => "execution_count" in reply && reply.execution_count),
      [1, 2, 2, 2, 2],
    );
    assert.deepEqual(kernel.history.tail({ output: true }), [
      [1, 1, ["a", "a"]],
      [1, 2, ["d", "d"]],
    ]);
    assert.equal(types().filter((type) => type === "execute_input").length, 3);
  });

  it("answers user expressions, each on its own", async () => {
    const { cell, types } = setUp({
      run: ({ source }) =>
        source === "bad"
          ? { status: "error", error: { ename: "E", evalue: "bad", traceback: [], frames: [] } }
          : { status: "ok", result: { data: { "text/plain": source }, metadata: {} } },
    });
    const { reply } = await cell("1", { user_expressions: { a: "x", b: "bad" } });
    assert.ok(reply.status === "ok");
    assert.deepEqual(reply.user_expressions, {
      a: { status: "ok", data: { "text/plain": "x" }, metadata: {} },
      b: { status: "error", ename: "E", evalue: "bad", traceback: [] },
    });
    assert.deepEqual(types(), ["execute_input", "execute_result"]);
  });
});
