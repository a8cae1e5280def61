// Vector versions of the elementary functions, by range reduction and the minimax polynomials of Cephes (S. Moshier,
// single precision). Within about two units in the last place; NaN, infinities, zeros and denormals as IEEE wants them.
import type { UnaryKind } from "../../../graph/node.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { Helpers } from "./helpers.ts";

type Write = (f: FunctionBuilder, helpers: Helpers) => void;

const ln2High = 0.693359375;
const ln2Low = -2.1219444e-4;

/** (e^r - 1 - r) / r² for |r| ≤ ln 2 / 2: a minimax fit, which gives e^r to 4e-9. */
const expTail = [
  1.3814540579915047e-3, 8.36874544620514e-3, 4.166838899254799e-2, 1.666652113199234e-1,
  4.999999403953552e-1,
];

/** The same to 1e-7, of which most exponentials are made. */
const expNear = [8.312501431789413e-3, 4.1890332182787954e-2, 1.6667115389583245e-1, 4.999923030490131e-1];

/** Pushes the polynomial at local `x`, highest power first. */
function polynomial(f: FunctionBuilder, helpers: Helpers, x: number, coefficients: readonly number[]): void {
  f.f32x4(coefficients[0]!);
  for (const c of coefficients.slice(1)) {
    f.get(x).f32x4(c);
    helpers.madd(f);
  }
}

/** Adding this rounds to an integer, which then stands in the low bits. */
const magic = 1.5 * 2 ** 23;
const magicBits = 0x4b400000;

/** r = x - n ln 2 with n = x / ln 2 rounded, |r| ≤ ln 2 / 2; n comes as an integer. */
function reduce(f: FunctionBuilder, helpers: Helpers, x: number, n: number, r: number): void {
  f.get(x).f32x4(Math.LOG2E).f32x4(magic);
  helpers.madd(f);
  f.set(n).get(x).set(r);
  for (const part of [ln2High, ln2Low]) {
    f.get(n).f32x4(magic).op("f32x4.sub").f32x4(-part).get(r);
    helpers.madd(f);
    f.set(r);
  }
  f.get(n).i32x4(magicBits).op("i32x4.sub").set(n);
}

/** The integers on the stack as powers of two. */
const powerOfTwo = (f: FunctionBuilder) => f.i32x4(127).op("i32x4.add").i32(23).op("i32x4.shl");

/** Up to here e^x is neither infinite nor denormal. */
const nearBits = 0x42ae0000;

/**
 * Replaces each local of `xs` by its exponential: 2^n e^r, where 2^n is added to the exponent; near the ends of the range, and
 * for NaN, the slower way. Kernels have it inside of themselves, since a call takes as long as half of it, and compute several
 * vectors together, which read the constants and look for the ends once.
 */
export function emitExp(f: FunctionBuilder, helpers: Helpers, xs: readonly number[]): void {
  const locals = () => xs.map(() => f.local("v128"));
  const [ns, rs] = [locals(), locals()];
  const c = f.local("v128");
  /** As integers, floats without their sign are in order, and NaN is above all. */
  const largest = () => {
    f.i32x4(0x7fffffff).set(c);
    xs.forEach((x, i) => {
      f.get(x).get(c).op("v128.and");
      if (i > 0) f.op("i32x4.max_s");
    });
  };
  largest();
  f.i32x4(nearBits).op("i32x4.gt_s", "v128.any_true");
  const each = (body: (x: number, n: number, r: number) => void) => {
    xs.forEach((x, i) => {
      body(x, ns[i]!, rs[i]!);
    });
  };
  const near = () => {
    const m = f.local("v128");
    f.f32x4(Math.LOG2E).set(c).f32x4(magic).set(m);
    each((x, n, r) => {
      f.get(x).get(c).get(m);
      helpers.madd(f);
      f.tee(n).get(m).op("f32x4.sub").set(r);
    });
    // In one rounding, ln 2 as an f32 is near enough: n is 126 at most.
    for (const part of helpers.fuses ? [Math.LN2] : [ln2High, ln2Low]) {
      f.f32x4(-part).set(c);
      each((x, _, r) => {
        f.get(r).get(c).get(x);
        helpers.madd(f);
        f.set(x);
      });
    }
    const [first, ...rest] = [...expNear, 1, 1] as readonly number[];
    f.f32x4(first!).set(c);
    each((_, __, r) => f.get(c).set(r));
    for (const coefficient of rest) {
      f.f32x4(coefficient).set(c);
      each((x, _, r) => {
        f.get(r).get(x).get(c);
        helpers.madd(f);
        f.set(r);
      });
    }
    // The magic number has no bits that the shift leaves.
    each((x, n, r) => f.get(r).get(n).i32(23).op("i32x4.shl", "i32x4.add").set(x));
    f.release("v128", m);
  };
  f.if(() => each((x) => f.get(x).call(helpers.part("exp far", expFar)).set(x)), near);
  for (const local of [...ns, ...rs, c]) f.release("v128", local);
}

