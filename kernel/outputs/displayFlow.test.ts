// Displays that never end, on a clock that the tests turn themselves.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createDisplayFlow, type Shown } from "./displayFlow.ts";
import { handClock } from "./testing.ts";

/** Room for ten displays, since each counts for a thousand characters more than it has. */
function recorder(limit = 10_100) {
  const clock = handClock();
  const sent: string[] = [];
  const flow = createDisplayFlow(
    (type, content) => {
      const data = "data" in content ? ` ${content.data["text/plain"]}` : "";
      sent.push(`${type.replace(/_.*/, "")}${data}`);
    },
    () => sent.push("limit"),
    clock,
    limit,
  );
  const show = (type: Exclude<Shown, "clear_output">, text: string, id?: string) =>
    flow.take(
      type,
      {
        data: { "text/plain": text },
        metadata: {},
        transient: id ? { display_id: id } : {},
        execution_count: 1,
      },
      text.length,
    );
  return {
    clock,
    sent,
    flow,
    display: (text: string, id?: string) => show("display_data", text, id),
    update: (text: string, id = "plot") => show("update_display_data", text, id),
    result: (text: string) => show("execute_result", text),
    clear: () => flow.take("clear_output", { wait: true }, 0),
    /** What was sent since the last question. */
    news: () => sent.splice(0),
  };
}

describe("the displays of a cell", () => {
  it("are sent at once, in order", () => {
    const { display, update, clear, result, news } = recorder();
    display("a", "plot");
    update("b");
    clear();
    display("c");
    result("d");
    assert.deepEqual(news(), ["display a", "update b", "clear", "display c", "execute d"]);
  });

  it("are left out beyond the limit, but for the latest one each second", () => {
    const { display, clock, news } = recorder();
    for (let i = 0; i < 50; i++) display(`${i}`);
    const first = news();
    assert.deepEqual([first.length, first.at(-2), first.at(-1)], [11, "display 9", "limit"]);
    clock.advance(1000);
    assert.deepEqual(news(), ["display 49"]);
    for (let i = 50; i < 80; i++) {
      display(`${i}`);
      clock.advance(100);
    }
    assert.deepEqual(news(), ["display 59", "display 69", "display 79"]);
  });

  it("count by what they weigh", () => {
    const { display, news } = recorder();
    display("x".repeat(6000));
    display("y".repeat(6000));
    assert.deepEqual(
      news().map((each) => each.slice(0, 9)),
      ["display x", "limit"],
    );
  });

  it("never lose the last one, nor a result", () => {
    const { display, result, flow, news } = recorder();
    for (let i = 0; i < 50; i++) display(`${i}`);
    news();
    flow.flush();
    assert.deepEqual(news(), ["display 49"]);
    display("50");
    result("done");
    assert.deepEqual(news(), ["display 50", "execute done"]);
  });

  it("may be updated for ever, as often as can be drawn, and the last update always arrives", () => {
    const { display, update, clock, flow, news } = recorder();
    display("0", "plot");
    display("0", "other");
    for (let i = 1; i <= 5000; i++) {
      update(`${i}`);
      update(`${-i}`, "other");
      clock.advance(10);
    }
    flow.flush();
    const updates = news().slice(2);
    assert.ok(updates.length < 150, `${updates.length} in 50 s`);
    assert.deepEqual(updates.slice(-2), ["update 5000", "update -5000"]);
    assert.ok(!updates.includes("limit"));
  });

  it("may be replaced for ever after a clear, whole pictures at a time", () => {
    const { display, clear, clock, flow, news } = recorder();
    for (let i = 0; i < 5000; i++) {
      clear();
      display(`${i}a`);
      display(`${i}b`);
      clock.advance(10);
    }
    flow.flush();
    const sent = news();
    assert.ok(sent.length < 300, `${sent.length} in 50 s`);
    assert.deepEqual(sent.slice(-3), ["clear", "display 4999a", "display 4999b"]);
    assert.ok(!sent.includes("limit"));
  });

  it("leave text after a clear where it is", () => {
    const { display, clear, flow, news } = recorder();
    for (let i = 0; i < 20; i++) {
      clear();
      display(`${i}`);
    }
    news();
    flow.beforeText();
    assert.deepEqual(news(), ["clear", "display 19"]);
  });
});
