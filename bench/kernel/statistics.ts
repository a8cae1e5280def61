// What a list of durations amounts to. Pure.

export interface Summary {
  min: number;
  median: number;
  p90: number;
  p99: number;
}

export function summarise(durations: readonly number[]): Summary {
  const sorted = [...durations].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!;
  return { min: at(0), median: at(0.5), p90: at(0.9), p99: at(0.99) };
}
