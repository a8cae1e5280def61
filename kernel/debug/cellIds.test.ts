// Cells are found by names that front ends compute too: the numbers here are those of ipykernel and JupyterLab.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cellId, cellOf, naming, scriptUrl } from "./cellIds.ts";
import { murmur2 } from "./murmur2.ts";

describe("murmur2", () => {
  const known: [string, number][] = [
    ["", 3990065800],
    ["a", 2167009006],
    ["ab", 2805137849],
    ["abc", 3350977461],
    ["abcd", 804720481],
    ["let x = 1;\nx + 1", 1337468207],
    ["const s = '😀é';", 697518544],
    ["x".repeat(100), 4066827676],
  ];
  for (const [text, hash] of known) {
    it(`of ${JSON.stringify(text.slice(0, 20))} is what others compute`, () => {
      assert.equal(murmur2(text, 0xc70f6907), hash);
    });
  }
});

describe("the id of a cell", () => {
  it("is made of what debugInfo tells, and is in the URL of each of its runs", () => {
    const id = cellId("let x = 1;\nx + 1");
    assert.equal(id, `${naming.tmpFilePrefix}1337468207${naming.tmpFileSuffix}`);
    assert.equal(cellOf(scriptUrl("let x = 1;\nx + 1", 12)), id);
    assert.equal(cellOf("file:///home/ada/util.ts"), undefined);
  });

  it("has no white space, which would end a script's URL", () => {
    assert.doesNotMatch(cellId("1"), /\s/);
  });
});
