// Short-time Fourier transforms: the spectra of overlapping pieces of a signal, and back. As torch.stft and torch.istft.
import { ArgumentError, ShapeError } from "../errors.ts";
import { hostArray } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { showShape } from "../graph/shape.ts";
import { div, eq, mul, where } from "./arithmetic.ts";
import { float } from "./broadcast.ts";
import { op, some } from "./define.ts";
import { cast } from "./elementwise.ts";
import { complexParts, type FourierNorm, fft, irfft, pairs, rfft } from "./fourier.ts";
import { constant, data } from "./leaf.ts";
import { swapped } from "./linear.ts";
import * as move from "./movement.ts";
import { type PadMode, pad, slice } from "./views.ts";

export interface ShortTimeOptions {
  /** Values of one piece, and of its transform. */
  nFft: number;
  /** From one piece to the next: a quarter of `nFft` unless told. */
  hopLength?: number;
  /** Values that count of a piece, in its middle: all unless told. */
  winLength?: number;
  /** What each piece is multiplied with, [winLength]: ones unless told. */
  window?: Node;
  /** Whether the pieces' middles, not their beginnings, start with the signal (true unless told). */
  center?: boolean;
  /** Whether the factor of both ways is a root (false unless told). */
  normalized?: boolean;
  /** Whether only the first half of each spectrum is there, which has all of a real signal's (true unless told). */
  onesided?: boolean;
}

interface Pieces {
  readonly size: number;
  readonly hop: number;
  /** [size] */
  readonly window: Node;
  readonly norm: FourierNorm;
}

function piecesOf(name: string, options: ShortTimeOptions, like: Node): Pieces {
  const { nFft: size, hopLength: hop = Math.max(1, Math.floor(size / 4)), winLength = size } = options;
  for (const [what, value] of Object.entries({ nFft: size, hopLength: hop, winLength })) {
    if (Number.isInteger(value) && value > 0) continue;
    throw new ArgumentError({ op: name, message: `${what} is a whole number from 1: got ${value}` });
  }
  if (winLength > size) {
    throw new ArgumentError({ op: name, message: `winLength is at most nFft: got ${winLength} and ${size}` });
  }
  const window = options.window ?? constant(1, [winLength], like.dtype);
  if (window.shape.length !== 1 || window.shape[0] !== winLength) {
    const message = `window does not fit: ${showShape(window.shape)} and winLength ${winLength}`;
    throw new ShapeError({ op: name, message });
  }
  const left = Math.floor((size - winLength) / 2);
  const whole = pad(cast(window, like.dtype), [[left, size - winLength - left]]);
  return { size, hop, window: whole, norm: options.normalized ? "ortho" : "backward" };
}

/** Real [*, t] → [*, nFft/2 + 1, pieces, 2], or nFft frequencies where `onesided` is false. */
export const stft = op(
  "stft",
  (x: Node, options: ShortTimeOptions & { padMode?: PadMode }): Node => {
    const signal = float(x);
    const { size, hop, window, norm } = piecesOf("stft", options, signal);
    const { center = true, padMode = "reflect", onesided = true } = options;
    const half = Math.floor(size / 2);
    const padded = center ? pad(signal, [[half, half]], padMode) : signal;
    const length = padded.shape.at(-1) ?? 0;
    if (length < size) {
      const message = `the signal is shorter than a piece: ${length} and ${size} values`;
      throw new ShapeError({ op: "stft", message });
    }
    const cut = move.window(padded, { size: [size], stride: [hop], dilation: [1] });
    const pieces = mul(cut, window);
    const spectra = onesided
      ? rfft(pieces, { norm })
      : fft(pairs({ re: pieces, im: constant(0, pieces.shape, pieces.dtype) }), { norm });
    const { re, im } = complexParts("stft", spectra);
    const last = re.shape.length - 1;
    return pairs({ re: swapped(re, last - 1, last), im: swapped(im, last - 1, last) });
  },
  [
    [some([16]), { nFft: 8 }],
    [some([2, 12]), { nFft: 6, hopLength: 2, winLength: 4, window: some([4], 0.5, 1), normalized: true }],
    [some([12]), { nFft: 4, center: false }],
    [some([10]), { nFft: 5, onesided: false }],
  ],
);

/** [*, nFft/2 + 1, pieces, 2] → real [*, t]: the overlapping pieces, each by its window, over the sum of squared windows. */
export const istft = op(
  "istft",
  (z: Node, options: ShortTimeOptions & { length?: number }): Node => {
    const { re, im } = complexParts("istft", z);
    const { size, hop, window, norm } = piecesOf("istft", options, re);
    const rank = re.shape.length;
    const [frequencies, count] = re.shape.slice(-2) as [number, number];
    const half = Math.floor(size / 2) + 1;
    const expected = options.onesided === false ? size : half;
    if (rank < 2 || frequencies !== expected) {
      const message = `frequencies do not fit nFft ${size}: ${showShape(z.shape)} (${frequencies} vs ${expected})`;
      throw new ShapeError({ op: "istft", message });
    }
    // The second half of a real signal's spectrum says nothing new: as in PyTorch, nobody looks at it.
    const turned = (part: Node) => swapped(slice(part, 0, half, -2), rank - 2, rank - 1);
    const pieces = irfft(pairs({ re: turned(re), im: turned(im) }), { n: size, norm });
    const cut = mul(pieces, window);
    const length = (count - 1) * hop + size;
    const windows = { size: [size], stride: [hop], dilation: [1] };
    const sums = move.fold(cut, windows, [...re.shape.slice(0, -2), length]);
    const weight = weights(window, windows, count, length);
    const { center = true } = options;
    const skipped = center ? Math.floor(size / 2) : 0;
    const end = options.length === undefined ? length - skipped : skipped + options.length;
    const signal = slice(div(sums, where(eq(weight, 0), 1, weight)), skipped, Math.min(end, length), -1);
    const missing = end - length;
    return missing > 0 ? pad(signal, [[0, missing]]) : signal;
  },
  [
    [some([5, 9, 2]), { nFft: 8, window: some([8], 0.5, 1) }],
    [some([2, 4, 7, 2]), { nFft: 6, hopLength: 2, length: 11 }],
    [some([5, 6, 2]), { nFft: 5, onesided: false }],
  ],
);

/** How much of the squared windows lies over each place, [length]. */
function weights(
  window: Node,
  windows: { size: number[]; stride: number[]; dilation: number[] },
  count: number,
  length: number,
): Node {
  const squares = move.expand(move.reshape(mul(window, window), [1, window.shape[0]!]), [
    count,
    window.shape[0]!,
  ]);
  return move.fold(squares, windows, [length]);
}

/** [n]: ½ - ½ cos(2πi/n), or with n - 1 for windows that are the same from both ends. */
export function cosineWindow(n: number, periodic: boolean, at0: number): Node {
  const host = hostArray("f32", n);
  const turn = (2 * Math.PI) / (periodic ? n : n - 1);
  for (let i = 0; i < n; i++) host[i] = n === 1 ? 1 : at0 - (1 - at0) * Math.cos(i * turn);
  return data(host, [n], "f32");
}
