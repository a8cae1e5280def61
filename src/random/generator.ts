// A source of keys: each call that needs randomness takes the next one, and all its numbers follow from it. So a seed fixes
// every number, on every device, however lazily they are computed.
import { ArgumentError } from "../errors.ts";
import type { Key } from "../ops/index.ts";
import { threefry } from "../ops/threefry.ts";

/** Random numbers that follow from a seed. */
export class Generator {
  #seed: readonly [number, number];
  #calls = 0;
  readonly #words = new Uint32Array(2);

  /** @param seed a whole number from 0, or none for one that nobody knows */
  constructor(seed: number = unknownSeed()) {
    this.#seed = seedWords(seed);
  }

  /** Starts over from `seed`. */
  manualSeed(seed: number): this {
    this.#seed = seedWords(seed);
    this.#calls = 0;
    return this;
  }

  /** The key of the next call. */
  nextKey(): Key {
    threefry(this.#seed[0], this.#seed[1], this.#calls++, 0, this.#words);
    return [this.#words[0]!, this.#words[1]!];
  }

  /** The numbers 0 to n - 1 in random order (Fisher and Yates). */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    const [key0, key1] = this.nextKey();
    for (let i = n - 1; i > 0; i--) {
      threefry(key0, key1, i, 0, this.#words);
      const j = Math.floor((this.#words[0]! / 2 ** 32) * (i + 1));
      const moved = order[i]!;
      order[i] = order[j]!;
      order[j] = moved;
    }
    return order;
  }
}

/** The generator of calls that name none. */
export const defaultGenerator = new Generator();

/** Makes all random numbers from here on follow from `seed`. */
export function manualSeed(seed: number): Generator {
  return defaultGenerator.manualSeed(seed);
}

function unknownSeed(): number {
  return Math.floor(Math.random() * 2 ** 53);
}

function seedWords(seed: number): readonly [number, number] {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new ArgumentError({ op: "manualSeed", message: `seed is a whole number from 0: got ${seed}` });
  }
  return [seed >>> 0, Math.floor(seed / 2 ** 32)];
}
