// Fourier transforms, made of matrix products and rotations, so that they run on every device and have gradients. Complex
// values are pairs: a last axis of [real, imaginary], as PyTorch's view_as_real; axes are counted without it.
import { ArgumentError, ShapeError } from "../errors.ts";
import { type DType, type HostArray, hostArray } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { axisOf, showShape } from "../graph/shape.ts";
import { add, eq, mod, mul, neg, sub, where } from "./arithmetic.ts";
import { float, type Operand, together } from "./broadcast.ts";
import { op, some } from "./define.ts";
import { constant, data, iota } from "./leaf.ts";
import { matmul, swapped } from "./linear.ts";
import * as move from "./movement.ts";
import { concat, stack } from "./select.ts";
import { flip, pad, slice } from "./views.ts";

/** How a transform and its inverse share the factor 1/n: the inverse has it, each its root, or the transform has it. */
export type FourierNorm = "backward" | "ortho" | "forward";

/** Settings of a transform. */
export interface FourierOptions {
  /** So many values, the rest cut off or 0; all of them unless told. */
  n?: number;
  /** The last one unless told. */
  axis?: number;
  /** "backward" unless told. */
  norm?: FourierNorm;
}

/** Real and imaginary parts. */
interface Parts {
  readonly re: Node;
  readonly im: Node;
}

/** Up to so many values a transform is one matrix product. */
const most = 32;
/** A prime number of values up to this is one as well; beyond, it is a convolution. */
const mostOfPrime = 256;

export const complexParts = (op: string, z: Node): Parts => {
  if (z.shape.at(-1) !== 2 || z.shape.length < 2) {
    throw new ShapeError({
      op,
      message: `takes complex values, with a last axis of [real, imaginary]: ${showShape(z.shape)}`,
      help: `for real values call fft.rfft(x), or fft.${op}(fft.complex(x))`,
    });
  }
  const x = float(z);
  const part = (i: number) => move.reshape(slice(x, i, i + 1, -1), x.shape.slice(0, -1));
  return { re: part(0), im: part(1) };
};
export const pairs = ({ re, im }: Parts): Node => stack([re, im], -1);

/** Complex values of two operands, with broadcasting. */
export function complexOf(real: Node, imaginary: Operand): Node {
  const [re, im] = together("complex", real, imaginary);
  return pairs({ re, im });
}

/** Tables of numbers on the host, since those of a device would stay there for ever; so many are kept. */
const tables = new Map<string, HostArray>();
const tablesLimit = 64;

/** f(angle) for every element, exact to the dtype's last place. */
function table(
  shape: readonly [number, number],
  dtype: DType,
  name: string,
  f: (j: number, k: number) => number,
): Node {
  const key = `${name} ${shape} ${dtype}`;
  let host = tables.get(key);
  if (!host) {
    const [rows, columns] = shape;
    host = hostArray(dtype, rows * columns);
    for (let j = 0; j < rows; j++) for (let k = 0; k < columns; k++) host[j * columns + k] = f(j, k);
    if (tables.size >= tablesLimit) tables.delete(tables.keys().next().value!);
    tables.set(key, host);
  }
  return data(host, shape, dtype);
}

/** e to the power of 2πi jk/n at [j, k], its imaginary part times `sign`. */
function rotations(rows: number, columns: number, n: number, sign: number, dtype: DType): Parts {
  const angle = (j: number, k: number) => (2 * Math.PI * ((j * k) % n)) / n;
  return {
    re: table([rows, columns], dtype, `cos ${n}`, (j, k) => Math.cos(angle(j, k))),
    im: table([rows, columns], dtype, `sin ${n} ${sign}`, (j, k) => sign * Math.sin(angle(j, k))),
  };
}

const times = (a: Parts, b: Parts): Parts => ({
  re: sub(mul(a.re, b.re), mul(a.im, b.im)),
  im: add(mul(a.re, b.im), mul(a.im, b.re)),
});
const both = ({ re, im }: Parts, f: (x: Node) => Node): Parts => ({ re: f(re), im: f(im) });

