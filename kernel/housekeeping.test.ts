import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createHousekeeping } from "./housekeeping.ts";

describe("housekeeping", () => {
  const counted = (quiet: number) => {
    const seen = { collections: 0, given: 0 };
    const options = {
      collect: () => seen.collections++,
      giveBack: () => seen.given++,
      each: 0,
      least: 10,
      most: 100,
    };
    return { seen, note: createHousekeeping({ ...options, quiet, calm: 4 * quiet }) };
  };

  it("collects at once after very much, and has the system take memory back", () => {
    const { seen, note } = counted(1e6);
    for (let i = 0; i < 20; i++) note(10);
    assert.deepEqual(seen, { collections: 2, given: 2 });
  });

  it("collects after much when it is quiet, and never after little", async () => {
    const { seen, note } = counted(1);
    note(9);
    await delay(20);
    assert.equal(seen.collections, 0);
    note(9);
    while (seen.given === 0) await delay(1);
    assert.ok(seen.collections > 0);
  });

  it("collects and has the system take memory back when all is quiet, and once more when it has been for long", async () => {
    const { seen, note } = counted(5);
    note(50);
    assert.deepEqual(seen, { collections: 0, given: 0 });
    while (seen.given === 0) await delay(1);
    const { collections } = seen;
    while (seen.given === 1) await delay(1);
    assert.deepEqual(seen, { collections: collections + 2, given: 2 });
    await delay(60);
    assert.equal(seen.given, 2);
  });

  it("waits for quiet again when more comes meanwhile", async () => {
    const { seen, note } = counted(20);
    note(50);
    while (seen.given === 0) await delay(1);
    note(50);
    while (seen.given === 1) await delay(1);
    const { collections } = seen;
    while (seen.given === 2) await delay(1);
    await delay(120);
    assert.deepEqual(seen, { collections: collections + 2, given: 3 });
  });

  it("counts many small messages as much", () => {
    let collections = 0;
    const note = createHousekeeping({
      collect: () => collections++,
      giveBack: () => {},
      each: 30,
      most: 100,
      quiet: 1e6,
    });
    for (let i = 0; i < 8; i++) note(1);
    assert.equal(collections, 2);
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
