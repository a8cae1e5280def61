// The main thread's part of housekeeping: what messages left here goes back to the system. Not while the user's own objects
// are many: a collection would take long, and V8 makes one by itself soon enough.
import { getHeapStatistics } from "node:v8";
import { giveBack } from "../allocator.ts";
import { collectGarbage } from "../housekeeping.ts";
import { whole } from "./gate.ts";

/** Bytes of objects that are collected within some milliseconds. */
const few = 64_000_000;

export function tidy(): void {
  whole(() => {
    if (getHeapStatistics().used_heap_size < few) collectGarbage();
    giveBack();
  });
}
