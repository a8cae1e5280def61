import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { threefry } from "./threefry.ts";

const hex = (...key: [number, number, number, number]): string => {
  const out = new Uint32Array(2);
  threefry(...key, out);
  return [...out].map((word) => word.toString(16).padStart(8, "0")).join(" ");
};

describe("threefry: the known answers published with the algorithm", () => {
  it("gives them for zeros", () => assert.equal(hex(0, 0, 0, 0), "6b200159 99ba4efe"));
  it("gives them for ones", () =>
    assert.equal(hex(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff), "1cb996fc bb002be7"));
  it("gives them for the digits of pi", () =>
    assert.equal(hex(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3), "c4923a9c 483df7a0"));
});
