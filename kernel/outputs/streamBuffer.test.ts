// Few messages from many writes, on a clock that the tests turn themselves.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { collapse } from "./carriageReturns.ts";
import { createStreamBuffer } from "./streamBuffer.ts";
import { handClock } from "./testing.ts";

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

  it("cuts a cell short that prints too much, and says so once", () => {
    const { buffer, lines } = recorder(10);
    buffer.write("stdout", "12345678");
    buffer.write("stdout", "90xxx");
    buffer.write("stdout", "yyy");
    buffer.flush();
    const [text, notice, ...more] = lines();
    assert.equal(text, "stdout: 1234567890");
    assert.match(
      notice!,
      /^stderr: \noutput: this cell printed more than .* MB; from here on one line a second/,
    );
    assert.deepEqual(more, []);
  });

  it("shows one line a second of what such a cell goes on printing, and stops with it", () => {
    const { buffer, clock, sent } = recorder(10);
    buffer.write("stdout", "x".repeat(11));
    const begin = sent.length;
    for (let step = 0; step < 3000; step++) {
      buffer.write(step % 2 ? "stdout" : "stderr", `step ${step}\n`);
      clock.advance(1);
    }
    buffer.flush();
    clock.advance(10_000);
    const signs = sent.slice(begin);
    assert.deepEqual(
      signs.map(({ name, text }) => `${name}: ${text}`),
      ["stdout: step 999\n", "stdout: step 1999\n", "stdout: step 2999\n"],
    );
  });

  it("counts a progress bar by what is seen of it", () => {
    const { buffer, clock, sent } = recorder(1000);
    for (let step = 0; step < 5000; step++) {
      buffer.write("stdout", `\r${step} of 5000`);
      if (step % 500 === 0) clock.advance(100);
    }
    buffer.write("stdout", "\ndone\n");
    buffer.flush();
    assert.ok(sent.every(({ name }) => name === "stdout"));
    assert.match(sent.at(-1)!.text, /4999 of 5000\ndone\n$/);
  });

  it("keeps little of what waits, however much is written over", () => {
    const { buffer, sent } = recorder();
    for (let step = 0; step < 20_000; step++) buffer.write("stdout", `\r${"=".repeat(50)} ${step}`);
    buffer.flush();
    assert.deepEqual(
      sent.map(({ text }) => text),
      [`\r${"=".repeat(50)} 19999`],
    );
  });
});

describe("lines that are written over", () => {
  const cases: [what: string, given: string, seen: string][] = [
    ["end as the last word", "a\n10%\r20%\r30%\nb", "a\n30%\nb"],
    ["keep the end of what was longer", "\nlong text\rshort", "\nshorttext"],
    ["write over what was sent before", "\r20%\r30%", "\r30%"],
    ["leave what was sent before in its place", "cd\rX\rYZ", "cd\rYZ"],
    ["are over at a line's end", "x\na\r\nb\r\nc", "x\na\nb\nc"],
    ["stay open at the end", "\nab\rc\r", "\ncb\r"],
    ["stay open at the very beginning", "\r", "\r"],
    ["end as the last word where there are colours", "\n\x1b[1mlong text\x1b[0m\rok", "\nok"],
    ["are left alone without a carriage return", "a\nb", "a\nb"],
  ];
  for (const [what, given, seen] of cases)
    it(what, () => {
      assert.equal(collapse(given), seen);
    });
});
