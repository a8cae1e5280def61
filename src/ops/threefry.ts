// Threefry-2x32-20, a counter-based generator (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011): the same
// key and counter give the same bits on every device, in any order. Not for secrets.

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const parity = 0x1bd11bda;

/** The two words of `key` at `counter`, written to `out` (all of them u32). */
export function threefry(
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
  out: Uint32Array,
): void {
  const keys = [key0, key1, key0 ^ key1 ^ parity] as const;
  let x = (counter0 + key0) | 0;
  let y = (counter1 + key1) | 0;
  for (let round = 0; round < 20; round++) {
    const turn = rotations[round % 8]!;
    x = (x + y) | 0;
    y = (y << turn) | (y >>> (32 - turn));
    y ^= x;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x = (x + keys[injection % 3]!) | 0;
      y = (y + keys[(injection + 1) % 3]! + injection) | 0;
    }
  }
  out[0] = x;
  out[1] = y;
}