/** The transform along the last axis, without a factor; `sign` -1 is forward, 1 backward. */
function transformed(z: Parts, sign: number): Parts {
  const n = z.re.shape.at(-1)!;
  if (n === 1) return z;
  const factor = factorOf(n);
  if (factor === n) return n <= mostOfPrime ? asProduct(z, sign) : asConvolution(z, sign);
  // Cooley and Tukey (1965): n = factor × rest; columns, a rotation, rows.
  const rest = n / factor;
  const batch = z.re.shape.slice(0, -1);
  const exchanged = (x: Node) => swapped(x, batch.length, batch.length + 1);
  const columns = both(z, (x) => exchanged(move.reshape(x, [...batch, factor, rest])));
  const turned = times(transformed(columns, sign), rotations(rest, factor, n, sign, z.re.dtype));
  const rows = transformed(both(turned, exchanged), sign);
  return both(rows, (x) => move.reshape(exchanged(x), [...batch, n]));
}

/** The largest divisor of n that is one product; n itself when it is small or prime. */
function factorOf(n: number): number {
  if (n <= most) return n;
  for (let factor = most; factor > 1; factor--) if (n % factor === 0) return factor;
  for (let factor = most + 1; factor * factor <= n; factor++) if (n % factor === 0) return factor;
  return n;
}

function asProduct({ re, im }: Parts, sign: number): Parts {
  const n = re.shape.at(-1)!;
  const turn = rotations(n, n, n, sign, re.dtype);
  const z = concat([re, im], -1);
  const matrix = concat([concat([turn.re, turn.im], 1), concat([neg(turn.im), turn.re], 1)], 0);
  const result = matmul(z, matrix);
  return { re: slice(result, 0, n, -1), im: slice(result, n, 2 * n, -1) };
}

/** Bluestein (1970): jk = (j² + k² - (k - j)²) / 2 makes a convolution of it, and that can have any larger size. */
function asConvolution(z: Parts, sign: number): Parts {
  const n = z.re.shape.at(-1)!;
  const { dtype } = z.re;
  let size = 1;
  while (size < 2 * n - 1) size *= 2;
  const angle = (j: number) => (Math.PI * ((j * j) % (2 * n))) / n;
  const chirp: Parts = {
    re: move.reshape(
      table([1, n], dtype, "chirp cos", (_, j) => Math.cos(angle(j))),
      [n],
    ),
    im: move.reshape(
      table([1, n], dtype, `chirp sin ${sign}`, (_, j) => sign * Math.sin(angle(j))),
      [n],
    ),
  };
  const conjugate: Parts = { re: chirp.re, im: neg(chirp.im) };
  const signal = both(times(z, chirp), (x) => pad(x, [[0, size - n]]));
  const filter = both(conjugate, (x) =>
    concat([pad(x, [[0, size - 2 * n + 1]]), flip(slice(x, 1, n, -1), -1)], -1),
  );
  const product = times(transformed(signal, -1), transformed(filter, -1));
  const back = both(transformed(product, 1), (x) => mul(slice(x, 0, n, -1), 1 / size));
  return times(back, chirp);
}

const factors: { readonly [N in FourierNorm]: (n: number, sign: number) => number } = {
  backward: (n, sign) => (sign > 0 ? 1 / n : 1),
  ortho: (n) => 1 / Math.sqrt(n),
  forward: (n, sign) => (sign > 0 ? 1 : 1 / n),
};

function factorFor(name: string, norm: FourierNorm, n: number, sign: number): number {
  const factor = factors[norm];
  if (factor) return factor(n, sign);
  const message = `norm is one of ${Object.keys(factors).join(", ")}: got ${norm}`;
  throw new ArgumentError({ op: name, message });
}

