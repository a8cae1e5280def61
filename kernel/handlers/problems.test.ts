// Type errors as one error message.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { stripVTControlCharacters } from "node:util";
import type { Diagnostic } from "../check/checker.ts";
import { typeErrors } from "./problems.ts";

const source = "x.add(x);\ny.add(x);";
const missing = (name: string, start: number): Diagnostic => ({
  severity: "error",
  code: 2304,
  message: `Cannot find name '${name}'.`,
  start,
  end: start + 1,
  related: [],
});

describe("type errors", () => {
  it("of one kind in many places are told once, with the places", () => {
    const found = [missing("x", 0), missing("x", 6), missing("y", 10), missing("x", 16)];
    const { evalue, traceback } = typeErrors({ source, code: source, count: 4 }, found);
    assert.equal(evalue, "TS2304: Cannot find name 'x'.");
    assert.deepEqual(
      traceback.map(stripVTControlCharacters).filter((line) => !/^[> ] \d/.test(line)),
      [
        "TypeScriptError TS2304: Cannot find name 'x'.",
        "Cell In[4], line 1:1",
        "    | ^",
        "  also at 1:7, 2:7",
        "",
        "TypeScriptError TS2304: Cannot find name 'y'.",
        "Cell In[4], line 2:1",
        "    | ^",
      ],
    );
  });

  it("that differ are counted beyond eight", () => {
    const found = [..."abcdefghijk"].map((name, at) => missing(name, at));
    const { traceback } = typeErrors({ source: "abcdefghijk", code: "abcdefghijk", count: 1 }, found);
    assert.equal(traceback.at(-1), "… and 3 more");
  });
});
