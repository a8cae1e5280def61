// Fourier transforms as users call them: `fft.rfft(x)`, by the names of torch.fft. Complex values are pairs, a last axis of
// [real, imaginary] as PyTorch's view_as_real; axes are counted without it. Products and rotations on the tensor's device.
import {
  complexOf,
  complexParts,
  cosineWindow,
  type FourierNorm,
  type FourierOptions,
  methods,
  type PadMode,
  pairs,
  type ShortTimeOptions,
  transforms,
} from "../ops/index.ts";
import { tensor } from "./create.ts";
import { wrap } from "./handle.ts";
import { lifted } from "./install.ts";
import type { Shape } from "./shapes/shape.ts";
import type { Tensor } from "./tensor.ts";

export type { FourierNorm, FourierOptions } from "../ops/index.ts";

/** Settings of `stft` and `istft`. */
export type StftOptions = Omit<ShortTimeOptions, "window"> & {
  /** What each piece is multiplied with, [winLength]: ones unless told; see `hann`. */
  window?: Tensor;
};

type Transform = (x: Tensor, options?: FourierOptions) => Tensor;
type Whole = FourierOptions & { axes?: readonly [number, number] };
type Plane = (x: Tensor, options?: { axes?: readonly [number, number]; norm?: FourierNorm }) => Tensor;

/**
 * The discrete Fourier transform of complex values, Σ_j z_j e^(-2πi jk/n), along one axis: [*, n, 2] → [*, n, 2].
 * Shapes: fft.fft([3, 8, 2]) gives [3, 8, 2]. Dtypes: floats, kept; integers and bool as f32.
 * @param options `n`: so many values, the rest cut off or 0; `axis` (the last); `norm`: "backward" (no factor), "ortho"
 * (1/√n) or "forward" (1/n)
 * @throws ShapeError when the last axis is no pair, ArgumentError for other settings
 * @example
 * const z = fft.fft(fft.complex(tensor([1, 0, 0, 0])));
 * await fft.real(z).toArray() // [1, 1, 1, 1]
 */
export const fft = lifted(transforms.fft) as <S extends Shape>(
  z: Tensor<S>,
  options?: FourierOptions,
) => Tensor<S>;

/**
 * The inverse of `fft`.
 * Shapes: fft.ifft([3, 8, 2]) gives [3, 8, 2]. Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the last axis is no pair, ArgumentError for other settings
 * @example
 * await fft.real(fft.ifft(fft.fft(fft.complex(tensor([1, 2]))))).toArray() // [1, 2]
 */
export const ifft = lifted(transforms.ifft) as <S extends Shape>(
  z: Tensor<S>,
  options?: FourierOptions,
) => Tensor<S>;

/**
 * The Fourier transform of real values [*, n]: its first half [*, n/2 + 1, 2], which has all of it.
 * Shapes: fft.rfft([3, 8]) gives [3, 5, 2]. Dtypes: floats, kept; integers and bool as f32.
 * @param options `n`, `axis`, `norm` as for `fft`
 * @throws ArgumentError for other settings
 * @example
 * await fft.abs(fft.rfft(tensor([1, -1, 1, -1]))).toArray() // [0, 0, 4]
 */
export const rfft = lifted(transforms.rfft) as Transform;

/**
 * The inverse of `rfft`: [*, m, 2] → [*, n] real values, n = 2(m - 1) unless told.
 * Shapes: fft.irfft([3, 5, 2]) gives [3, 8]. Dtypes: floats, kept; integers and bool as f32.
 * @param options `n`, `axis`, `norm` as for `fft`
 * @throws ShapeError when the last axis is no pair, ArgumentError for other settings
 * @example
 * await fft.irfft(fft.rfft(tensor([1, 2, 3, 4]))).round().toArray() // [1, 2, 3, 4]
 */
export const irfft = lifted(transforms.irfft) as Transform;

const inPlane =
  (first: Transform, second: Transform): Plane =>
  (x, { axes: [rows, columns] = [-2, -1], norm = "backward" } = {}) =>
    second(first(x, { axis: columns, norm }), { axis: rows, norm });

