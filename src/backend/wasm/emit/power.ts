// a^b on four lanes, by 2^(b log2 a) in f64 so that the result is the rounded power. Ordinary operands only: what needs IEEE's
// special cases (a ≤ 0, denormal or not finite; b large or not finite) goes to the host, all four lanes together.
import type { FunctionBuilder } from "../assembler/function.ts";

/** Params a, b; `host` is the index of the function that does it lane by lane. */
export function writePower(f: FunctionBuilder, host: number): void {
  const [a, b] = [0, 1];
  f.get(a)
    .f32x4(2 ** -126)
    .op("f32x4.ge")
    .get(a)
    .f32x4(Number.POSITIVE_INFINITY)
    .op("f32x4.lt", "v128.and");
  f.get(b)
    .op("f32x4.abs")
    .f32x4(2 ** 30)
    .op("f32x4.lt", "v128.and", "i32x4.all_true", "i32.eqz");
  f.if(() => f.get(a).get(b).call(host).op("return"));
  const low = f.local("v128");
  half(f, a, b);
  f.set(low).get(a).get(a).shuffle(2, 3, 2, 3).set(a).get(b).get(b).shuffle(2, 3, 2, 3).set(b);
  f.get(low);
  half(f, a, b);
  f.shuffle(0, 1, 4, 5);
}

/** Terms of log2 m = s (c0 + c1 s² + …) with s = (m - 1) / (m + 1). */
const logarithm = Array.from({ length: 7 }, (_, i) => 2 / Math.LN2 / (2 * i + 1)).reverse();
/** Terms of 2^r. */
const exponential = Array.from({ length: 9 }, (_, i) => {
  let term = 1;
  for (let k = 1; k <= i; k++) term *= Math.LN2 / k;
  return term;
}).reverse();

/** Pushes the powers of the two low lanes, as the low lanes of an f32 vector. */
function half(f: FunctionBuilder, a: number, b: number): void {
  const [x, e, s, t] = [f.local("v128"), f.local("v128"), f.local("v128"), f.local("v128")];
  const large = f.local("v128");
  f.get(a).op("f64x2.promote_low_f32x4").set(x);
  // The exponent as a number: its bits under those of 2^52.
  f.get(x)
    .i32(52)
    .op("i64x2.shr_u")
    .f64x2(2 ** 52)
    .op("v128.or");
  f.f64x2(2 ** 52 + 1023)
    .op("f64x2.sub")
    .set(e);
  f.get(x).i32x4(-1, 0x000fffff, -1, 0x000fffff).op("v128.and").f64x2(1).op("v128.or").set(x);
  f.get(x).f64x2(Math.SQRT2).op("f64x2.gt").set(large);
  f.get(e).get(large).f64x2(1).op("v128.and", "f64x2.add").set(e);
  f.get(x).f64x2(0.5).op("f64x2.mul").get(x).get(large).op("v128.bitselect").set(x);
  f.get(x).f64x2(1).op("f64x2.sub").get(x).f64x2(1).op("f64x2.add", "f64x2.div").set(s);
  f.get(s).get(s).op("f64x2.mul").set(t);
  polynomial(f, t, logarithm);
  f.get(s).op("f64x2.mul").get(e).op("f64x2.add");
  f.get(b).op("f64x2.promote_low_f32x4", "f64x2.mul").f64x2(300).op("f64x2.min").f64x2(-300).op("f64x2.max");
  f.tee(t).op("f64x2.nearest").set(e);
  f.get(t).get(e).op("f64x2.sub").set(t);
  polynomial(f, t, exponential);
  f.get(e)
    .f64x2(2 ** 52 + 1023)
    .op("f64x2.add")
    .i32(52)
    .op("i64x2.shl", "f64x2.mul");
  f.op("f32x4.demote_f64x2_zero");
  for (const local of [x, e, s, t, large]) f.release("v128", local);
}

function polynomial(f: FunctionBuilder, x: number, coefficients: readonly number[]): void {
  f.f64x2(coefficients[0]!);
  for (const c of coefficients.slice(1)) f.get(x).op("f64x2.mul").f64x2(c).op("f64x2.add");
}
