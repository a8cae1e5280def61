// The evaluator's side of displays that take a moment to draw: holds their places among what their cell says, and fills them in
// the order of the program. How long others wait for a place is the front's business (places.ts).
import type { DisplayData } from "../protocol/mime.ts";
import { payload } from "./output.ts";

/** A drawn display; `update` replaces an earlier one. */
export type Drawn = DisplayData & { update: boolean };

interface Held {
  cell: number;
  place: number;
  /** The front knows that it is being drawn. */
  told: boolean;
  /** Drawn, and waiting for earlier ones of its cell. */
  drawn?: { display?: Drawn | undefined };
  sent: Promise<void>;
  onSent: () => void;
}

export class HeldDisplays {
  /** Those of each cell that are not sent, the earliest first. */
  readonly #open = new Map<number, Held[]>();
  #count = 0;

  /** Takes the next place in a cell's output; the result fills it, with nothing where there is nothing to show. */
  hold(cell: number): (display?: Drawn) => void {
    let onSent = (): void => {};
    const sent = new Promise<void>((resolve) => {
      onSent = resolve;
    });
    const held: Held = { cell, place: ++this.#count, told: false, sent, onSent };
    payload({ type: "hold", cell, place: held.place });
    const open = this.#open.get(cell);
    if (open) open.push(held);
    else this.#open.set(cell, [held]);
    setImmediate(() => this.#tell(held)); // a loop without `await` never lets it come to that
    return (display) => this.#fill(held, display);
  }

  /** Resolves when what a cell has displayed so far is on its way to the front. */
  async settled(cell: number): Promise<void> {
    const open = this.#open.get(cell);
    if (!open) return;
    for (const held of open) this.#tell(held);
    await open.at(-1)?.sent;
  }

  /** After an interrupt: some may never be drawn, so none waits for another any more. */
  abandon(): void {
    const all = [...this.#open.values()].flat();
    this.#open.clear();
    for (const held of all) {
      if (held.drawn) send(held);
      held.onSent();
    }
  }

  #tell(held: Held): void {
    if (held.told) return;
    held.told = true;
    if (!held.drawn) payload({ type: "rendering", cell: held.cell, place: held.place });
  }

  #fill(held: Held, display: Drawn | undefined): void {
    held.drawn = { display };
    const open = this.#open.get(held.cell);
    if (!open?.includes(held)) {
      send(held);
      return;
    }
    for (let next = open[0]; next?.drawn; next = open[0]) {
      open.shift();
      send(next);
    }
    if (open.length === 0) this.#open.delete(held.cell);
  }
}

function send({ cell, place, drawn, onSent }: Held): void {
  const display = drawn?.display;
  const fill = { type: "fill", cell, place, update: display?.update ?? false } as const;
  try {
    payload(display ? { ...fill, display: contentOf(display) } : fill);
  } catch (error) {
    const text = `display: this value cannot be shown: ${error instanceof Error ? error.message : error}`;
    payload({ ...fill, display: { data: { "text/plain": text }, metadata: {} } });
  }
  onSent();
}

/** A display as it travels. */
export const contentOf = ({ data, metadata, transient }: Drawn): DisplayData => ({
  data,
  metadata,
  ...(transient && { transient }),
});
