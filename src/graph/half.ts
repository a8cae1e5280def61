// Half precision (IEEE 754 binary16) on the host: rounding to it, and its bits. The host keeps such values in f32 arrays, where
// each of them fits; only devices store two bytes.

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** The bits of the nearest half, ties to even; what is too large becomes an infinity. */
export function halfBits(value: number): number {
  float[0] = value;
  const bits = word[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const size = bits & 0x7fffffff;
  if (size > 0x7f800000) return sign | 0x7e00;
  // From 65520 on the nearest half is infinite.
  if (size >= 0x477ff000) return sign | 0x7c00;
  if (size < 0x38800000) {
    // Below the smallest normal half: adding 1/2 in f32 rounds to steps of 2^-24, the distance of those halves.
    word[0] = size;
    float[0] = float[0]! + 0.5;
    return sign | (word[0]! - 0x3f000000);
  }
  const odd = (size >>> 13) & 1;
  return sign | ((size - 0x38000000 + 0xfff + odd) >>> 13);
}

/** The value of a half's bits. */
export function halfValue(bits: number): number {
  const fraction = bits & 0x3ff;
  const exponent = (bits >>> 10) & 0x1f;
  const size =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? fraction === 0
          ? Number.POSITIVE_INFINITY
          : Number.NaN
        : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return bits & 0x8000 ? -size : size;
}

/** The nearest half, by way of f32, as every device rounds. */
export const toHalf = (value: number): number => halfValue(halfBits(value));

/** The bits of each value. */
export const encodeHalves = (values: ArrayLike<number>): Uint16Array<ArrayBuffer> =>
  Uint16Array.from(values, halfBits);

/** The value of each bit pattern. */
export function decodeHalves(bits: Uint16Array): Float32Array {
  const out = new Float32Array(bits.length);
  for (let i = 0; i < out.length; i++) out[i] = halfValue(bits[i]!);
  return out;
}
