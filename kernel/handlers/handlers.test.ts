// The small handlers and what they keep.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Checker } from "../check/checker.ts";
import type { Death, EvaluatorClient } from "../protocol/evaluator.ts";
import { complete } from "./complete.ts";
import { deathReport } from "./death.ts";
import { createEvaluation } from "./evaluation.ts";
import { inspect } from "./inspect.ts";
import type { Kernel } from "./kernel.ts";
import { kernelInfo } from "./kernelInfo.ts";

const withChecker = (checker: Partial<Checker>) =>
  ({ checker: async () => checker as Checker }) as unknown as Kernel;
const ask = <C>(content: C) => ({
  content,
  message: {} as never,
  publish: () => {},
  askInput: async () => undefined,
});

describe("complete", () => {
  it("counts in code points what the checker counts in UTF-16", async () => {
    let asked = -1;
    const kernel = withChecker({
      async complete(_source, offset) {
        asked = offset;
        return { entries: [{ text: "log", kind: "method", signature: "log(): void" }], start: 11, end: 13 };
      },
    });
    const { reply } = await complete.handle(ask({ code: "'😀';console.lo", cursor_pos: 14 }), kernel);
    assert.equal(asked, 15);
    assert.deepEqual(reply, {
      status: "ok",
      matches: ["log"],
      cursor_start: 10,
      cursor_end: 12,
      metadata: {
        _jupyter_types_experimental: [
          { text: "log", type: "method", start: 10, end: 12, signature: "log(): void" },
        ],
      },
    });
  });
});

describe("inspect", () => {
  const found = { signature: "const a: 1", documentation: "One.", start: 0, end: 1 };
  const kernel = withChecker({ inspect: async (source) => (source === "a" ? found : undefined) });
  const data = async (code: string, detail_level: number) => {
    const { reply } = await inspect.handle(ask({ code, cursor_pos: 0, detail_level }), kernel);
    return reply.status === "ok" && { found: reply.found, ...reply.data };
  };

  it("gives plain text, and Markdown to those who want detail", async () => {
    const plain = { found: true, "text/plain": "const a: 1\n\nOne." };
    assert.deepEqual(await data("a", 0), plain);
    assert.deepEqual(await data("a", 1), {
      ...plain,
      "text/markdown": "```typescript\nconst a: 1\n```\n\nOne.",
    });
  });

  it("says when there is nothing", async () => {
    assert.deepEqual(await data("?", 1), { found: false });
  });
});

describe("kernel info", () => {
  it("tells versions as they are, and a mode that editors know", async () => {
    const { reply } = await kernelInfo.handle(ask({}), {} as Kernel);
    assert.ok(reply.status === "ok");
    assert.equal(reply.protocol_version, "5.5");
    assert.match(reply.implementation_version, /^\d+\.\d+\.\d+/);
    assert.match(reply.language_info.version, /^7\./);
    assert.equal(reply.language_info.codemirror_mode, "typescript");
    assert.equal(reply.language_info.file_extension, ".ts");
  });
});

describe("death report", () => {
  const evalue = (death: Partial<Death>, count?: number) =>
    deathReport({ code: null, signal: null, stderr: "", ...death }, count).evalue;

  it("names signal or exit code, the place and the likely cause", () => {
    assert.equal(
      evalue({ signal: "SIGSEGV" }, 3),
      "the evaluator process ended in Cell In[3]: signal SIGSEGV: native code crashed: a GPU driver or a native module",
    );
    assert.match(evalue({ code: 3 }), /between cells: exit code 3: .* called process\.exit\(\)$/);
    assert.match(evalue({ signal: "SIGKILL" }, 1), /most likely because memory ran out/);
  });

  it("quotes the last words", () => {
    const { evalue, traceback } = deathReport({ code: 1, signal: null, stderr: "out of luck\n" }, 1);
    assert.match(evalue, /exit code 1: Node gave up, or a module ended the process$/);
    assert.match(traceback.join("\n"), /last words:.*out of luck/s);
  });
});

describe("evaluation", () => {
  /** Evaluators that the test kills. */
  function setUp({ ready = Promise.resolve() } = {}) {
    const started: { die(death: Death): void }[] = [];
    const deaths: boolean[] = [];
    const evaluation = createEvaluation({
      onEvent: () => {},
      onDeath: (_death, running) => deaths.push(running),
      start() {
        let die: (death: Death) => void = () => {};
        const died = new Promise<Death>((resolve) => (die = resolve));
        started.push({ die });
        const number = started.length;
        return {
          pid: number,
          ready,
          died,
          onEvent: () => {},
          run: ({ code }) =>
            code === "die"
              ? died.then((death) => ({ status: "died", death }))
              : Promise.resolve({ status: "ok", result: { data: { number }, metadata: {} } }),
          deliver: async () => ({ status: "ok" }),
          interrupt: async () => {},
          answer: () => {},
          cdp: async () => {},
          onCdpEvent: () => {},
          kill: () => died,
        } satisfies EvaluatorClient;
      },
    });
    const run = (code: string, signal = new AbortController().signal) =>
      evaluation.run(
        { cell: 1, executionCount: 1, url: "", code, source: code, hasResult: false, silent: false },
        signal,
      );
    return { started, deaths, run };
  }
  const death: Death = { code: 3, signal: null, stderr: "" };
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

  it("runs the next cell in a fresh evaluator after one that died of a cell", async () => {
    const { started, deaths, run } = setUp();
    const dying = run("die");
    await turn();
    started[0]!.die(death);
    assert.deepEqual(await dying, { status: "died", death });
    assert.deepEqual(await run("x"), { status: "ok", result: { data: { number: 2 }, metadata: {} } });
    assert.deepEqual(deaths, [true]);
  });

  it("notices a death between cells", async () => {
    const { started, deaths, run } = setUp();
    await run("x");
    started[0]!.die(death);
    await turn();
    assert.deepEqual([started.length, deaths], [2, [false]]);
  });

  it("does not restart for ever one that cannot start, but tries again with the next cell", async () => {
    const ready = Promise.reject(new Error("no"));
    ready.catch(() => {});
    const { started, run } = setUp({ ready });
    started[0]!.die(death);
    await turn();
    assert.equal(started.length, 1);
    const outcome = run("x");
    assert.equal(started.length, 2);
    started[1]!.die(death);
    assert.deepEqual(await outcome, { status: "died", death });
  });

  it("can be interrupted while it waits for the evaluator", async () => {
    const { run } = setUp({ ready: new Promise(() => {}) });
    const abort = new AbortController();
    const outcome = run("x", abort.signal);
    abort.abort();
    assert.deepEqual(await outcome, { status: "interrupted" });
  });
});
