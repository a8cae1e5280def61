// What a front end gets when a cell shows things that take a moment to draw: everything in the order of the program.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Message } from "../../kernel/protocol/message.ts";
import { type Answer, type KernelProcess, startKernel } from "./kernelProcess.ts";

const declarations = `
  import { display, livePlot, plot, tensor } from "cellgrad";
  const self = Symbol.for("Jupyter.display");
  const nap = (ms: number) => new Promise((r) => setTimeout(r, ms));
  const drawn = (text: string, ms: number) => ({ [self]: async () => { await nap(ms); return { "text/plain": text } } });`;

describe("displays over the wire", { timeout: 120_000 }, () => {
  let kernel: KernelProcess;
  before(async () => {
    kernel = await startKernel();
    const { reply } = await kernel.execute(declarations);
    assert.equal(reply.content.status, "ok", JSON.stringify(reply.content));
  });
  after(() => kernel.close());

  /** One line a message, `chart` for charts; streams line by line. */
  const lineOf = ({ header, content }: Message): string[] => {
    const data = (content.data ?? {}) as Record<string, unknown>;
    const text = "application/vnd.vegalite.v5+json" in data ? "chart" : String(data["text/plain"]);
    const first = text.split("\n")[0]!;
    if (header.msg_type === "stream") return String(content.text).trimEnd().split("\n");
    if (header.msg_type === "display_data") return [first];
    if (header.msg_type === "update_display_data") return [`update ${first}`];
    if (header.msg_type === "execute_result") return [`result ${first}`];
    if (header.msg_type === "clear_output") return ["clear"];
    return header.msg_type === "error" ? [`error ${content.evalue}`] : [];
  };
  const linesOf = ({ events }: Pick<Answer, "events">) => events.flatMap(lineOf);

  it("come among prints, and the result comes last", async () => {
    const answer = await kernel.execute(
      `console.log("1"); display(plot.line([1, 2])); console.log("2"); display(tensor([1, 2])); console.error("3"); display("4"); tensor(5)`,
    );
    assert.deepEqual(
      linesOf(answer).map((line) => line.replace(/ · .*/, "")),
      ["1", "chart", "2", "Tensor [2] f32 wasm", "3", "'4'", "result Tensor [] f32 wasm"],
    );
  });

  it("come once where they end the cell", async () => {
    assert.deepEqual(linesOf(await kernel.execute(`display(plot.line([1, 2]))`)), ["chart"]);
  });

  it("come before the error of their cell", async () => {
    const answer = await kernel.execute(`display(drawn("shown", 20)); throw new Error("oops")`);
    assert.deepEqual(linesOf(answer), ["shown", "error oops"]);
  });

  it("of a live plot come in order: one picture, its updates, the chart", async () => {
    const answer = await kernel.execute(
      `const live = livePlot({ series: ["loss"] });
       console.log("begin");
       for (let step = 0; step < 12; step++) { await live.push(step, { loss: 1 / (step + 1) }); await nap(50); }
       await live.finish();
       console.log("end");`,
    );
    const lines = linesOf(answer);
    assert.deepEqual(lines.slice(0, 2), ["begin", "Training"]);
    assert.deepEqual(lines.slice(-2), ["update chart", "end"]);
    assert.ok(
      lines.slice(2, -2).every((line) => line === "update Training"),
      lines.join("\n"),
    );
    const ids = answer.events.flatMap(
      ({ content }) => (content.transient as { display_id?: string })?.display_id ?? [],
    );
    assert.equal(new Set(ids).size, 1);
  });

  it("of a timer of an earlier cell go to that cell, and hold up no other", async () => {
    const early = kernel.ask("execute_request", {
      code: `setTimeout(() => { display(drawn("late", 60)); console.log("behind it") }, 30); console.log("early")`,
    });
    await early.answer;
    const next = await kernel.execute(`await nap(50); display(drawn("own", 1)); console.log("own print")`);
    await kernel.heard(({ content }) => String(content.text).includes("behind it"));
    assert.deepEqual(linesOf(next), ["own", "own print"]);
    assert.deepEqual(linesOf(early), ["early", "late", "behind it"]);
  });

  it("that are never drawn end with an interrupt, and nothing behind them is lost", async () => {
    const asked = kernel.ask("execute_request", {
      code: `console.log("before"); display({ [self]: () => new Promise(() => {}) }); console.log("after")`,
    });
    await kernel.heard(({ content }) => String(content.text).includes("before"));
    await kernel.request("interrupt_request", {}, "control");
    const answer = await asked.answer;
    assert.equal(answer.reply.content.ename, "Interrupted");
    assert.deepEqual(linesOf(answer).slice(0, 2), ["before", "after"]);
    assert.deepEqual(linesOf(await kernel.execute(`display(plot.line([1])); console.log("on")`)), [
      "chart",
      "on",
    ]);
  });

  it("that fail are an error text in their place", async () => {
    const answer = await kernel.execute(
      `display({ [self]: async () => { await nap(1); throw new Error("no paint") } }); console.log("after")`,
    );
    assert.match(
      linesOf(answer).join("\n"),
      /^display: the Jupyter.display renderer failed: no paint \(Cell In\[\d+\], line 1\)\nafter$/,
    );
  });

  it("and clears keep their order in progress that rewrites itself", async () => {
    const answer = await kernel.execute(
      `for (let i = 1; i <= 3; i++) { clearOutput(true); console.log("step " + i); display(drawn("picture " + i, 5)); await nap(20) }`,
    );
    const steps = [1, 2, 3].flatMap((i) => ["clear", `step ${i}`, `picture ${i}`]);
    assert.deepEqual(linesOf(answer), steps);
  });
});
