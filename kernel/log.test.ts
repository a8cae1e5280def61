import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLog } from "./log.ts";

describe("the kernel's log", () => {
  it("tells a burst, then little, and how much it left out", () => {
    let written = "";
    let time = 0;
    const log = createLog((text) => (written += text), { burst: 2, now: () => time });
    for (let i = 0; i < 5; i++) log(`problem ${i}`);
    assert.equal(written, "cellgrad: problem 0\ncellgrad: problem 1\n");
    written = "";
    time = 1000;
    log("problem 5");
    log("problem 6");
    assert.equal(written, "cellgrad: 3 more problems were not told\ncellgrad: problem 5\n");
  });
});
