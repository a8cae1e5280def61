import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { sleep, TestNotebook } from "./testing.ts";

interface Paused {
  callFrames: { callFrameId: string; functionName: string; location: { lineNumber: number } }[];
}

describe("the debugger's way into an evaluator", { timeout: 60_000 }, () => {
  let notebook: TestNotebook;
  const pauses: Paused[] = [];
  before(async () => {
    notebook = new TestNotebook();
    await notebook.evaluator.ready;
    notebook.evaluator.onCdpEvent = (method, params) => {
      if (method === "Debugger.paused") pauses.push(params as Paused);
    };
    await notebook.evaluator.cdp("Debugger.enable");
  });
  after(() => notebook.close());

  async function pause(): Promise<Paused> {
    while (!pauses.length) await sleep(2);
    return pauses.shift()!;
  }

  it("stops at a breakpoint that was set before the cell existed, reads and goes on", async () => {
    const { evaluator } = notebook;
    await evaluator.cdp("Debugger.setBreakpointByUrl", {
      lineNumber: 2,
      url: `cell-${notebook.cell + 1}.ts`,
    });
    const outcome = notebook.value(`await 0;\nlet x = 20;\nx++;\n$k.v=(x)`);
    const [frame] = (await pause()).callFrames;
    assert.equal(frame?.location.lineNumber, 2);
    const evaluated = await evaluator.cdp("Debugger.evaluateOnCallFrame", {
      callFrameId: frame.callFrameId,
      expression: "x",
    });
    assert.equal((evaluated as { result: { value: number } }).result.value, 20);
    await evaluator.cdp("Debugger.resume");
    assert.equal(await outcome, "21");
  });

  it("refuses what the protocol does not know", async () => {
    await assert.rejects(notebook.evaluator.cdp("Debugger.noSuchThing"), /Debugger\.noSuchThing: /);
  });

  it("is no obstacle to an interrupt, not even in a pause", async () => {
    const outcome = notebook.run(`let kept = 5; debugger; while (true);`);
    await pause();
    await notebook.evaluator.interrupt();
    assert.equal((await outcome).status, "interrupted");
    assert.equal(await notebook.value(`$k.v=(kept)`), "5");
  });
});
