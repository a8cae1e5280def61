// A little of what `npm run stress` does at length: nothing may be lost, whatever happens to a kernel. Times are not judged.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { busyCells } from "../bench/stress/busyCells.ts";
import { stressInterrupts } from "../bench/stress/interrupts.ts";
import { stressMessages } from "../bench/stress/messages.ts";
import { orphanedCells, stressOrphans } from "../bench/stress/orphans.ts";
import { broken, type Report } from "../bench/stress/report.ts";
import { soak } from "../bench/stress/soak.ts";

const failures: string[] = [];
const onFailure = (what: string): void => void failures.push(what);

function assertHeld(report: Report): void {
  assert.deepEqual(broken(report, { timing: false }), [], failures.join("\n"));
}

describe("a kernel under stress", { timeout: 600_000 }, () => {
  it("survives an interrupt of every kind of busy cell", async () => {
    assertHeld(await stressInterrupts({ count: Object.keys(busyCells).length, seed: 7, onFailure }));
  });

  it("survives hostile messages, and executes none", async () => {
    assertHeld(await stressMessages({ count: 3000, seed: 7, folder: ".cache/stress", onFailure }));
  });

  it("leaves nothing behind when its parent or it is killed, whatever it does", {
    skip: process.platform !== "linux" && "reads /proc",
  }, async () => {
    assertHeld(await stressOrphans({ count: 2 * Object.keys(orphanedCells).length, seed: 7, onFailure }));
  });

  it("keeps its memory through cells that run again and redefine", async () => {
    assertHeld(await soak({ count: 200, seed: 7, onFailure }));
  });
});
