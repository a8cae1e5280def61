import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createHousekeeping } from "./housekeeping.ts";

describe("housekeeping", () => {
  const counted = (quiet: number) => {
    const seen = { times: 0 };
    const note = createHousekeeping({ collect: () => seen.times++, least: 10, most: 100, quiet });
    return { seen, note };
  };

  it("collects at once after very much", () => {
    const { seen, note } = counted(1e6);
    for (let i = 0; i < 20; i++) note(10);
    assert.equal(seen.times, 2);
  });

  it("collects after much when it is quiet, and never after little", async () => {
    const { seen, note } = counted(1);
    note(9);
    await delay(20);
    assert.equal(seen.times, 0);
    note(9);
    while (seen.times === 0) await delay(1);
    await delay(20);
    assert.equal(seen.times, 1);
  });

  it("really gives memory back", () => {
    const note = createHousekeeping({ most: 1 });
    const kept = new WeakRef(new Uint8Array(1000));
    return delay(1).then(() => {
      note(1);
      assert.equal(kept.deref(), undefined);
    });
  });
});
