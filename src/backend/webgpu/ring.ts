// The memory of a plan's results. A step that runs again and again writes to two buffers in turn, so that its bind groups
// stay valid: what still lies there for a tensor that nobody may ever look at again is moved aside, which is cheaper.
import { storedBytes } from "../../graph/dtype.ts";
import type { Plan } from "../../graph/kernel.ts";
import type { Block, BufferPool } from "./memory.ts";

/** Larger results are not moved: making bind groups is little beside computing them. */
const mostMoved = 2 ** 20;

/** A copy to be made before the plan runs. */
export type Move = readonly [from: Block, to: Block];

export class OutputRing {
  /** The slots of what is given. */
  readonly inputs: readonly number[];
  /** The slots of the results. */
  readonly slots: readonly number[];
  readonly slotCount: number;
  readonly #bytes: readonly number[];
  /** The last two blocks of each result, the older one first. */
  readonly #last: Block[][];

  constructor({ slots }: Plan) {
    this.slotCount = slots.length;
    const slotsOf = (wanted: Plan["slots"][number]["role"]) =>
      slots.flatMap(({ role }, slot) => (role === wanted ? [slot] : []));
    this.inputs = slotsOf("input");
    this.slots = slotsOf("output");
    this.#bytes = this.slots.map((slot) => storedBytes(slots[slot]!));
    this.#last = this.slots.map(() => []);
  }

  /** Puts a block for each result into `blocks`, where those of the inputs are already. */
  fill(blocks: Block[], pool: BufferPool): readonly Move[] {
    const moves: Move[] = [];
    this.slots.forEach((slot, i) => {
      const last = this.#last[i]!;
      const oldest = last.length === 2 ? last.shift()! : undefined;
      const block = (oldest && reuse(oldest, blocks, pool, moves)) || pool.take(this.#bytes[i]!);
      last.push(block);
      blocks[slot] = block;
    });
    return moves;
  }
}

/** The block, if it is free or can be made free cheaply. Those `inUse` stay where they are. */
function reuse(block: Block, inUse: readonly Block[], pool: BufferPool, moves: Move[]): Block | undefined {
  if (block.free) return pool.claim(block);
  const { holder, size } = block;
  if (!holder || holder.block !== block || size > mostMoved || inUse.includes(block)) return undefined;
  const aside = pool.take(size);
  moves.push([block, aside]);
  holder.block = aside;
  aside.holder = holder;
  return block;
}
