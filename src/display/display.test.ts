// Where displays go, in which order, and how they are replaced.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import * as plot from "../plot/index.ts";
import { abandonDisplays, display, displaysSettled } from "./display.ts";
import { livePlot } from "./livePlot.ts";
import { render } from "./render.ts";
import { clearOutput, type DisplayMessage, setDisplaySink } from "./sink.ts";

const self = Symbol.for("Jupyter.display");

describe("display", () => {
  let sent: DisplayMessage[];
  let cleared: boolean[];
  const texts = () => sent.map((message) => message.data["text/plain"]);

  beforeEach(() => {
    sent = [];
    cleared = [];
    setDisplaySink(
      (message) => sent.push(message),
      (wait) => cleared.push(wait),
    );
  });
  afterEach(() => setDisplaySink(undefined));

  it("sends plain values at once, with an id", () => {
    const handle = display(42);
    assert.deepEqual(sent, [
      { data: { "text/plain": "42" }, metadata: {}, transient: { display_id: handle.id }, update: false },
    ]);
  });

  it("waits for no display of a cell that was stopped", async () => {
    display({ [self]: () => new Promise(() => {}) });
    abandonDisplays();
    display("after the interrupt");
    await displaysSettled();
    assert.deepEqual(texts(), ["'after the interrupt'"]);
  });

  it("keeps the order of displays when one takes longer", async () => {
    const slow = { [self]: () => new Promise((done) => setImmediate(done, { "text/plain": "slow" })) };
    display(slow);
    display("quick");
    assert.deepEqual(texts(), []);
    await displaysSettled();
    assert.deepEqual(texts(), ["slow", "'quick'"]);
  });

  it("holds a place at once for what is still to be drawn, and none for what is not", async () => {
    const order: string[] = [];
    setDisplaySink(
      (message) => order.push(`show ${message.data["text/plain"]}`),
      undefined,
      () => {
        order.push("hold");
        return (message) => order.push(`fill ${message?.data["text/plain"]}`);
      },
    );
    display({ [self]: async () => ({ "text/plain": "slow" }) }, { id: "a" });
    display("quick", { id: "b" });
    display("update", { id: "a" });
    display({ [self]: async () => ({}) });
    await displaysSettled();
    assert.deepEqual(order.slice(0, 4), ["hold", "show 'quick'", "hold", "hold"]);
    const fills = order.slice(4);
    assert.deepEqual(
      fills.filter((fill) => fill !== "fill undefined"),
      ["fill slow", "fill 'update'"],
    );
    assert.equal(fills.length, 3);
  });

  it("shows nothing of what an interrupt has ended", async () => {
    const stop = () => Promise.reject(Object.assign(new Error("stopped"), { name: "InterruptError" }));
    display({ [self]: stop });
    await displaysSettled();
    assert.deepEqual(sent, []);
  });

  it("updates in place, under an id of the user's choice", async () => {
    const handle = display("a", { id: "status" });
    await handle.update("b");
    assert.deepEqual(
      sent.map(({ transient, update }) => [transient.display_id, update]),
      [
        ["status", false],
        ["status", true],
      ],
    );
  });

  it("gives a handle that shows nothing itself", async () => {
    const handle = display(1);
    assert.deepEqual(await render(handle), { data: {}, metadata: {} });
    display(handle);
    assert.equal(sent.length, 1);
  });

  it("passes clearOutput on", () => {
    clearOutput();
    clearOutput(true);
    assert.deepEqual(cleared, [false, true]);
  });

  it("shows a live plot as one picture, four frames a second, and leaves the chart", async () => {
    let now = 0;
    const live = livePlot({ title: "MLP", series: ["loss", "valLoss"], clock: () => now });
    for (let step = 0; step < 40; step++) {
      now += 50;
      await live.push(step, { loss: 1 / (step + 1), valLoss: step % 10 === 0 ? 0.5 : undefined });
      await displaysSettled();
    }
    await live.finish();
    const seconds = (40 * 50) / 1000;
    assert.ok(sent.length >= 2 && sent.length - 1 <= 4 * seconds + 1, `${sent.length} messages`);
    assert.equal(new Set(sent.map(({ transient }) => transient.display_id)).size, 1);
    assert.deepEqual(
      sent.map(({ update }) => update),
      sent.map((_, i) => i > 0),
    );
    const frames = sent.slice(0, -1);
    assert.equal(new Set(frames.map(({ metadata }) => JSON.stringify(metadata))).size, 1, "all of one size");
    for (const { data } of frames) assert.deepEqual(Object.keys(data), ["image/png", "text/plain"]);
    assert.ok("application/vnd.vegalite.v5+json" in (sent.at(-1)?.data ?? {}));
  });

  it("leaves curves without points out of the final chart", async () => {
    const live = livePlot({ series: ["loss", "valLoss"] });
    await live.push(0, { loss: 1 });
    await live.finish();
    assert.doesNotMatch(String(texts().at(-1)), /validation/);
  });

  it("ends a live plot that was never drawn with its chart, or with what it is given", async () => {
    const live = livePlot();
    await live.finish(plot.lossCurve({ loss: [2, 1] }, { title: "History" }));
    assert.match(String(texts()[0]), /^History/);
  });
});

describe("display without a notebook", () => {
  it("prints the text twin", (t) => {
    const write = t.mock.method(process.stdout, "write", () => true);
    display({ a: 1 });
    write.mock.restore();
    assert.deepEqual(write.mock.calls[0]?.arguments, ["{ a: 1 }\n"]);
  });
});
