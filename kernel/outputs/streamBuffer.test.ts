// Few messages from many writes, on a clock that the tests turn themselves.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Clock, createStreamBuffer } from "./streamBuffer.ts";

/** Time stands still until `advance`. */
function handClock(): Clock & { advance(ms: number): void } {
  let now = 0;
  let due: { at: number; callback: () => void }[] = [];
  return {
    now: () => now,
    after(ms, callback) {
      const entry = { at: now + ms, callback };
      due.push(entry);
      return () => {
        due = due.filter((other) => other !== entry);
      };
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        due = due.filter((entry) => entry !== next);
        now = next.at;
        next.callback();
      }
      now = end;
    },
  };
}

function recorder(limit?: number) {
  const clock = handClock();
  const sent: { at: number; name: string; text: string }[] = [];
  const buffer = createStreamBuffer((name, text) => sent.push({ at: clock.now(), name, text }), clock, limit);
  return { clock, sent, buffer, lines: () => sent.map(({ name, text }) => `${name}: ${text}`) };
}

describe("stream buffer", () => {
  it("joins what is written in one breath", () => {
    const { buffer, clock, lines } = recorder();
    buffer.write("stdout", "a");
    buffer.write("stdout", "b");
    assert.deepEqual(lines(), []);
    clock.advance(20);
    assert.deepEqual(lines(), ["stdout: ab"]);
  });

  it("keeps stdout and stderr of short output in order", () => {
    const { buffer, lines } = recorder();
    buffer.write("stdout", "a");
    buffer.write("stderr", "b");
    buffer.write("stdout", "c");
    buffer.flush();
    assert.deepEqual(lines(), ["stdout: a", "stderr: b", "stdout: c"]);
  });

  it("sends at most 20 messages in any second, and everything in the end", () => {
    const { buffer, clock, sent } = recorder();
    const written: string[] = [];
    for (let step = 0; step < 5000; step++) {
      const line = `${step}\n`;
      written.push(line);
      buffer.write("stdout", line);
      clock.advance(1);
    }
    buffer.flush();
    const perSecond = sent.map(
      ({ at }) => sent.filter((other) => other.at >= at && other.at < at + 1000).length,
    );
    assert.ok(Math.max(...perSecond) <= 20, `${Math.max(...perSecond)} messages in a second`);
    assert.equal(sent.map(({ text }) => text).join(""), written.join(""));
  });

  it("merges alternating streams by name rather than flood", () => {
    const { buffer, sent } = recorder();
    for (let step = 0; step < 100; step++) {
      buffer.write("stdout", `${step} `);
      buffer.write("stderr", "! ");
    }
    buffer.flush();
    assert.deepEqual(
      sent.map(({ name }) => name),
      ["stdout", "stderr"],
    );
  });

  it("ends with a notice when a cell prints too much", () => {
    const { buffer, lines } = recorder(10);
    buffer.write("stdout", "12345678");
    buffer.write("stdout", "90xxx");
    buffer.write("stdout", "yyy");
    buffer.flush();
    const [text, notice, ...more] = lines();
    assert.equal(text, "stdout: 1234567890");
    assert.match(notice!, /^stderr: \noutput: this cell printed more than .* MB; the rest is not shown/);
    assert.deepEqual(more, []);
  });
});
