// A source of keys: each call that needs randomness takes the next one, and all its numbers follow from it. So a seed fixes
// every number, on every device, however lazily they are computed.
import { ArgumentError } from "../errors.ts";
import type { Key } from "../ops/index.ts";
import { threefry } from "../ops/threefry.ts";

/**
 * Where a generator stands: plain data, to be kept in a file or a notebook.
 * @example
 * const state = defaultGenerator.getState();
 */
export interface GeneratorState {
  /** The seed's two words of 32 bits. */
  readonly seed: readonly [number, number];
  /** How many calls took their numbers. */
  readonly calls: number;
}

/**
 * A source of random numbers that all follow from its seed, the same on every device.
 * @example
 * const generator = new Generator(7);
 * rand([2, 3], { generator })
 */
export class Generator {
  #seed: readonly [number, number];
  #calls = 0;
  readonly #words = new Uint32Array(2);

  /**
   * @param seed a whole number from 0, or none for one that nobody knows
   * @throws ArgumentError when it is anything else
   */
  constructor(seed: number = unknownSeed()) {
    this.#seed = seedWords(seed);
  }

  /**
   * Starts over from `seed`, a whole number from 0.
   * @throws ArgumentError when it is anything else
   * @example
   * defaultGenerator.manualSeed(7);
   */
  manualSeed(seed: number): this {
    this.#seed = seedWords(seed);
    this.#calls = 0;
    return this;
  }

  /**
   * Where it stands: what `setState` needs to go on from here.
   * @example
   * const state = defaultGenerator.getState();
   * const a = await rand([3]).toArray();
   * defaultGenerator.setState(state);
   * const b = await rand([3]).toArray(); // the same numbers again
   */
  getState(): GeneratorState {
    return { seed: this.#seed, calls: this.#calls };
  }

  /**
   * Goes on from where `getState` was called, in this process or another.
   * @throws ArgumentError when it is no such state
   * @example
   * const generator = new Generator(7);
   * generator.setState({ seed: [7, 0], calls: 3 });
   */
  setState(state: GeneratorState): this {
    const { seed, calls } = (state ?? {}) as Partial<GeneratorState>;
    const isWord = (word: unknown) => Number.isInteger(word) && (word as number) >>> 0 === word;
    if (!Array.isArray(seed) || seed.length !== 2 || !seed.every(isWord) || !isWord(calls)) {
      const message = `a state is what getState gave: got ${JSON.stringify(state)}`;
      throw new ArgumentError({ op: "setState", message });
    }
    this.#seed = [seed[0], seed[1]];
    this.#calls = calls!;
    return this;
  }

  /**
   * The key of the next call: two words of 32 bits that all its numbers follow from (Threefry).
   * @example
   * new Generator(7).nextKey().length // 2
   */
  nextKey(): Key {
    threefry(this.#seed[0], this.#seed[1], this.#calls++, 0, this.#words);
    return [this.#words[0]!, this.#words[1]!];
  }

  /**
   * The numbers 0 to n - 1 in random order (Fisher and Yates).
   * @example
   * new Generator(7).permutation(5) // [1, 3, 4, 2, 0]
   */
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

/**
 * Makes all random numbers from here on follow from `seed`, a whole number from 0: weights, order of batches, dropout.
 * @returns the generator of calls that name none
 * @throws ArgumentError when the seed is no whole number from 0
 * @example
 * manualSeed(7);
 * const weights = randn([3]); // the same ones in every run
 */
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
