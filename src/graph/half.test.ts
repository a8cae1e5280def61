// Half precision on the host, by its definition.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeHalves, encodeHalves, halfBits, halfValue, toHalf } from "./half.ts";

describe("half precision", () => {
  it("brings every bit pattern back", () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = halfValue(bits);
      if (Number.isNaN(value)) assert.equal(halfBits(value) & 0x7fff, 0x7e00);
      else assert.equal(halfBits(value), bits);
    }
  });
  it("rounds to the nearest, ties to even, at every place", () => {
    for (let bits = 0; bits < 0x7bff; bits++) {
      const [low, high] = [halfValue(bits), halfValue(bits + 1)];
      const middle = (low + high) / 2;
      assert.equal(halfBits(middle), bits % 2 === 0 ? bits : bits + 1);
      assert.equal(halfBits(middle + (high - low) / 1024), bits + 1);
      assert.equal(halfBits(middle - (high - low) / 1024), bits);
    }
  });
  it("knows the ends", () => {
    assert.equal(toHalf(65504), 65504);
    assert.equal(toHalf(65519.99), 65504);
    assert.equal(toHalf(65520), Number.POSITIVE_INFINITY);
    assert.equal(toHalf(-1e9), Number.NEGATIVE_INFINITY);
    assert.equal(toHalf(2 ** -25), 0);
    assert.equal(toHalf(2 ** -24), 2 ** -24);
    assert.ok(Object.is(toHalf(-0), -0));
    assert.ok(Object.is(toHalf(-1e-9), -0));
    assert.deepEqual([...decodeHalves(encodeHalves([0.1, Number.NaN]))], [0.0999755859375, Number.NaN]);
  });
});