/**
 * `fft` along two axes, the last two unless told: [*, m, n, 2] → the same shape.
 * @throws ShapeError when the last axis is no pair
 * @example
 * fft.fft2(fft.complex(ones([4, 4]))).shape // [4, 4, 2]
 */
export const fft2: Plane = inPlane(fft, fft);

/**
 * The inverse of `fft2`.
 * @throws ShapeError when the last axis is no pair
 * @example
 * fft.ifft2(fft.fft2(fft.complex(ones([4, 4])))).shape // [4, 4, 2]
 */
export const ifft2: Plane = inPlane(ifft, ifft);

/**
 * `rfft` along the last of two axes, then `fft` along the other: [*, m, n] → [*, m, n/2 + 1, 2].
 * @throws ShapeError when there are fewer than two axes
 * @example
 * fft.rfft2(ones([4, 6])).shape // [4, 4, 2]
 */
export const rfft2: Plane = inPlane(rfft, fft);

/**
 * The inverse of `rfft2`.
 * @param options `n`: how many values the last of the two axes gets
 * @throws ShapeError when the last axis is no pair
 * @example
 * fft.irfft2(fft.rfft2(ones([4, 6]))).shape // [4, 6]
 */
export const irfft2 = (z: Tensor, options: Whole = {}): Tensor => {
  const { axes: [rows, columns] = [-2, -1], norm = "backward", n } = options;
  return irfft(ifft(z, { axis: rows, norm }), { axis: columns, norm, ...(n === undefined ? {} : { n }) });
};

/**
 * The spectra of overlapping pieces of real signals, as torch.stft: [*, t] → [*, nFft/2 + 1, pieces, 2].
 * Shapes: fft.stft([16], { nFft: 8 }) gives [5, 9, 2].
 * Dtypes: floats, kept; integers and bool as f32.
 * @param options `nFft`: values of a piece; `hopLength` from one to the next (nFft/4); `winLength`, `window`; `center`: pieces
 * lie around their places, the signal is continued by `padMode` ("reflect"); `normalized`: times 1/√nFft; `onesided`: false
 * gives all nFft frequencies, not only the first half
 * @throws ShapeError when the signal is shorter than a piece or the window does not fit, ArgumentError for other settings
 * @example
 * fft.stft(rand([1000]), { nFft: 64, window: fft.hann(64) }).shape // [33, 63, 2]
 */
export const stft = lifted(transforms.stft) as (
  x: Tensor,
  options: StftOptions & { padMode?: PadMode },
) => Tensor;

/**
 * The signal of `stft`'s spectra, as torch.istft: [*, nFft/2 + 1, pieces, 2] → [*, t].
 * Shapes: fft.istft([5, 9, 2], { nFft: 8, window: [8] }) gives [16].
 * Dtypes: floats, kept; integers and bool as f32.
 * @param options as for `stft`; `length`: so many values
 * @throws ShapeError when frequencies or window do not fit
 * @example
 * const settings = { nFft: 8, window: fft.hann(8) };
 * const x = rand([40]);
 * await fft.istft(fft.stft(x, settings), { ...settings, length: 40 }).sub(x).abs().max().item() < 1e-5 // true
 */
export const istft = lifted(transforms.istft) as (
  z: Tensor,
  options: StftOptions & { length?: number },
) => Tensor;

/**
 * Complex values of real ones, and of their imaginary parts unless these are 0: [*] → [*, 2].
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * await fft.complex(tensor([1, 2]), tensor([3, 4])).toArray() // [[1, 3], [2, 4]]
 */
export const complex = (re: Tensor, im?: Tensor): Tensor => wrap(complexOf(re.node, im?.node ?? 0));

const parts = (name: string, z: Tensor): { re: Tensor; im: Tensor } => {
  const { re, im } = complexParts(name, z.node);
  return { re: wrap(re), im: wrap(im) };
};

/**
 * The real parts: [*, 2] → [*].
 * @throws ShapeError when the last axis is no pair
 * @example
 * await fft.real(tensor([[1, 3], [2, 4]])).toArray() // [1, 2]
 */
