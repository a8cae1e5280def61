// What is left of a display that is too large.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { limitBundle } from "./bundleLimit.ts";

describe("the limit of a display", () => {
  it("leaves small bundles alone", () => {
    const data = { "text/plain": "a", "application/json": { b: 1 } };
    assert.deepEqual(limitBundle(data, 10), { data, length: 8, notice: "" });
  });

  it("cuts the plain text, leaves out what else is too large, and says so", () => {
    const data = { "text/plain": "t".repeat(12), "text/html": "h".repeat(20), "image/png": "p" };
    const limited = limitBundle(data, 10);
    assert.deepEqual(limited.data, { "text/plain": `${"t".repeat(10)}\n…`, "image/png": "p" });
    assert.equal(limited.length, 13);
    assert.match(
      limited.notice,
      /^display: more than .* is not shown: text\/plain of .*, text\/html of .*\nhelp: .*%config outputLimit=1\n$/,
    );
  });

  it("never leaves nothing", () => {
    assert.deepEqual(limitBundle({ "application/json": ["x".repeat(20)] }, 10).data, { "text/plain": "…" });
  });
});