const exp: Write = (f, helpers) => {
  emitExp(f, helpers, [0]);
  f.get(0);
};

/**
 * e^x with 2^n in two factors, so that results overflow and underflow gradually. What comes to 0 (what a mask left out of a
 * softmax) is not computed: processors take a hundred times as long where a product underflows.
 */
const expFar: Write = (f, helpers) => {
  const x = 0;
  const [n, r, p, half] = [f.local("v128"), f.local("v128"), f.local("v128"), f.local("v128")];
  const nothing = f.local("v128");
  f.get(x).f32x4(-104).op("f32x4.lt").set(nothing);
  f.get(x).get(nothing).op("v128.andnot").f32x4(89).op("f32x4.pmin").set(x);
  reduce(f, helpers, x, n, r);
  polynomial(f, helpers, r, expTail);
  f.get(r).get(r).op("f32x4.mul").get(r);
  helpers.madd(f);
  f.f32x4(1).op("f32x4.add").set(p);
  f.get(n).i32(1).op("i32x4.shr_s").set(half);
  f.get(p).get(half);
  powerOfTwo(f).op("f32x4.mul").get(n).get(half).op("i32x4.sub");
  powerOfTwo(f).op("f32x4.mul").get(nothing).op("v128.andnot");
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

/** What is on the stack with the sign bit of x set too: where both have one sign, -0 keeps it. */
function withSign(f: FunctionBuilder, x: number): void {
  f.get(x)
    .i32x4(0x80000000 | 0)
    .op("v128.and", "v128.or");
}

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
    .op("f32x4.add", "f32x4.div", "f32x4.sub")
    .set(far);
  f.get(near).get(far).get(a).f32x4(0.625).op("f32x4.lt", "v128.bitselect");
  withSign(f, x);
};

/** e^x - 1 = 2^n (e^r - 1) + (2^n - 1), where neither loses digits; far from 0 the exponential less 1. */
const expm1: Write = (f, helpers) => {
  const x = 0;
  const [n, r, p] = [f.local("v128"), f.local("v128"), f.local("v128")];
  reduce(f, helpers, x, n, r);
  polynomial(f, helpers, r, expTail);
  f.get(r).get(r).op("f32x4.mul").get(r);
  helpers.madd(f);
  f.set(p).get(n);
  powerOfTwo(f).tee(n).get(p).get(n).f32x4(1).op("f32x4.sub");
  helpers.madd(f);
  f.get(x).call(helpers.unary("exp")).f32x4(1).op("f32x4.sub");
  f.get(x).op("f32x4.abs").f32x4(10).op("f32x4.lt", "v128.bitselect");
  withSign(f, x);
};

/** ln(1 + x) = ln u × x / (u - 1) with u = 1 + x rounded, which takes the rounding of u back (Kahan). */
const log1p: Write = (f, helpers) => {
  const x = 0;
  const [u, l] = [f.local("v128"), f.local("v128")];
  f.get(x).f32x4(1).op("f32x4.add").tee(u).call(helpers.unary("log")).set(l);
  f.get(l).get(l).get(x).get(u).f32x4(1).op("f32x4.sub", "f32x4.div", "f32x4.mul");
  f.get(u).f32x4(Number.POSITIVE_INFINITY).op("f32x4.eq", "v128.bitselect").set(l);
  f.get(x).get(l).get(u).f32x4(1).op("f32x4.eq", "v128.bitselect");
};

