// Writes the body of one WebAssembly function. A stack machine's assembler: each method appends one instruction; `loop`,
// `if` and the counted `range` keep blocks balanced. Nothing is checked here: the engine's validator does.
import {
  type LaneOp,
  laneOps,
  type MemoryLaneOp,
  type MemoryOp,
  memoryLaneOps,
  memoryOps,
  type PlainOp,
  plainOps,
  simdBase,
} from "./opcodes.ts";

export type ValueType = "i32" | "f32" | "f64" | "v128";

export const valueTypes: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

const bits = new DataView(new ArrayBuffer(16));

/** Where constants lie in memory: the address of four times a 32-bit word, or undefined when there is no room. */
export type ConstantPool = (word: number) => number | undefined;

export class FunctionBuilder {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly #locals: ValueType[] = [];
  readonly #free: Record<ValueType, number[]> = { i32: [], f32: [], f64: [], v128: [] };
  readonly #code: number[] = [];
  readonly #pool: ConstantPool | undefined;

  /** With a pool, vector constants are loaded from memory: V8 builds each of them anew out of three instructions. */
  constructor(params: readonly ValueType[], results: readonly ValueType[], pool?: ConstantPool) {
    this.params = params;
    this.results = results;
    this.#pool = pool;
  }

  /** A new local, 0 at first. */
  local(type: ValueType): number {
    const reused = this.#free[type].pop();
    if (reused !== undefined) return reused;
    this.#locals.push(type);
    return this.params.length + this.#locals.length - 1;
  }

  /** Gives a local back for reuse by a later `local` of the type. */
  release(type: ValueType, index: number): void {
    this.#free[type].push(index);
  }

  #unsigned(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#code.push((rest & 0x7f) | 0x80);
      rest = Math.floor(rest / 128);
    }
    this.#code.push(rest);
  }

  #signed(value: number): void {
    let rest = value | 0;
    for (;;) {
      const byte = rest & 0x7f;
      rest >>= 7;
      if ((rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0)) {
        this.#code.push(byte);
        return;
      }
      this.#code.push(byte | 0x80);
    }
  }

  #opcode(code: number): void {
    if (code < simdBase) this.#code.push(code);
    else {
      this.#code.push(0xfd);
      this.#unsigned(code - simdBase);
    }
  }

  get(local: number): this {
    this.#code.push(0x20);
    this.#unsigned(local);
    return this;
  }
  set(local: number): this {
    this.#code.push(0x21);
    this.#unsigned(local);
    return this;
  }
  tee(local: number): this {
    this.#code.push(0x22);
    this.#unsigned(local);
    return this;
  }

  op(...names: PlainOp[]): this {
    for (const name of names) this.#opcode(plainOps[name]);
    return this;
  }

  i32(value: number): this {
    this.#code.push(0x41);
    this.#signed(value);
    return this;
  }

  f32(value: number): this {
    bits.setFloat32(0, value, true);
    this.#code.push(0x43);
    this.#bytes(4);
    return this;
  }

  f64(value: number): this {
    bits.setFloat64(0, value, true);
    this.#code.push(0x44);
    this.#bytes(8);
    return this;
  }

  /** A vector constant. */
  i32x4(a: number, b = a, c = a, d = a): this {
    [a, b, c, d].forEach((value, lane) => {
      bits.setInt32(4 * lane, value, true);
    });
    return this.#vector();
  }
  f32x4(value: number): this {
    for (let lane = 0; lane < 4; lane++) bits.setFloat32(4 * lane, value, true);
    return this.#vector();
  }
  f64x2(value: number): this {
    for (let lane = 0; lane < 2; lane++) bits.setFloat64(8 * lane, value, true);
    return this.#vector();
  }

  #vector(): this {
    const word = bits.getInt32(0, true);
    const splat = [4, 8, 12].every((at) => bits.getInt32(at, true) === word);
    const address = splat && word !== 0 ? this.#pool?.(word) : undefined;
    if (address !== undefined) return this.i32(0).memory("v128.load", address);
    this.#code.push(0xfd, 0x0c);
    this.#bytes(16);
    return this;
  }

  #bytes(count: number): void {
    for (let i = 0; i < count; i++) this.#code.push(bits.getUint8(i));
  }

  /** Picks four 32-bit lanes out of two vectors (0–3 the first, 4–7 the second). */
  shuffle(...lanes: readonly [number, number, number, number]): this {
    this.#code.push(0xfd, 0x0d);
    for (const lane of lanes) for (let byte = 0; byte < 4; byte++) this.#code.push(4 * lane + byte);
    return this;
  }

  memory(name: MemoryOp, offset = 0): this {
    const [code, alignment] = memoryOps[name];
    this.#opcode(code);
    this.#unsigned(Math.min(alignment, 2));
    this.#unsigned(offset);
    return this;
  }

  memoryLane(name: MemoryLaneOp, lane: number, offset = 0): this {
    const [code, alignment] = memoryLaneOps[name];
    this.#opcode(code);
    this.#unsigned(Math.min(alignment, 2));
    this.#unsigned(offset);
    this.#code.push(lane);
    return this;
  }

  lane(name: LaneOp, lane: number): this {
    this.#opcode(laneOps[name]);
    this.#code.push(lane);
    return this;
  }

  /** memory.fill: address, byte, length. */
  fill(): this {
    this.#code.push(0xfc, 0x0b, 0x00);
    return this;
  }

  call(index: number): this {
    this.#code.push(0x10);
    this.#unsigned(index);
    return this;
  }

  /** Runs the body again as long as it ends by leaving a non-zero i32. */
  loop(body: () => void): this {
    this.#code.push(0x03, 0x40);
    body();
    this.#code.push(0x0d, 0x00, 0x0b);
    return this;
  }

  /** Takes an i32 condition from the stack. */
  if(then: () => void, otherwise?: () => void, result?: ValueType): this {
    this.#code.push(0x04, result ? valueTypes[result] : 0x40);
    then();
    if (otherwise) {
      this.#code.push(0x05);
      otherwise();
    }
    this.#code.push(0x0b);
    return this;
  }

  /** `for (counter = from; counter < end; counter += step)`; runs not at all when from >= end (unsigned). */
  range(counter: number, from: () => void, end: () => void, step: number, body: () => void): this {
    from();
    this.tee(counter);
    end();
    return this.op("i32.lt_u").if(() => {
      this.loop(() => {
        body();
        this.get(counter).i32(step).op("i32.add").tee(counter);
        end();
        this.op("i32.lt_u");
      });
    });
  }

  /** The function's body as the code section holds it, in pieces. */
  body(): readonly (readonly number[])[] {
    const locals = [
      ...unsigned(this.#locals.length),
      ...this.#locals.flatMap((type) => [1, valueTypes[type]]),
    ];
    return [unsigned(locals.length + this.#code.length + 1), locals, this.#code, [0x0b]];
  }
}

export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}
