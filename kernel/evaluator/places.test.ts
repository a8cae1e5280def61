import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { busyPatience, drawingPatience, mostWaiting, type Ordered, Places } from "./places.ts";

describe("places", () => {
  let out: string[];
  let clock: { now: number; alarms: Set<{ at: number; callback: () => void }> };
  let places: Places;

  beforeEach(() => {
    out = [];
    clock = { now: 0, alarms: new Set() };
    places = new Places(
      (said) => out.push(nameOf(said)),
      (ms, callback) => {
        const alarm = { at: clock.now + ms, callback };
        clock.alarms.add(alarm);
        return () => clock.alarms.delete(alarm);
      },
    );
  });

  function nameOf(said: Ordered): string {
    if (said.type === "stream") return said.text.slice(0, 8);
    if (said.type === "display") return String(said.display.data["text/plain"]);
    return said.type;
  }
  const pass = (ms: number) => {
    clock.now += ms;
    for (const alarm of [...clock.alarms]) {
      if (alarm.at > clock.now) continue;
      clock.alarms.delete(alarm);
      alarm.callback();
    }
  };
  const print = (text: string, cell = 1) => places.take({ type: "stream", cell, name: "stdout", text });
  const hold = (place: number, cell = 1) => places.take({ type: "hold", cell, place });
  const rendering = (place: number, cell = 1) => places.take({ type: "rendering", cell, place });
  const contentOf = (text: string) => ({ data: { "text/plain": text }, metadata: {} });
  const fill = (place: number, text?: string, cell = 1) =>
    places.take({
      type: "fill",
      cell,
      place,
      update: false,
      ...(text !== undefined && { display: contentOf(text) }),
    });
  const reply = (cell = 1) => places.take({ type: "reply", cell, outcome: { status: "ok" } });

  it("let everything through while nothing is being drawn", () => {
    print("a");
    reply();
    assert.deepEqual(out, ["a", "reply"]);
  });

  it("keep what follows a display behind it", () => {
    print("before");
    hold(1);
    print("after");
    places.take({ type: "display", cell: 1, display: contentOf("quick"), update: false });
    assert.deepEqual(out, ["before"]);
    fill(1, "chart");
    assert.deepEqual(out, ["before", "chart", "after", "quick"]);
    assert.equal(clock.alarms.size, 0);
  });

  it("show two displays in their order, whichever is drawn first", () => {
    hold(1);
    hold(2);
    fill(2, "second");
    fill(1, "first");
    assert.deepEqual(out, ["first", "second"]);
  });

  it("vanish when there is nothing to show", () => {
    hold(1);
    print("after");
    fill(1);
    assert.deepEqual(out, ["after"]);
  });

  it("do not hold up other cells", () => {
    hold(1, 1);
    print("one", 1);
    print("two", 2);
    reply(2);
    assert.deepEqual(out, ["two", "reply"]);
  });

  it("are passed soon by the text of a loop that lets nothing be drawn; the display comes late", () => {
    hold(1);
    pass(10 * busyPatience); // nothing waits yet
    print("step 1");
    pass(busyPatience - 1);
    assert.deepEqual(out, []);
    pass(1);
    print("step 2");
    assert.deepEqual(out, ["step 1", "step 2"]);
    fill(1, "chart");
    assert.deepEqual(out, ["step 1", "step 2", "chart"]);
  });

  it("wait longer for what is being drawn, but not for ever", () => {
    hold(1);
    print("after");
    rendering(1);
    pass(drawingPatience - 1);
    assert.deepEqual(out, []);
    pass(1);
    assert.deepEqual(out, ["after"]);
  });

  it("that were passed show their display before what still waits", () => {
    hold(1);
    print("a");
    hold(2);
    pass(busyPatience);
    print("b");
    fill(1, "first");
    fill(2, "second");
    assert.deepEqual(out, ["a", "first", "second", "b"]);
  });

  it("delay each text of such a loop by the same time only", () => {
    for (let step = 1; step <= 3; step++) {
      hold(step);
      print(`step ${step}`);
      pass(busyPatience / 2);
    }
    assert.deepEqual(out, ["step 1", "step 2"]);
  });

  it("never hold up a reply: what is not drawn by then was abandoned", () => {
    hold(1);
    print("after");
    reply();
    assert.deepEqual(out, ["after", "reply"]);
    assert.equal(clock.alarms.size, 0);
  });

  it("do not gather text without end", () => {
    hold(1);
    rendering(1);
    print("x".repeat(mostWaiting));
    assert.deepEqual(out, []);
    print("y");
    assert.deepEqual(out, ["xxxxxxxx", "y"]);
  });

  it("let all go when the evaluator has ended", () => {
    hold(1, 1);
    print("one", 1);
    hold(2, 2);
    print("two", 2);
    places.end();
    assert.deepEqual(out, ["one", "two"]);
    assert.equal(clock.alarms.size, 0);
  });
});
