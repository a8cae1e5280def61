import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Edits } from "./edits.ts";
import {
  composeMappings,
  decodeMappings,
  encodeMappings,
  lineStart,
  mapPosition,
  shiftFirstLine,
} from "./positionMap.ts";

/** A text with `edits` applied, and a function from a place in the result, found by its text, to line:column. */
function mapped(source: string, edit: (edits: Edits) => void, prefix = "") {
  const edits = new Edits(source);
  edit(edits);
  const { code, mappings } = edits.apply(prefix);
  const at = (text: string): string => {
    const before = code.slice(0, code.indexOf(text)).split("\n");
    const place = mapPosition({ mappings }, before.length, before.at(-1)!.length + 1);
    return `${place?.line}:${place?.column}`;
  };
  return { code, at, mappings };
}

describe("Edits", () => {
  it("nests wraps of one range, the first outside", () => {
    const { code } = mapped("x", (edits) => {
      edits.wrap(0, 1, "(", ")");
      edits.wrap(0, 1, "[", "]");
    });
    assert.equal(code, "([x])");
  });

  it("closes inner ranges before outer ones, whatever the order they were given in", () => {
    const { code } = mapped("a.b", (edits) => {
      edits.wrap(2, 3, "<", ">");
      edits.wrap(0, 3, "(", ")");
    });
    assert.equal(code, "(a.<b>)");
  });

  it("keeps the line breaks of what it replaces", () => {
    assert.equal(mapped("a\nb\nc", (edits) => edits.replace(0, 3, "x")).code, "x\n\nc");
    assert.equal(mapped("a\r\nb", (edits) => edits.blank(0, 4, ";")).code, ";\r\n ");
  });
});

describe("the position of something in the script", () => {
  it("is its position in the source", () => {
    const { code, at } = mapped(
      "let a = b;\nfoo(c)",
      (edits) => edits.wrap(11, 17, "$k.v=(", ")"),
      "PREFIX;",
    );
    assert.equal(code, "PREFIX;let a = b;\n$k.v=(foo(c))");
    assert.deepEqual(["b;", "foo", "c)"].map(at), ["1:9", "2:1", "2:5"]);
  });

  it("is the position of what follows, for what was put in", () => {
    const { at } = mapped("let a = b", (edits) => edits.wrap(8, 9, "call(1, 2, ", ")"));
    assert.deepEqual(["call", "1, 2", "b"].map(at), ["1:9", "1:9", "1:9"]);
  });

  it("is right behind what takes several lines", () => {
    const { at } = mapped("import {\n a\n} from 'a'; b;\nc", (edits) => edits.replace(0, 23, "let a = $;"));
    assert.deepEqual(["let", "b;", "c"].map(at), ["1:1", "3:13", "4:1"]);
  });

  it("is unknown on a line without the user's text", () => {
    assert.equal(mapPosition({ mappings: "AAAA;;AACA" }, 2, 1), undefined);
    assert.equal(mapPosition({ mappings: "" }, 9, 1), undefined);
  });

  it("is found the other way round, by lines", () => {
    const { mappings, code } = mapped(
      "a;\nlet b = c",
      (edits) => edits.wrap(11, 12, "call(", ")"),
      "PREFIX;",
    );
    assert.equal(code, "PREFIX;a;\nlet b = call(c)");
    assert.deepEqual(lineStart({ mappings }, 1), { line: 1, column: 8 });
    assert.deepEqual(lineStart({ mappings }, 2), { line: 2, column: 1 });
    assert.equal(lineStart({ mappings }, 3), undefined);
  });
});

describe("mappings", () => {
  it("survive being written and read", () => {
    const lines: [number, number, number][][] = [
      [
        [0, 0, 0],
        [16, 3, 1000],
      ],
      [],
      [[2, 1, 5]],
    ];
    assert.deepEqual(decodeMappings(encodeMappings(lines)), lines);
  });

  it("compose: script to middle, middle to source", () => {
    const inner = encodeMappings([
      [
        [0, 0, 0],
        [5, 0, 3],
      ],
    ]);
    const outer = encodeMappings([[[0, 0, 0]], [[2, 0, 7]]]);
    assert.deepEqual(decodeMappings(composeMappings(outer, inner)), [[[0, 0, 0]], [[2, 0, 5]]]);
  });

  it("move with a prefix of the first line", () => {
    assert.equal(
      shiftFirstLine(encodeMappings([[[0, 0, 0]], [[0, 1, 0]]]), 4),
      encodeMappings([[[4, 0, 0]], [[0, 1, 0]]]),
    );
  });
});
