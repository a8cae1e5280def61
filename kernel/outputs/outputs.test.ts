// Output finds the request that caused it, in the order in which the cell made it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Publish } from "../protocol/events.ts";
import { createOutputs } from "./outputs.ts";

const stopped = { now: () => 0, after: () => () => {} };

function recorder() {
  const stray: string[] = [];
  const outputs = createOutputs((text) => stray.push(text), { clock: stopped });
  const published: string[] = [];
  const publishAs =
    (who: string): Publish =>
    (type, content) =>
      published.push(`${who} ${type} ${"text" in content ? content.text : ""}`.trim());
  const print = (cell: number, text: string) => outputs.take({ type: "stream", cell, name: "stdout", text });
  return { outputs, published, stray, publishAs, print };
}

const picture = { data: { "text/plain": "picture" }, metadata: {} };

describe("outputs", () => {
  it("sends waiting text before a display and before a clear", () => {
    const { outputs, published, publishAs, print } = recorder();
    const cell = outputs.open(publishAs("one"));
    print(cell, "a");
    outputs.take({ type: "display", cell, display: picture, update: false });
    print(cell, "b");
    outputs.take({ type: "clear", cell, wait: true });
    outputs.take({ type: "display", cell, display: picture, update: true });
    assert.deepEqual(published, [
      "one stream a",
      "one display_data",
      "one stream b",
      "one clear_output",
      "one update_display_data",
    ]);
  });

  it("publishes what a cell has adopted as the other one's, and what is no output as its own", () => {
    const { outputs, published, publishAs, print } = recorder();
    const maker = outputs.open(publishAs("maker"));
    const event = outputs.open(publishAs("event"), { brief: true });
    print(maker, "a");
    outputs.adopt(event, maker);
    print(event, "b");
    outputs.send(event, "comm_msg", { comm_id: "c", data: {} }, {});
    assert.deepEqual(published, ["maker stream ab", "event comm_msg"]);
  });

  it("keeps its own output when there is no cell to adopt it", () => {
    const { outputs, published, publishAs, print } = recorder();
    const event = outputs.open(publishAs("event"));
    outputs.adopt(event, 77);
    print(event, "b");
    outputs.flush(event);
    assert.deepEqual(published, ["event stream b"]);
  });

  it("gives late output to the cell that caused it", () => {
    const { outputs, published, publishAs, print } = recorder();
    const first = outputs.open(publishAs("one"));
    const second = outputs.open(publishAs("two"));
    print(first, "late");
    outputs.flush(second);
    outputs.flush(first);
    assert.deepEqual(published, ["one stream late"]);
  });

  it("shows nothing of a silent cell", () => {
    const { publishAs, outputs, published, stray, print } = recorder();
    const cell = outputs.open(publishAs("silent"), { silent: true });
    print(cell, "hidden");
    outputs.take({ type: "display", cell, display: picture, update: false });
    outputs.flush(cell);
    assert.deepEqual([published, stray], [[], []]);
  });

  it("puts a note below the latest cell, and text of no cell aside", () => {
    const { outputs, published, stray, publishAs, print } = recorder();
    print(0, "starting");
    const cell = outputs.open(publishAs("one"));
    outputs.note("gone");
    outputs.flush(cell);
    assert.deepEqual([published, stray], [["one stream gone"], ["starting"]]);
  });

  it("names a value that has no JSON form, and goes on", () => {
    const { outputs, published } = recorder();
    const cell = outputs.open((type, content) => published.push(`${type} ${JSON.stringify(content)}`));
    outputs.take({
      type: "display",
      cell,
      display: { data: { "application/json": 1n }, metadata: {} },
      update: false,
    });
    outputs.flush(cell);
    assert.equal(published.length, 1);
    assert.match(published[0]!, /^stream .*display: this value cannot be shown: .*BigInt/);
  });
});
