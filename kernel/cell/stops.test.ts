// Where a breakpoint will stop, and what is caught, from the text alone.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isCaught, stopLine } from "./stops.ts";

describe("a breakpoint", () => {
  const source = [
    "// a comment",
    "interface A { x: number }",
    "",
    "function f(a: A) {",
    "  // nothing",
    "  return a.x;",
    "}",
    "const g = (x: number) =>",
    "  x + 1;",
    "declare const later: number;",
    "type B = string;",
  ].join("\n");

  it("stops at the first line from there on that has code", () => {
    const stops = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((line) => stopLine(source, line));
    assert.deepEqual(stops, [6, 6, 6, 6, 6, 6, 7, 8, 9]);
  });

  it("stops nowhere where no code follows", () => {
    assert.equal(stopLine(source, 10), undefined);
    assert.equal(stopLine("", 1), undefined);
  });

  it("stays where it is in a text that does not parse", () => {
    assert.equal(stopLine("%time f(", 1), 1);
  });
});

describe("an error", () => {
  const source = [
    "try {",
    "  risky();",
    "  const later = () => { throw 1 };",
    "} catch {",
    "  handle();",
    "}",
    "try { cleanUp() } finally { done() }",
  ].join("\n");
  const at = (text: string): boolean => {
    const before = source.slice(0, source.indexOf(text)).split("\n");
    return isCaught(source, { line: before.length, column: before.at(-1)!.length + 1 });
  };

  it("is caught by the try around it, in the same function", () => {
    assert.deepEqual(["risky", "throw 1", "handle", "cleanUp", "done"].map(at), [
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it("is not caught in a text that does not parse, or outside of it", () => {
    assert.equal(isCaught("try {", { line: 1, column: 3 }), false);
    assert.equal(isCaught("1", { line: 9, column: 1 }), false);
  });
});
