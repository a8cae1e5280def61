// What the reply to a cell carries besides its status: payloads, user expressions, times.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { streamed, types } from "./answers.ts";
import { type Answer, type KernelProcess, startKernel } from "./kernelProcess.ts";

const payload = ({ reply }: Answer) => reply.content.payload;

describe("the reply to a cell", { timeout: 60_000 }, () => {
  let kernel: KernelProcess;
  before(async () => {
    kernel = await startKernel();
  });
  after(() => kernel.close());

  it("puts text into the next cell; the last word counts", async () => {
    const done = await kernel.execute('setNextInput("one"); setNextInput("const two = 2", true); 5');
    assert.deepEqual(payload(done), [{ source: "set_next_input", text: "const two = 2", replace: true }]);
    assert.deepEqual(types(done), ["status", "execute_input", "execute_result", "status"]);
  });

  it("shows texts and values in the pager, in order and not in the notebook", async () => {
    const done = await kernel.execute('page("a long\\ntext"); page({ rich: 1 }); page([1, 2], 1);');
    assert.deepEqual(payload(done), [
      { source: "page", data: { "text/plain": "a long\ntext" }, start: 0 },
      { source: "page", data: { "text/plain": "{ rich: 1 }" }, start: 0 },
      { source: "page", data: { "text/plain": "[ 1, 2 ]" }, start: 1 },
    ]);
    assert.deepEqual(types(done), ["status", "execute_input", "status"]);
  });

  it("pages what a value looks like", async () => {
    const done = await kernel.execute(
      'page({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>x</b>", "text/plain": "x" }) });',
    );
    assert.deepEqual(payload(done), [
      { source: "page", data: { "text/html": "<b>x</b>", "text/plain": "x" }, start: 0 },
    ]);
  });

  it("keeps the payload of a cell that fails, and starts the next one with none", async () => {
    const failed = await kernel.execute('setNextInput("retry()"); throw new Error("no")', {
      stop_on_error: false,
    });
    assert.equal(failed.reply.content.status, "error");
    assert.deepEqual(payload(failed), [{ source: "set_next_input", text: "retry()", replace: false }]);
    assert.deepEqual(payload(await kernel.execute("1")), []);
  });

  it("says so when the reply is already out", async () => {
    await kernel.execute('setTimeout(() => setNextInput("late"), 20);');
    await kernel.heard(
      ({ content }) => content.text === "setNextInput: its cell has ended, so nothing was shown\n",
    );
  });

  it("answers user expressions, shown nowhere, each failing on its own", async () => {
    const done = await kernel.execute("const total = 6;", {
      user_expressions: {
        twice: "total * 2",
        later: "Promise.resolve(total)",
        bad: "missing.x",
        worse: "total +",
      },
    });
    const expressions = done.reply.content.user_expressions as Record<string, Record<string, unknown>>;
    assert.deepEqual(expressions.twice, { status: "ok", data: { "text/plain": "12" }, metadata: {} });
    assert.deepEqual(expressions.later, { status: "ok", data: { "text/plain": "6" }, metadata: {} });
    assert.deepEqual(
      [expressions.bad!.status, expressions.bad!.ename, expressions.worse!.ename],
      ["error", "ReferenceError", "SyntaxError"],
    );
    assert.deepEqual(types(done), ["status", "execute_input", "status"]);
    assert.equal(streamed(done, "stderr"), "");
  });

  it("says when the cell started and how it ended", async () => {
    const before = Date.now();
    const { reply } = await kernel.execute("await new Promise((resolve) => setTimeout(resolve, 5))");
    const started = Date.parse(String(reply.metadata.started));
    assert.ok(started >= before && started <= Date.parse(reply.header.date));
    assert.equal(reply.metadata.status, "ok");
  });
});
