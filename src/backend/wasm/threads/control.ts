// The words that the threads share about the work at hand. Work is split into chunks; whoever is free takes the next one by
// counting up, so that a thread which the machine holds up holds up nobody else. What is computed does not depend on who
// takes which chunk, nor on how many threads there are.

/** Places in the control block. */
export const control = {
  /** Counts the jobs; threads wait for it to change. */
  epoch: 0,
  /** The epoch of the job that may be joined, or 0. */
  open: 1,
  /** The next chunk to take. */
  next: 2,
  /** Threads inside of the job (without the main one). */
  inside: 3,
  /** Threads that are up. */
  ready: 4,
  /** Not 0 when a thread failed. */
  failed: 5,
  /** Number of chunks. */
  chunks: 6,
  /** From here on: the job. */
  job: 8,
} as const;

export const controlWords = 128;

/** Takes chunks until there are none; `run` does one. */
export function takeChunks(words: Int32Array, run: (chunk: number) => void): void {
  const chunks = words[control.chunks]!;
  for (;;) {
    const chunk = Atomics.add(words, control.next, 1);
    if (chunk >= chunks) return;
    run(chunk);
  }
}
