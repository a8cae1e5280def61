// Sends in turn, whatever becomes of each.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createSendQueue } from "./sendQueue.ts";

describe("send queue", () => {
  it("never begins a send before the one before it has ended, and keeps the order", async () => {
    const sent: string[] = [];
    let busy = false;
    const queue = createSendQueue(
      {
        async send([frame]) {
          assert.equal(busy, false, "two sends overlap");
          busy = true;
          await new Promise((resolve) => setImmediate(resolve));
          busy = false;
          sent.push(String(frame));
        },
      },
      (problem) => assert.fail(String(problem)),
    );
    for (const text of ["a", "b", "c"]) queue.send([Buffer.from(text)]);
    await queue.flushed();
    queue.send([Buffer.from("d")]);
    await queue.flushed();
    assert.deepEqual(sent, ["a", "b", "c", "d"]);
  });

  it("goes on after a send that failed", async () => {
    const problems: string[] = [];
    const sent: string[] = [];
    const queue = createSendQueue(
      {
        async send([frame]) {
          if (String(frame) === "bad") throw new Error("no peer");
          sent.push(String(frame));
        },
      },
      (error) => problems.push(String(error)),
    );
    for (const text of ["bad", "good"]) queue.send([Buffer.from(text)]);
    await queue.flushed();
    assert.deepEqual([problems, sent], [["Error: no peer"], ["good"]]);
  });
});
