import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { referenceBackend } from "../../backend/reference/reference.ts";
import { useBackend } from "../../backend/registry.ts";
import { type Tensor, tensor } from "../index.ts";

before(() => {
  useBackend(referenceBackend());
});

const inf = Number.POSITIVE_INFINITY;
const nan = Number.NaN;
const x = (...values: number[]): Tensor => tensor(values) as Tensor;
const whole = (...values: number[]): Tensor => tensor(values, { dtype: "i32" }) as Tensor;

/** Each line: what is computed, and what PyTorch gives. */
function gives(name: string, got: () => Tensor, expected: readonly number[]): void {
  it(name, async () => {
    const values = [...(await got().data())].map(Number);
    assert.equal(values.length, expected.length);
    values.forEach((value, i) => {
      const wanted = expected[i]!;
      const near = Math.abs(value - wanted) <= 2e-6 * Math.abs(wanted);
      assert.ok(Object.is(value, wanted) || value === wanted || near, `${values} and ${expected}`);
    });
  });
}

describe("functions of each value: at the ends of the range", () => {
  gives("asinh", () => x(1e-6, -1e20, inf, -inf, nan).asinh(), [1e-6, -46.74485, inf, -inf, nan]);
  gives("acosh", () => x(1, 1e20, inf, 0.5, -3, nan).acosh(), [0, 46.74485, inf, nan, nan, nan]);
  gives("atanh", () => x(1, -1, 2, 1e-6).atanh(), [inf, -inf, nan, 1e-6]);
  gives("erfc", () => x(0, 3, -3, inf, -inf, nan).erfc(), [1, 2.2090497e-5, 1.9999779, 0, 2, nan]);
  gives(
    "nanToNum",
    () => x(nan, inf, -inf, 2).nanToNum(),
    [0, 3.4028234663852886e38, -3.4028234663852886e38, 2],
  );
  gives("nanToNum leaves integers", () => whole(1, 2).nanToNum(), [1, 2]);
  gives("bitwiseNot", () => whole(0, -1, 7).bitwiseNot(), [-1, 0, -8]);
});

describe("activations made of pieces: NaN stays, bounds hold", () => {
  gives("relu6", () => x(nan, -inf, inf).relu6(), [nan, 0, 6]);
  gives("hardsigmoid", () => x(nan, -3, 3, 0).hardsigmoid(), [nan, 0, 1, 0.5]);
  gives("hardswish", () => x(nan, -3, 3, 1).hardswish(), [nan, 0, 3, 2 / 3]);
  gives("selu", () => x(nan, -inf, inf, 0).selu(), [nan, -1.7580993, inf, 0]);
  gives("celu", () => x(nan, -inf, inf, 0).celu(2), [nan, -2, inf, 0]);
  gives("softshrink", () => x(nan, 0.5, -0.5, -2).softshrink(), [nan, 0, 0, -1.5]);
  gives("hardshrink", () => x(nan, 0.5, -0.5, -2).hardshrink(), [nan, 0, 0, -2]);
  gives("threshold", () => x(nan, 1, 2).threshold(1, 9), [nan, 9, 2]);
});

describe("functions of pairs: NaN, infinities and zeros", () => {
  gives("logaddexp", () => x(-inf, inf, inf, nan).logaddexp(x(-inf, inf, -inf, 0)), [-inf, inf, inf, nan]);
  gives("hypot", () => x(3e30, 0, inf, nan).hypot(x(4e30, 0, nan, 1)), [5e30, 0, inf, nan]);
  gives("xlogy", () => x(0, 0, 0, 0, 2).xlogy(x(0, -1, inf, nan, 0)), [0, 0, 0, nan, -inf]);
  gives("copysign", () => x(1, -2, nan).copysign(x(-0, 0, 1)), [-1, 2, nan]);
  gives("heaviside", () => x(nan, 0, inf).heaviside(0.5), [0, 0.5, 1]);
  gives("fmax", () => x(nan, 1, nan).fmax(x(2, nan, nan)), [2, 1, nan]);
  gives("fmin", () => x(nan, 1, 3).fmin(x(2, nan, 2)), [2, 1, 2]);
  gives(
    "floorDivide of integers",
    () => whole(7, -7, 7, -7, 1).floorDivide(whole(2, 2, -2, -2, 0)),
    [3, -4, -4, 3, 0],
  );
  gives("floorDivide by zero", () => x(1, -1, 0).floorDivide(0), [inf, -inf, nan]);
  gives("floorDivide of what divides", () => x(0.6, 6, -6).floorDivide(x(0.2, 3, 3)), [3, 2, -2]);
  gives("bits", () => whole(6, -8).bitwiseXor(whole(3, 1)), [5, -7]);
  gives("shifts", () => whole(-8, 8).rightShift(2), [-2, 2]);
  gives("lerp at its ends", () => x(1, 1e8).lerp(x(3, 1), 1), [3, 1]);
  gives("isclose", () => x(inf, inf, nan, 1).isclose(x(inf, -inf, nan, inf)), [1, 0, 0, 0]);
  gives("isclose with equal NaN", () => x(nan).isclose(x(nan), 0, 0, true), [1]);

  it("refuses floats where bits are meant", () => {
    assert.throws(
      () => x(1).bitwiseAnd(x(1)),
      /^DTypeError: bitwiseAnd: dtype does not fit: expected integers or bool and got f32/,
    );
    assert.throws(() => x(1).leftShift(1), /expected integers and got f32/);
  });
});