/** sin and cos: the quadrant, then a polynomial on [-π/4, π/4]. Numbers past 8192 go to the host, which reduces exactly. */
const circular =
  (quarter: number, host: "sin" | "cos"): Write =>
  (f, helpers) => {
    const x = 0;
    const [n, r, z, q] = [f.local("v128"), f.local("v128"), f.local("v128"), f.local("v128")];
    f.get(x).op("f32x4.abs").f32x4(8192).op("f32x4.lt", "i32x4.all_true", "i32.eqz");
    f.if(() => f.get(x).call(helpers.host(host, "f32")).op("return"));
    f.get(x)
      .f32x4(2 / Math.PI)
      .op("f32x4.mul", "f32x4.nearest")
      .set(n);
    f.get(x).set(r);
    for (const part of [1.5703125, 4.837512969970703e-4, 7.549789948768648e-8]) {
      f.get(n).f32x4(-part).get(r);
      helpers.madd(f);
      f.set(r);
    }
    f.get(n).op("i32x4.trunc_sat_f32x4_s").i32x4(quarter).op("i32x4.add").set(q);
    f.get(r).get(r).op("f32x4.mul").set(z);
    polynomial(f, helpers, z, [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2]);
    f.get(z).op("f32x4.mul").f32x4(-0.5).op("f32x4.add").get(z).f32x4(1);
    helpers.madd(f);
    polynomial(f, helpers, z, [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]);
    f.get(z).op("f32x4.mul").get(r).get(r);
    helpers.madd(f);
    f.get(q).i32(31).op("i32x4.shl").i32(31).op("i32x4.shr_s", "v128.bitselect");
    f.get(q).i32x4(2).op("v128.and").i32(30).op("i32x4.shl", "v128.xor");
    if (quarter === 0) f.set(z).get(x).get(z).get(x).f32x4(0).op("f32x4.eq", "v128.bitselect");
  };

/**
 * erf x = x P(x²) / Q(x²) up to 3.92, from where on erf is 1 to the last place: exactly, so that 1 - erf x is 0 there. The coefficients are a minimax fit of relative error
 * 2e-9; with the roundings, 3e-7 at most.
 */
const erf: Write = (f, helpers) => {
  const x = 0;
  const z = f.local("v128");
  f.get(x).f32x4(4).op("f32x4.pmin").f32x4(-4).op("f32x4.pmax").set(x);
  f.get(x).get(x).op("f32x4.mul").set(z);
  polynomial(f, helpers, z, erfAbove);
  f.get(x).op("f32x4.mul");
  polynomial(f, helpers, z, erfBelow);
  f.op("f32x4.div").f32x4(1).op("f32x4.pmin").f32x4(-1).op("f32x4.pmax").set(z);
  f.get(x)
    .i32x4(-(2 ** 31))
    .op("v128.and")
    .f32x4(1)
    .op("v128.or");
  f.get(z).get(x).op("f32x4.abs").f32x4(3.92).op("f32x4.ge", "v128.bitselect");
};

const erfAbove = [
  -1.320192338631464e-8, 4.684713125176702e-6, 3.796068531218556e-4, 3.849621187548007e-3,
  5.431691090231109e-2, 1.8520361748174707e-1, 1.1283791693693022,
];
const erfBelow = [
  6.310997532932058e-5, 1.307569188348585e-3, 1.5462101544842897e-2, 1.1395853291904474e-1,
  4.974658462587962e-1, 1,
];

export const vectorMath: { readonly [K in UnaryKind]?: Write } = {
  exp,
  expm1,
  log,
  log1p,
  tanh,
  erf,
  sin: circular(0, "sin"),
  cos: circular(1, "cos"),
};