export const real = (z: Tensor): Tensor => parts("real", z).re;

/**
 * The imaginary parts: [*, 2] → [*].
 * @throws ShapeError when the last axis is no pair
 * @example
 * await fft.imag(tensor([[1, 3], [2, 4]])).toArray() // [3, 4]
 */
export const imag = (z: Tensor): Tensor => parts("imag", z).im;

/**
 * The absolute values of complex ones: [*, 2] → [*]. The gradient at 0 is 0.
 * @throws ShapeError when the last axis is no pair
 * @example
 * await fft.abs(tensor([[3, 4], [0, 1]])).toArray() // [5, 1]
 */
export const abs = (z: Tensor): Tensor => {
  const { re, im } = parts("abs", z);
  return wrap(methods.norm(pairs({ re: re.node, im: im.node }), -1));
};

/**
 * The angles of complex values, -π to π: [*, 2] → [*].
 * @throws ShapeError when the last axis is no pair
 * @example
 * await fft.angle(tensor([[1, 0], [0, 1]])).toArray() // [0, 1.5707963]
 */
export const angle = (z: Tensor): Tensor => {
  const { re, im } = parts("angle", z);
  return im.atan2(re);
};

/**
 * Complex values with their imaginary parts turned around: [*, 2] → [*, 2].
 * @throws ShapeError when the last axis is no pair
 * @example
 * await fft.conj(tensor([[1, 3]])).toArray() // [[1, -3]]
 */
export const conj = (z: Tensor): Tensor => {
  const { re, im } = parts("conj", z);
  return wrap(pairs({ re: re.node, im: im.neg().node }));
};

/**
 * Products of complex values, with broadcasting: [*, 2], [*, 2] → [*, 2].
 * @throws ShapeError when a last axis is no pair or the shapes do not broadcast
 * @example
 * await fft.mul(tensor([0, 1]).reshape([1, 2]), tensor([0, 1]).reshape([1, 2])).toArray() // [[-1, 0]]
 */
export const mul = (a: Tensor, b: Tensor): Tensor => {
  const [x, y] = [parts("mul", a), parts("mul", b)];
  const re = x.re.mul(y.re).sub(x.im.mul(y.im));
  const im = x.re.mul(y.im).add(x.im.mul(y.re));
  return wrap(pairs({ re: re.node, im: im.node }));
};

/**
 * The frequencies of `fft`'s values, in cycles a unit of time: [n].
 * @param spacing the time from one value to the next
 * @example
 * await fft.fftfreq(4).toArray() // [0, 0.25, -0.5, -0.25]
 */
export const fftfreq = (n: number, spacing = 1): Tensor =>
  tensor(Array.from({ length: n }, (_, i) => (i < n / 2 ? i : i - n) / (n * spacing)));

/**
 * The frequencies of `rfft`'s values, in cycles a unit of time: [n/2 + 1].
 * @param spacing the time from one value to the next
 * @example
 * await fft.rfftfreq(4).toArray() // [0, 0.25, 0.5]
 */
export const rfftfreq = (n: number, spacing = 1): Tensor =>
  tensor(Array.from({ length: Math.floor(n / 2) + 1 }, (_, i) => i / (n * spacing)));

/**
 * Hann's window, ½ - ½ cos(2πi/n): [n].
 * @param options `periodic` (true unless told): one period of many; else the same from both ends
 * @example
 * await fft.hann(4).toArray() // [0, 0.5, 1, 0.5]
 */
export const hann = (n: number, { periodic = true }: { periodic?: boolean } = {}): Tensor =>
  wrap(cosineWindow(n, periodic, 0.5));

/**
 * Hamming's window, 0.54 - 0.46 cos(2πi/n): [n].
 * @param options `periodic` (true unless told): one period of many; else the same from both ends
 * @example
 * await fft.hamming(4).toArray() // [0.08, 0.54, 1, 0.54]
 */
export const hamming = (n: number, { periodic = true }: { periodic?: boolean } = {}): Tensor =>
  wrap(cosineWindow(n, periodic, 0.54));
