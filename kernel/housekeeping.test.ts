import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createHousekeeping } from "./housekeeping.ts";

describe("housekeeping", () => {
  const counted = (quiet: number) => {
    const seen = { collections: 0, given: 0 };
    const options = { collect: () => seen.collections++, giveBack: () => seen.given++, least: 10, most: 100 };
    return { seen, note: createHousekeeping({ ...options, quiet }) };
  };

  it("collects at once after very much", () => {
    const { seen, note } = counted(1e6);
    for (let i = 0; i < 20; i++) note(10);
    assert.equal(seen.collections, 2);
  });

  it("collects after much when it is quiet, and never after little", async () => {
    const { seen, note } = counted(1);
    note(9);
    await delay(20);
    assert.equal(seen.collections, 0);
    note(9);
    while (seen.given === 0) await delay(1);
    const { collections } = seen;
    await delay(20);
    assert.deepEqual(seen, { collections, given: 1 });
  });

  it("has the system take memory back when all is quiet, once", async () => {
    const { seen, note } = counted(5);
    note(200);
    assert.deepEqual(seen, { collections: 1, given: 0 });
    while (seen.given === 0) await delay(1);
    await delay(30);
    assert.equal(seen.given, 1);
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
