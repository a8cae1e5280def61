// Numbers on their way into a chart: short decimals for people, ticks for axes, and thinning. Nothing here draws.

/** A number as people read it: about `digits` significant ones, no trailing zeros, exponents only where needed. */
export function formatNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "inf" : "-inf";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return trimExponent(value.toExponential(Math.max(digits - 2, 0)));
  return String(Number(value.toPrecision(digits)));
}

function trimExponent(text: string): string {
  return text.replace(/\.?0*e\+?/, "e");
}

/** The value with five significant digits: specs stay small, and no chart shows more. */
export function shorten(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(5)) : null;
}

/** Smallest and largest finite value; undefined when there is none. */
export function extent(values: ArrayLike<number>): { min: number; max: number } | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : undefined;
}

/** Round tick values (steps of 1, 2 or 5 times a power of ten) that span the range. */
export function ticks(min: number, max: number, count: number): number[] {
  if (!(max > min)) return [min];
  const raw = (max - min) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10) * power;
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/**
 * Indices of the points that keep a curve's look: first, last, lowest and highest of each of `limit / 4` equal stretches.
 * A spike survives, which taking every n-th point would lose.
 */
export function thinCurve(values: ArrayLike<number>, limit: number): number[] {
  const length = values.length;
  if (length <= limit) return Array.from({ length }, (_, i) => i);
  const buckets = Math.max(Math.floor(limit / 4), 1);
  const kept: number[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const start = Math.floor((bucket * length) / buckets);
    const end = Math.floor(((bucket + 1) * length) / buckets);
    let low = start;
    let high = start;
    for (let i = start; i < end; i++) {
      if ((values[i] as number) < (values[low] as number)) low = i;
      if ((values[i] as number) > (values[high] as number)) high = i;
    }
    kept.push(...[...new Set([start, low, high, end - 1])].sort((a, b) => a - b));
  }
  return kept;
}

/** Every k-th index, so that at most `limit` remain, spread evenly. */
export function thinPoints(length: number, limit: number): number[] {
  if (length <= limit) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: limit }, (_, i) => Math.floor((i * length) / limit));
}
