// What views and broadcasting mean, in plain loops over plain lists: written apart from the library, to judge it.

export interface Plain {
  shape: readonly number[];
  /** Row-major. */
  values: readonly number[];
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** The coordinates of every place, in row-major order. */
export function placesOf(shape: readonly number[]): number[][] {
  return Array.from({ length: sizeOf(shape) }, (_, i) => {
    let rest = i;
    return shape.map((_, axis) => {
      const below = sizeOf(shape.slice(axis + 1));
      const at = Math.floor(rest / below);
      rest %= below;
      return at;
    });
  });
}

/** The value at coordinates. */
export const valueAt = ({ shape, values }: Plain, at: readonly number[]): number =>
  values[at.reduce((place, i, axis) => place * shape[axis]! + i, 0)]!;

/** What has `shape`, each value from the coordinates that `source` gives. */
export const viewed = (
  x: Plain,
  shape: readonly number[],
  source: (at: readonly number[]) => number[],
): Plain => ({
  shape,
  values: placesOf(shape).map((at) => valueAt(x, source(at))),
});

/** The shape that two broadcast to; none where they don't. */
export function broadcastOf(a: readonly number[], b: readonly number[]): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let i = 1; i <= rank; i++) {
    const [n, m] = [a[a.length - i] ?? 1, b[b.length - i] ?? 1];
    if (n !== m && n !== 1 && m !== 1) return undefined;
    shape.unshift(n === 1 ? m : n);
  }
  return shape;
}

/** Stretched to a shape that it broadcasts to. */
export const stretched = (x: Plain, shape: readonly number[]): Plain =>
  viewed(x, shape, (at) => x.shape.map((n, axis) => (n === 1 ? 0 : at[at.length - x.shape.length + axis]!)));
