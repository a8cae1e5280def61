// The numbers that everybody computes with: the same for all.

/** Standard normal numbers. */
export function normals(count: number, scale: number, seed: number): Float32Array<ArrayBuffer> {
  let state = seed >>> 0 || 1;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  const next = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return Float32Array.from({ length: count }, () => scale * next());
}

/** The class of each example. */
export const labels = (count: number, classes: number): Int32Array<ArrayBuffer> =>
  Int32Array.from({ length: count }, (_, i) => (i * 7) % classes);
