// WGSL helper functions that generated kernels call, by name. Only those that a kernel names are included. WGSL leaves
// NaN and infinities to the driver, so each function that meets them says what it gives, by bit pattern.
import { halfFunctions } from "./halves.ts";

const NAN = "fn nan() -> f32 { var bits = 0x7fc00000u; return bitcast<f32>(bits); }";
const INF = "fn inf() -> f32 { var bits = 0x7f800000u; return bitcast<f32>(bits); }";
const IS_NAN = "fn is_nan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }";

/** Name → text and the other helpers it calls. */
const functions: Record<string, { uses?: readonly string[]; text: string }> = {
  ...halfFunctions,
  nan: { text: NAN },
  inf: { text: INF },
  is_nan: { text: IS_NAN },
  exp_: {
    uses: ["is_nan", "inf"],
    text: `fn exp_(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  if (x > 88.73) { return inf(); }
  if (x < -104.0) { return 0.0; }
  let n = round(x * 1.44269504);
  let r = fma(n, -1.428606765e-6, fma(n, -0.693145752, x));
  let p = fma(fma(fma(fma(fma(fma(1.9875691e-4, r, 1.3981999e-3), r, 8.3334519e-3), r, 4.1665796e-2), r, 1.6666665e-1), r, 0.5), r * r, r + 1.0);
  let half = i32(n) / 2;
  return p * bitcast<f32>((half + 127) << 23u) * bitcast<f32>((i32(n) - half + 127) << 23u);
}`,
  },
  log_: {
    uses: ["is_nan", "inf", "nan"],
    text: `fn log_(x: f32) -> f32 {
  if (is_nan(x) || x < 0.0) { return nan(); }
  if (x == 0.0) { return -inf(); }
  if (bitcast<u32>(x) == 0x7f800000u) { return x; }
  var bits = bitcast<i32>(x);
  var e = 0;
  if (bits < 0x00800000) { bits = bitcast<i32>(x * 8388608.0); e = -23; }
  e += (bits >> 23u) - 126;
  var m = bitcast<f32>((bits & 0x007fffff) | 0x3f000000);
  if (m < 0.70710678) { e -= 1; m = m + m - 1.0; } else { m = m - 1.0; }
  let z = m * m;
  var y = fma(fma(fma(fma(fma(fma(fma(fma(7.0376836e-2, m, -1.151461e-1), m, 1.167699e-1), m, -1.2420141e-1), m, 1.4249323e-1), m, -1.6668057e-1), m, 2.0000714e-1), m, -2.4999994e-1), m, 3.3333331e-1) * m * z;
  let k = f32(e);
  y = fma(k, -2.12194440e-4, y);
  y = fma(-0.5, z, y);
  return fma(k, 0.693359375, m + y);
}`,
  },
  log1p_: {
    uses: ["log_"],
    text: `fn log1p_(x: f32) -> f32 {
  if (!(abs(x) < 0.3)) { return log_(1.0 + x); }
  let s = x / (2.0 + x);
  let z = s * s;
  return 2.0 * s * fma(z, fma(z, fma(z, fma(z, 1.1111111e-1, 1.4285714e-1), 0.2), 3.3333333e-1), 1.0);
}`,
  },
  expm1_: {
    uses: ["exp_", "is_nan"],
    text: `fn expm1_(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  if (abs(x) < 0.35) {
    return x * fma(x, fma(x, fma(x, fma(x, fma(x, fma(x, 1.9841270e-4, 1.3888889e-3), 8.3333333e-3), 4.1666667e-2), 1.6666667e-1), 0.5), 1.0);
  }
  return exp_(x) - 1.0;
}`,
  },
  tanh_: {
    uses: ["expm1_", "is_nan"],
    text: `fn tanh_(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  if (abs(x) > 9.1) { return sign(x); }
  let e = expm1_(2.0 * abs(x));
  return sign(x) * e / (e + 2.0);
}`,
  },
  sinh_: {
    uses: ["exp_", "expm1_"],
    text: `fn sinh_(x: f32) -> f32 {
  if (abs(x) < 1.0) { let e = expm1_(x); return 0.5 * (e + e / (e + 1.0)); }
  let h = exp_(abs(x) * 0.5);
  return sign(x) * (0.5 * h * h - 0.5 / h / h);
}`,
  },
  cosh_: {
    uses: ["exp_"],
    text: `fn cosh_(x: f32) -> f32 { let h = exp_(abs(x) * 0.5); return 0.5 * h * h + 0.5 / h / h; }`,
  },
  sincos_: {
    uses: ["nan"],
    text: `fn sincos_(x: f32, shift: i32) -> f32 {
  if ((bitcast<u32>(x) & 0x7f800000u) == 0x7f800000u) { return nan(); }
  let q = round(x * 0.636619772);
  var r = fma(q, -1.5703125, x);
  r = fma(q, -4.8351288e-4, r);
  r = fma(q, -3.1385570e-7, r);
  r = fma(q, -6.0771005e-11, r);
  let k = (i32(q) + shift) & 3;
  let z = r * r;
  let s = fma(fma(fma(-1.9515296e-4, z, 8.3321609e-3), z, -1.6666655e-1), z * r, r);
  let c = fma(fma(fma(2.4433157e-5, z, -1.3887316e-3), z, 4.1666646e-2), z * z, fma(-0.5, z, 1.0));
  let v = select(s, c, (k & 1) == 1);
  return select(v, -v, k >= 2);
}`,
  },
  sin_: { uses: ["sincos_"], text: "fn sin_(x: f32) -> f32 { return sincos_(x, 0); }" },
  cos_: { uses: ["sincos_"], text: "fn cos_(x: f32) -> f32 { return sincos_(x, 1); }" },
  tan_: { uses: ["sincos_"], text: "fn tan_(x: f32) -> f32 { return sincos_(x, 0) / sincos_(x, 1); }" },
  asin_: {
    uses: ["nan", "atan_"],
    text: `fn asin_(x: f32) -> f32 {
  if (!(abs(x) <= 1.0)) { return nan(); }
  let a = abs(x);
  let small = a < 0.5;
  let z = select(0.5 * (1.0 - a), a * a, small);
  let t = select(sqrt(z), a, small);
  let p = fma(fma(fma(fma(4.2163199e-2, z, 2.4181311e-2), z, 4.5470026e-2), z, 7.4953003e-2), z, 1.6666752e-1) * z * t + t;
  return sign(x) * select(1.57079633 - 2.0 * p, p, small);
}`,
  },
  acos_: {
    uses: ["asin_"],
    text: `fn acos_(x: f32) -> f32 {
  if (x > 0.5) { return 2.0 * asin_(sqrt(0.5 * (1.0 - x))); }
  if (x < -0.5) { return 3.14159265 - 2.0 * asin_(sqrt(0.5 * (1.0 + x))); }
  return 1.57079633 - asin_(x);
}`,
  },
  atan_: {
    uses: ["is_nan"],
    text: `fn atan_(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  let a = abs(x);
  var y = 0.0;
  var t = a;
  if (a > 2.41421356) { y = 1.57079633; t = -1.0 / a; } else if (a > 0.41421356) { y = 0.785398163; t = (a - 1.0) / (a + 1.0); }
  let z = t * t;
  y += fma(fma(fma(fma(8.0537445e-2, z, -1.3877685e-1), z, 1.9977711e-1), z, -3.3332949e-1), z * t, t);
  return sign(x) * y;
}`,
  },
  atan2_: {
    uses: ["atan_", "is_nan", "nan"],
    text: `fn atan2_(y: f32, x: f32) -> f32 {
  if (is_nan(x) || is_nan(y)) { return nan(); }
  let ax = abs(x);
  let ay = abs(y);
  let negative = (bitcast<u32>(x) >> 31u) == 1u;
  var r = 0.0;
  if (ax > 3e38 && ay > 3e38) { r = 0.785398163; } else if (ay > ax) { r = 1.57079633 - atan_(ax / ay); } else if (ax > 0.0) { r = atan_(ay / ax); }
  if (negative) { r = 3.14159265 - r; }
  return select(r, -r, (bitcast<u32>(y) >> 31u) == 1u);
}`,
  },
  erf_: {
    uses: ["exp_", "is_nan"],
    text: `fn erf_(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  let a = abs(x);
  if (a >= 4.0) { return sign(x); }
  if (a < 1.0) {
    let z = x * x;
    return x * fma(fma(fma(fma(fma(fma(7.8538614e-5, z, -8.0101932e-4), z, 5.1883277e-3), z, -2.6853814e-2), z, 1.1283585e-1), z, -3.7612626e-1), z, 1.1283792);
  }
  let q = 1.0 / a;
  let z2 = q * q;
  var p = 0.0;
  if (a < 2.0) {
    p = fma(fma(fma(fma(fma(fma(fma(fma(2.326819970068386e-2, z2, -1.387039388740657e-1), z2, 3.687424674597105e-1), z2, -5.824733027278666e-1), z2, 6.210004621745983e-1), z2, -4.944515323274145e-1), z2, 3.404879937665872e-1), z2, -2.741127028184656e-1), z2, 5.638259427386472e-1);
  } else {
    p = fma(fma(fma(fma(fma(fma(fma(-1.047766399936249e+1, z2, 1.297719955372516e+1), z2, -7.495518717768503), z2, 2.921019019210786), z2, -1.015265279202700), z2, 4.218463358204948e-1), z2, -2.820767439740514e-1), z2, 5.641895067754075e-1);
  }
  return sign(x) * (1.0 - exp_(-a * a) * q * p);
}`,
  },
  pow_: {
    uses: ["exp_", "log_", "is_nan", "nan", "inf"],
    text: `fn pow_(x: f32, y: f32) -> f32 {
  if (y == 0.0 || x == 1.0) { return 1.0; }
  if (is_nan(x) || is_nan(y)) { return nan(); }
  let whole = floor(y) == y;
  let odd = whole && abs(y) < 16777216.0 && (i32(y) & 1) == 1;
  let a = abs(x);
  var r = 0.0;
  if (a == 0.0) { r = select(0.0, inf(), y < 0.0); }
  else if (a > 3.4028234e38) { r = select(inf(), 0.0, y < 0.0); }
  else if (abs(y) > 3.4028234e38) { r = select(select(0.0, inf(), (a > 1.0) == (y > 0.0)), 1.0, a == 1.0); }
  else if (whole && abs(y) <= 32.0) {
    var n = u32(abs(y));
    var b = a;
    r = 1.0;
    while (n > 0u) { if ((n & 1u) == 1u) { r *= b; } b *= b; n >>= 1u; }
    if (y < 0.0) { r = 1.0 / r; }
  } else {
    let e = exponent_parts(a);
    let k = f32(e.x);
    let m = log_(bitcast<f32>(e.y)) ;
    let hi = y * k;
    let whole_part = round(hi);
    let rest = fma(y, k, -whole_part) * 0.693147181 + y * m;
    r = scale_by(exp_(rest), whole_part);
  }
  if (x < 0.0) {
    if (!whole) { return nan(); }
    if (odd) { return -r; }
  }
  return r;
}
fn exponent_parts(a: f32) -> vec2i {
  var bits = bitcast<i32>(a);
  var e = 0;
  if (bits < 0x00800000) { bits = bitcast<i32>(a * 8388608.0); e = -23; }
  e += (bits >> 23u) - 127;
  bits = (bits & 0x007fffff) | 0x3f800000;
  if (bits > 0x3fb504f3) { bits -= 0x00800000; e += 1; }
  return vec2i(e, bits);
}
fn scale_by(x: f32, n: f32) -> f32 {
  if (n > 300.0) { return x * inf(); }
  if (n < -300.0) { return 0.0; }
  let k = i32(n);
  let a = k / 3;
  let b = (k - a) / 2;
  let c = k - a - b;
  return x * bitcast<f32>((a + 127) << 23u) * bitcast<f32>((b + 127) << 23u) * bitcast<f32>((c + 127) << 23u);
}`,
  },
  // Exact, as fmod must be: multiples of b are taken away in steps of 10 bits, with b in two halves, so that every product
  // and difference fits the mantissa.
  mod_f: {
    uses: ["nan", "is_nan"],
    text: `fn mod_f(a: f32, b: f32) -> f32 {
  if (b == 0.0 || is_nan(b) || (bitcast<u32>(a) & 0x7f800000u) == 0x7f800000u) { return nan(); }
  if (abs(b) > 3.4028234e38) { return select(a, b, a != 0.0 && (a < 0.0) != (b < 0.0)); }
  let d = abs(b);
  var r = abs(a);
  for (var n = 0; n < 32 && r >= d; n += 1) {
    let gap = (bitcast<i32>(r) >> 23u) - (bitcast<i32>(d) >> 23u) - 10;
    let s = d * select(1.0, bitcast<f32>((min(gap, 127) + 127) << 23u), gap > 0);
    let q = floor(r / s);
    let high = bitcast<f32>(bitcast<u32>(s) & 0xfffff000u);
    r = (r - q * high) - q * (s - high);
    if (r < 0.0) { r += s; }
  }
  r = select(r, -r, a < 0.0);
  return select(r, r + b, r != 0.0 && (r < 0.0) != (b < 0.0));
}`,
  },
  mod_i: {
    text: `fn mod_i(a: i32, b: i32) -> i32 {
  if (b == 0 || b == -1) { return 0; }
  let r = a % b;
  return select(r, r + b, r != 0 && (r < 0) != (b < 0));
}`,
  },
  mod_u: { text: "fn mod_u(a: u32, b: u32) -> u32 { if (b == 0u) { return 0u; } return a % b; }" },
  div_i: {
    text: `fn div_i(a: i32, b: i32) -> i32 {
  if (b == 0) { return 0; }
  if (b == -1) { return 0 - a; }
  return a / b;
}`,
  },
  div_u: { text: "fn div_u(a: u32, b: u32) -> u32 { if (b == 0u) { return 0u; } return a / b; }" },
  max_f: {
    uses: ["is_nan"],
    text: "fn max_f(a: f32, b: f32) -> f32 { if (is_nan(a)) { return a; } if (is_nan(b)) { return b; } return select(b, a, a > b); }",
  },
  min_f: {
    uses: ["is_nan"],
    text: "fn min_f(a: f32, b: f32) -> f32 { if (is_nan(a)) { return a; } if (is_nan(b)) { return b; } return select(b, a, a < b); }",
  },
  sign_f: {
    uses: ["is_nan"],
    text: "fn sign_f(x: f32) -> f32 { return select(sign(x), 0.0, is_nan(x)); }",
  },
  ipow: {
    text: `fn ipow(x: i32, y: i32) -> i32 {
  if (y < 0) { return select(0, select(1, x, (y & 1) == 1), x == 1 || x == -1); }
  var n = u32(y);
  var b = x;
  var r = 1;
  while (n > 0u) { if ((n & 1u) == 1u) { r *= b; } b *= b; n >>= 1u; }
  return r;
}`,
  },
  upow: {
    text: `fn upow(x: u32, y: u32) -> u32 {
  var n = y;
  var b = x;
  var r = 1u;
  while (n > 0u) { if ((n & 1u) == 1u) { r *= b; } b *= b; n >>= 1u; }
  return r;
}`,
  },
  to_i32: {
    uses: ["is_nan"],
    text: `fn to_i32(x: f32) -> i32 {
  if (is_nan(x)) { return 0; }
  if (x >= 2147483648.0) { return 2147483647; }
  if (x <= -2147483648.0) { return -2147483647 - 1; }
  return i32(x);
}`,
  },
  to_u32: {
    uses: ["is_nan"],
    text: `fn to_u32(x: f32) -> u32 {
  if (is_nan(x) || x <= 0.0) { return 0u; }
  if (x >= 4294967296.0) { return 4294967295u; }
  return u32(x);
}`,
  },
  threefry: {
    text: `fn rotate(x: u32, r: u32) -> u32 { return (x << r) | (x >> (32u - r)); }
fn threefry(k0: u32, k1: u32, c0: u32, c1: u32) -> u32 {
  let k2 = k0 ^ k1 ^ 0x1bd11bdau;
  var x = c0 + k0;
  var y = c1 + k1;
  x += y; y = rotate(y, 13u) ^ x; x += y; y = rotate(y, 15u) ^ x; x += y; y = rotate(y, 26u) ^ x; x += y; y = rotate(y, 6u) ^ x;
  x += k1; y += k2 + 1u;
  x += y; y = rotate(y, 17u) ^ x; x += y; y = rotate(y, 29u) ^ x; x += y; y = rotate(y, 16u) ^ x; x += y; y = rotate(y, 24u) ^ x;
  x += k2; y += k0 + 2u;
  x += y; y = rotate(y, 13u) ^ x; x += y; y = rotate(y, 15u) ^ x; x += y; y = rotate(y, 26u) ^ x; x += y; y = rotate(y, 6u) ^ x;
  x += k0; y += k1 + 3u;
  x += y; y = rotate(y, 17u) ^ x; x += y; y = rotate(y, 29u) ^ x; x += y; y = rotate(y, 16u) ^ x; x += y; y = rotate(y, 24u) ^ x;
  x += k1; y += k2 + 4u;
  x += y; y = rotate(y, 13u) ^ x; x += y; y = rotate(y, 15u) ^ x; x += y; y = rotate(y, 26u) ^ x; x += y; y = rotate(y, 6u) ^ x;
  x += k2;
  return x;
}`,
  },
};

/** The texts of the named helpers and of all that they call. */
export function helperText(names: Iterable<string>): string {
  const included = new Set<string>();
  const add = (name: string): void => {
    if (included.has(name)) return;
    included.add(name);
    for (const used of functions[name]?.uses ?? []) add(used);
  };
  for (const name of names) add(name);
  return [...included].map((name) => functions[name]?.text ?? "").join("\n");
}
