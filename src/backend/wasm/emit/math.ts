// Vector versions of the elementary functions, by range reduction and the minimax polynomials of Cephes (S. Moshier,
// single precision). Within about two units in the last place; NaN, infinities, zeros and denormals as IEEE wants them.
import type { UnaryKind } from "../../../graph/node.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { Helpers } from "./helpers.ts";

type Write = (f: FunctionBuilder, helpers: Helpers) => void;

const ln2High = 0.693359375;
const ln2Low = -2.1219444e-4;

/** Pushes the polynomial at local `x`, highest power first. */
function polynomial(f: FunctionBuilder, helpers: Helpers, x: number, coefficients: readonly number[]): void {
  f.f32x4(coefficients[0]!);
  for (const c of coefficients.slice(1)) {
    f.get(x).f32x4(c);
    helpers.madd(f);
  }
}

/** e^x: 2^n e^r with |r| ≤ ln 2 / 2. 2^n in two factors, so that results overflow and underflow gradually. */
const exp: Write = (f, helpers) => {
  const x = 0;
  const [n, r, p] = [f.local("v128"), f.local("v128"), f.local("v128")];
  f.get(x).f32x4(89).op("f32x4.min").f32x4(-104).op("f32x4.max").set(x);
  f.get(x).f32x4(Math.LOG2E).op("f32x4.mul", "f32x4.nearest").set(n);
  f.get(n).f32x4(-ln2High).get(x);
  helpers.madd(f);
  f.set(r).get(n).f32x4(-ln2Low).get(r);
  helpers.madd(f);
  f.set(r);
  polynomial(
    f,
    helpers,
    r,
    [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
  );
  f.get(r).get(r).op("f32x4.mul").get(r);
  helpers.madd(f);
  f.f32x4(1).op("f32x4.add").set(p);
  const half = f.local("v128");
  f.get(n).op("i32x4.trunc_sat_f32x4_s").tee(n).i32(1).op("i32x4.shr_s").set(half);
  const power = () => f.i32x4(127).op("i32x4.add").i32(23).op("i32x4.shl");
  f.get(p).get(half);
  power().op("f32x4.mul").get(n).get(half).op("i32x4.sub");
  power().op("f32x4.mul");
};

/** ln x: e ln 2 + ln m with m in [√½, √2). */
const log: Write = (f, helpers) => {
  const x = 0;
  const [m, e, small, z] = [f.local("v128"), f.local("v128"), f.local("v128"), f.local("v128")];
  f.get(x)
    .f32x4(2 ** -126)
    .op("f32x4.lt")
    .set(small);
  f.get(x)
    .f32x4(2 ** 25)
    .op("f32x4.mul")
    .get(x)
    .get(small)
    .op("v128.bitselect")
    .set(m);
  f.get(m).i32(23).op("i32x4.shr_u").i32x4(126).op("i32x4.sub");
  f.get(small).i32x4(25).op("v128.and", "i32x4.sub", "f32x4.convert_i32x4_s").set(e);
  f.get(m).i32x4(0x7fffff).op("v128.and").i32x4(0x3f000000).op("v128.or").set(m);
  f.get(m).f32x4(Math.SQRT1_2).op("f32x4.lt").set(small);
  f.get(e).get(small).f32x4(1).op("v128.and", "f32x4.sub").set(e);
  f.get(m).f32x4(1).op("f32x4.sub").get(m).get(small).op("v128.and", "f32x4.add").set(m);
  f.get(m).get(m).op("f32x4.mul").set(z);
  polynomial(
    f,
    helpers,
    m,
    [
      7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
      2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
    ],
  );
  const y = f.local("v128");
  f.get(m).op("f32x4.mul").get(z).op("f32x4.mul").set(y);
  f.get(e).f32x4(ln2Low).get(y);
  helpers.madd(f);
  f.set(y).get(z).f32x4(-0.5).get(y);
  helpers.madd(f);
  f.get(m).op("f32x4.add").set(y).get(e).f32x4(ln2High).get(y);
  helpers.madd(f);
  f.set(y);
  // Infinity and NaN stay; zero gives -Infinity; negative numbers give NaN.
  f.get(x).get(y);
  f.get(x).f32x4(Number.POSITIVE_INFINITY).op("f32x4.lt", "v128.not");
  f.op("v128.bitselect").set(y);
  f.f32x4(Number.NEGATIVE_INFINITY).get(y).get(x).f32x4(0).op("f32x4.eq", "v128.bitselect").set(y);
  f.f32x4(Number.NaN).get(y).get(x).f32x4(0).op("f32x4.lt", "v128.bitselect");
};

/** tanh x: a polynomial near 0, else 1 - 2 / (e^2|x| + 1) with the sign of x. */
const tanh: Write = (f, helpers) => {
  const x = 0;
  const [z, near, far, a] = [f.local("v128"), f.local("v128"), f.local("v128"), f.local("v128")];
  f.get(x).op("f32x4.abs").set(a);
  f.get(x).get(x).op("f32x4.mul").set(z);
  polynomial(
    f,
    helpers,
    z,
    [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
  );
  f.get(z).op("f32x4.mul").get(x).get(x);
  helpers.madd(f);
  f.set(near);
  f.f32x4(1).f32x4(2);
  f.get(a)
    .get(a)
    .op("f32x4.add")
    .call(helpers.unary("exp"))
    .f32x4(1)
    .op("f32x4.add", "f32x4.div", "f32x4.sub");
  f.get(x)
    .i32x4(0x80000000 | 0)
    .op("v128.and", "v128.or")
    .set(far);
  f.get(near).get(far).get(a).f32x4(0.625).op("f32x4.lt", "v128.bitselect");
};

export const vectorMath: { readonly [K in UnaryKind]?: Write } = { exp, log, tanh };
