// The golden calls of half precision against a backend: dtypes and values as PyTorch's own halves have them. Both compute in
// more digits and round; PyTorch also between the steps of an op, so that several roundings may lie between the results.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import * as cellgrad from "../../src/index.ts";
import type { Answer } from "./golden.ts";
import { call, goldenFile, kindOf, resultsOf, unpacked } from "./golden.ts";
import { type CallRequest, numberOf } from "./request.ts";

interface HalfGolden extends CallRequest {
  results: readonly (Answer & { half: boolean })[];
}

/** As many as a difference of two lengths has (`tripletMarginLoss`). */
const roundings = 6;
/** Of a value, or of a tenth of the largest, from which it may be left when others cancel. */
const tolerance = roundings * 2 ** -11;

export function halfGoldens(device: cellgrad.DeviceName): void {
  const { torch, cases } = goldenFile<HalfGolden>("halves");
  const numbers = new Map<string, number>();
  describe(`PyTorch ${torch}'s halves on ${device}`, () => {
    before(async () => {
      await cellgrad.setDevice(device);
    });
    for (const golden of cases) {
      const number = (numbers.get(golden.call) ?? 0) + 1;
      numbers.set(golden.call, number);
      it(`${golden.call}, call ${number}`, () => check(golden));
    }
  });
}

async function check({ call: name, args, results: expected }: HalfGolden): Promise<void> {
  const operands = unpacked(args, ({ shape, dtype, values }) =>
    cellgrad.tensor(values.map(numberOf), { shape: shape as number[], dtype }),
  );
  const results = resultsOf(await call(name, operands));
  assert.equal(results.length, expected.length, "number of results");
  for (const [i, { shape, kind, half, values }] of expected.entries()) {
    const result = results[i]!;
    assert.deepEqual([...result.shape], shape, "shape");
    assert.equal(kindOf(result), kind, "kind of dtype");
    assert.equal(result.dtype === "f16", half, "is half");
    const wanted = values.map(numberOf);
    const sizes = wanted.map(Math.abs).filter((size) => size <= 10);
    const error = 0.1 * Math.max(0, ...sizes);
    for (const [place, got] of [...(await result.data())].entries()) {
      const value = wanted[place]!;
      const close = Math.abs(got - value) <= tolerance * Math.max(Math.abs(value), error, 2 ** -14);
      assert.ok(
        close || Object.is(got, value) || got === value,
        `value ${place}: got ${got}, PyTorch ${value}`,
      );
    }
  }
}
