// The task that all trainers have, and how their speed is taken: after a warm-up, the best of several windows of steps.

export const batch = 128;
export const sizes = [784, 256, 10] as const;

const windows = 8;
const stepsInWindow = 25;

/** Standard normal numbers, the same for everybody. */
export function normals(count: number, scale: number, seed: number): Float32Array {
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

/** The class of each example of the batch. */
export function labels(): Int32Array {
  return Int32Array.from({ length: batch }, (_, i) => i % sizes[2]);
}

/** Prints steps a second. `train` makes so many steps and returns the last loss, read back. */
export async function time(train: (steps: number) => Promise<number>): Promise<void> {
  const first = await train(1);
  await train(2 * stepsInWindow);
  let best = 0;
  let last = first;
  for (let window = 0; window < windows; window++) {
    const started = performance.now();
    last = await train(stepsInWindow);
    best = Math.max(best, (1000 * stepsInWindow) / (performance.now() - started));
  }
  if (!(last < first)) throw new Error(`the loss did not fall: ${first} to ${last}`);
  console.log(best);
  process.exit(0);
}
