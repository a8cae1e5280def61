// Threefry-2x32-20 on four lanes: the first word (Salmon et al., 2011). The same bits as every other backend.
import type { FunctionBuilder } from "../assembler/function.ts";

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const parity = 0x1bd11bda;

/** Params: counter, stream, first and second key word. */
export function writeThreefry(f: FunctionBuilder): void {
  const [x, y, key0, key1] = [0, 1, 2, 3];
  const key2 = f.local("v128");
  f.get(key0).get(key1).op("v128.xor").i32x4(parity).op("v128.xor").set(key2);
  const keys = [key0, key1, key2];
  const add = (to: number, word: number) => f.get(to).get(word).op("i32x4.add").set(to);
  add(x, key0);
  add(y, key1);
  for (let round = 0; round < 20; round++) {
    const turn = rotations[round % 8]!;
    add(x, y);
    f.get(y).i32(turn).op("i32x4.shl");
    f.get(y)
      .i32(32 - turn)
      .op("i32x4.shr_u", "v128.or")
      .get(x)
      .op("v128.xor")
      .set(y);
    if (round % 4 !== 3) continue;
    const injection = (round + 1) / 4;
    add(x, keys[injection % 3]!);
    add(y, keys[(injection + 1) % 3]!);
    f.get(y).i32x4(injection).op("i32x4.add").set(y);
  }
  f.get(x);
}
