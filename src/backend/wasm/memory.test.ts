// The allocator: alignment, reuse, growth.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Memory } from "./memory.ts";

describe("wasm memory", () => {
  it("aligns blocks to cache lines and keeps them apart", () => {
    const memory = new Memory();
    const a = memory.allocate(100);
    const b = memory.allocate(4);
    assert.equal(a % 64, 0);
    assert.equal(b % 64, 0);
    assert.ok(b >= a + 100);
  });

  it("gives a freed block to the next request of its size", () => {
    const memory = new Memory();
    const a = memory.allocate(1000);
    memory.allocate(64);
    memory.release(a, 1000);
    assert.equal(memory.allocate(1000), a);
  });

  it("counts what is live and what is kept for reuse", () => {
    const memory = new Memory();
    const a = memory.allocate(1000);
    assert.deepEqual([memory.live, memory.pooled], [1024, 0]);
    memory.release(a, 1000);
    assert.deepEqual([memory.live, memory.pooled], [0, 1024]);
  });

  it("joins free neighbours rather than growing", () => {
    const memory = new Memory();
    const size = 1 << 20;
    const blocks = Array.from({ length: 15 }, () => memory.allocate(size));
    const before = memory.wasm.buffer.byteLength;
    for (const block of blocks.slice(2, 8)) memory.release(block, size);
    const large = memory.allocate(5 * size);
    assert.equal(memory.wasm.buffer.byteLength, before);
    assert.equal(large, blocks[2]);
    assert.equal(memory.pooled, size);
  });

  it("grows when it must, and keeps what was written", () => {
    const memory = new Memory();
    const small = memory.allocate(4);
    memory.f32[small / 4] = 42;
    const large = memory.allocate(40 << 20);
    memory.f32[large / 4 + (40 << 18) - 1] = 7;
    assert.equal(memory.f32[small / 4], 42);
    assert.equal(memory.f32[large / 4 + (40 << 18) - 1], 7);
  });

  it("says how much was asked for when there is no room, and goes on", () => {
    const memory = new Memory();
    assert.throws(
      () => memory.allocate(5 * 2 ** 30),
      /wasm: out of memory: 5120 MB asked for and 0 MB in use/,
    );
    assert.ok(memory.allocate(64) > 0);
  });
});
