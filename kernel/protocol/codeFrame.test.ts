// Code frames, with the colours taken off.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { codeFrame, placeOf } from "./codeFrame.ts";

const plain = (source: string, place: Parameters<typeof codeFrame>[1]) =>
  codeFrame(source, place).map(stripVTControlCharacters).join("\n");

describe("code frame", () => {
  it("shows two lines before, one after, and underlines the place", () => {
    const source = "one\ntwo\nthree\nfour(5)\nfive\nsix";
    assert.equal(
      plain(source, { line: 4, column: 6, length: 1 }),
      ["  2 | two", "  3 | three", "> 4 | four(5)", "    |      ^", "  5 | five"].join("\n"),
    );
  });

  it("lines up under tabs and between numbers of different length", () => {
    const source = `${"\n".repeat(8)}\tbad\nok`;
    assert.equal(
      plain(source, { line: 9, column: 2, length: 3 }),
      ["   7 |", "   8 |", ">  9 | \tbad", "     | \t^^^", "  10 | ok"].join("\n"),
    );
  });

  it("stops the underline at the line's end", () => {
    assert.equal(
      plain("abc\ndef", { line: 1, column: 3, length: 99 }),
      ["> 1 | abc", "    |   ^", "  2 | def"].join("\n"),
    );
    assert.equal(plain("abc", { line: 1, column: 4 }), ["> 1 | abc", "    |    ^"].join("\n"));
  });

  it("shows the part of a long line that matters", () => {
    const source = `${"x".repeat(500)}HERE${"y".repeat(500)}`;
    const [line, underline] = plain(source, { line: 1, column: 501, length: 4 }).split("\n");
    assert.ok(line!.length < 90);
    assert.equal(line!.slice(underline!.indexOf("^"), underline!.lastIndexOf("^") + 1), "HERE");
  });

  it("shows the lines around a long one from their start", () => {
    const source = `before\n${"x".repeat(500)}\nafter`;
    const lines = plain(source, { line: 2, column: 400 }).split("\n");
    assert.equal(lines[0], "  1 | before");
    assert.equal(lines.at(-1), "  3 | after");
  });

  it("is empty where there is no such line", () => {
    assert.deepEqual(codeFrame("a", { line: 2, column: 1 }), []);
  });

  it("finds the place of an offset", () => {
    assert.deepEqual(placeOf("ab\ncd", 4, 5), { line: 2, column: 2, length: 1 });
    assert.deepEqual(placeOf("ab", 2, 2), { line: 1, column: 3, length: 1 });
    assert.deepEqual(placeOf("ab", 99, 100), { line: 1, column: 3, length: 98 });
  });
});
