// Which words a mistyped one may have meant.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nearest } from "./nearest.ts";

const words = ["install", "uninstall", "run", "doctor"];

describe("nearest", () => {
  it("finds words a few letters away, the closest first", () => {
    assert.deepEqual(nearest("instal", words), ["install"]);
    assert.deepEqual(nearest("unstall", words), ["install", "uninstall"]);
    assert.deepEqual(nearest("ruin", words), ["run"]);
  });

  it("finds words that were not finished", () => {
    assert.deepEqual(nearest("doc", words), ["doctor"]);
  });

  it("finds nothing for a word that is like none", () => {
    assert.deepEqual(nearest("serve", words), []);
  });
});
