// Shuffling, splitting and batching, on indices alone.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Generator } from "../random/generator.ts";
import { type BatchOptions, batchCount, batchIndices, splitIndices, stratifiedIndices } from "./indices.ts";

const sorted = (indices: Iterable<number>) => [...indices].sort((a, b) => a - b);
const count = (n: number) => Array.from({ length: n }, (_, i) => i);

describe("splitIndices", () => {
  it("parts the samples: none is lost, none is in both", () => {
    const { train, test } = splitIndices(150, { test: 0.2, seed: 1 });
    assert.deepEqual([train.length, test.length], [120, 30]);
    assert.deepEqual(sorted([...train, ...test]), count(150));
    assert.deepEqual(splitIndices(150, { test: 0.2, seed: 1 }).test, test);
  });

  it("takes a number of samples, and the last ones without a shuffle", () => {
    assert.deepEqual([...splitIndices(5, { test: 2, shuffle: false }).test], [3, 4]);
  });

  it("refuses an empty part", () => {
    for (const test of [0, 1, -0.1, 10, 0.01])
      assert.throws(() => splitIndices(1, { test }), /^ArgumentError: split: test is out of range/);
  });
});

describe("stratifiedIndices", () => {
  it("keeps the classes' proportions in both parts, and the exact size", () => {
    const labels = count(100).map((i) => (i < 70 ? 0 : i < 93 ? 1 : 2));
    const { train, test } = stratifiedIndices(labels, { test: 0.25, seed: 3 });
    const tally = (indices: Int32Array) =>
      [0, 1, 2].map((label) => [...indices].filter((i) => labels[i] === label).length);
    assert.equal(test.length, 25);
    assert.deepEqual(sorted([...train, ...test]), count(100));
    tally(test).forEach((n, label) => {
      assert.ok(Math.abs(n - [17.5, 5.75, 1.75][label]!) < 1, String(tally(test)));
    });
  });

  it("mixes the classes", () => {
    const labels = count(100).map((i) => (i < 50 ? 0 : 1));
    const { test } = stratifiedIndices(labels, { test: 0.4 });
    const order = [...test].map((i) => labels[i] as number);
    assert.notDeepEqual(order, sorted(order));
  });
});

describe("batchIndices", () => {
  const epoch = (options: BatchOptions, length = 10, generator = new Generator(5)) => [
    ...batchIndices(length, generator, options),
  ];

  it("goes through every sample exactly once an epoch", () => {
    const batches = epoch({ batchSize: 4, shuffle: true });
    assert.deepEqual(
      batches.map((batch) => batch.length),
      [4, 4, 2],
    );
    assert.deepEqual(sorted(batches.flatMap((batch) => [...batch])), count(10));
  });

  it("leaves the short batch out if asked", () => {
    const options = { batchSize: 4, dropLast: true };
    assert.deepEqual(
      epoch(options).map((batch) => [...batch]),
      [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
      ],
    );
    assert.deepEqual([batchCount(10, options), batchCount(10, { batchSize: 4 })], [2, 3]);
  });

  it("shuffles anew in each epoch, and the same way for the same seed", () => {
    const options = { batchSize: 50, shuffle: true };
    const generator = new Generator(9);
    const first = epoch(options, 50, generator);
    assert.notDeepEqual(epoch(options, 50, generator), first);
    assert.deepEqual(epoch(options, 50, new Generator(9)), first);
  });

  it("refuses sizes that are none", () => {
    assert.throws(() => epoch({ batchSize: 0 }), /batchSize is not a whole number from 1: 0/);
  });
});