/** x with `n` values on an axis: cut off, or with zeros behind. */
function sized(name: string, x: Node, n: number, axis: number): Node {
  if (!Number.isInteger(n) || n < 1) {
    throw new ArgumentError({ op: name, message: `n is a whole number from 1: got ${n}` });
  }
  const have = x.shape[axis]!;
  if (n <= have) return slice(x, 0, n, axis);
  return pad(
    x,
    x.shape.map((_, i) => [0, i === axis ? n - have : 0] as const),
  );
}

/** Along one axis, with the factor. */
function along(
  name: string,
  z: Parts,
  sign: number,
  { n, axis = -1, norm = "backward" }: FourierOptions,
): Parts {
  const on = axisOf(name, axis, z.re.shape);
  const last = z.re.shape.length - 1;
  const size = n ?? z.re.shape[on]!;
  const factor = factorFor(name, norm, size, sign);
  const result = transformed(
    both(z, (x) => swapped(sized(name, x, size, on), on, last)),
    sign,
  );
  return both(result, (x) => swapped(factor === 1 ? x : mul(x, factor), on, last));
}

const zerosLike = (x: Node): Node => constant(0, x.shape, x.dtype);

const complexSamples = [
  [some([3, 8, 2])],
  [some([6, 2, 2]), { axis: 0, norm: "ortho" }],
  [some([37, 2]), { n: 45, norm: "forward" }],
  [some([96, 2])],
] as const;

/** [*, n, *, 2] → the same shape: Σ_j z_j e^(-2πi jk/n). */
export const fft = op(
  "fft",
  (z: Node, options: FourierOptions = {}): Node => pairs(along("fft", complexParts("fft", z), -1, options)),
  complexSamples,
);

/** The inverse of `fft`. */
export const ifft = op(
  "ifft",
  (z: Node, options: FourierOptions = {}): Node => pairs(along("ifft", complexParts("ifft", z), 1, options)),
  complexSamples,
);

/** Real [*, n, *] → [*, n/2 + 1, *, 2]: the first half of `fft`, which has all of it. */
export const rfft = op(
  "rfft",
  (x: Node, options: FourierOptions = {}): Node => {
    const re = float(x);
    const on = axisOf("rfft", options.axis ?? -1, re.shape);
    const whole = along("rfft", { re, im: zerosLike(re) }, -1, options);
    const half = Math.floor(whole.re.shape[on]! / 2) + 1;
    return pairs(both(whole, (part) => slice(part, 0, half, on)));
  },
  [[some([3, 8])], [some([5, 2]), { axis: 0, norm: "ortho" }], [some([12]), { n: 7 }]],
);

/** The inverse of `rfft`: `n` real values, which are even in number unless told. */
export const irfft = op(
  "irfft",
  (z: Node, { n, axis = -1, norm = "backward" }: FourierOptions = {}): Node => {
    const parts = complexParts("irfft", z);
    const on = axisOf("irfft", axis, parts.re.shape);
    const size = n ?? 2 * (parts.re.shape[on]! - 1);
    if (size < 1) {
      throw new ArgumentError({ op: "irfft", message: `n is a whole number from 1: got ${size}` });
    }
    const half = Math.floor(size / 2) + 1;
    const first = both(parts, (x) => sized("irfft", x, half, on));
    const mirror = (x: Node) => flip(slice(x, 1, size - half + 1, on), on);
    const whole = {
      re: concat([first.re, mirror(first.re)], on),
      im: concat([withoutEnds(first.im, size, on), neg(mirror(first.im))], on),
    };
    return along("irfft", whole, 1, { axis: on, norm }).re;
  },
  [[some([3, 5, 2])], [some([4, 2, 2]), { axis: 0, norm: "ortho" }], [some([4, 2]), { n: 7 }]],
);

/** Values that stand for themselves in a real signal's spectrum are real: what is said of their imaginary part goes. */
const withoutEnds = (im: Node, size: number, axis: number): Node =>
  where(eq(mod(mul(iota(im.shape, axis), 2), size), 0), 0, im);
