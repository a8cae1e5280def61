// The front's side of displays that take a moment to draw: `display(chart)` holds a place when it is called, and what its cell
// says next waits behind it. Each cell waits for its own displays only, and nothing waits for ever: see the two patiences.
// It knows no pipes; what it is told is already in one order (timeline.ts).
import type { EvaluatorEvent } from "../protocol/evaluator.ts";
import type { Payload } from "./messages.ts";

/** What is put in order. */
export type Said = EvaluatorEvent | Exclude<Payload, { type: "ready" }>;
/** What comes out: the places are gone. */
export type Ordered = Exclude<Said, { type: "hold" | "rendering" | "fill" }>;

/** Calls back after `ms`; the result cancels. */
export type After = (ms: number, callback: () => void) => () => void;

/** How long others wait for a display while its evaluator is too busy to draw anything (a loop without `await`), ms. */
export const busyPatience = 250;
/** … and while it is being drawn. The first chart loads its library; a tensor may have to be computed. */
export const drawingPatience = 5000;
/** Characters that may wait behind a display. */
export const mostWaiting = 1_000_000;

interface Place {
  type: "place";
  number: number;
  patience: number;
  /** Set once something waits behind it. */
  stop?: () => void;
  /** Filled, or given up. */
  done: boolean;
  display?: EvaluatorEvent;
}

const systemAfter: After = (ms, callback) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};

export class Places {
  /** By cell; a cell without places has no lane. */
  readonly #lanes = new Map<number, Lane>();
  readonly #deliver: (said: Ordered) => void;
  readonly #after: After;

  constructor(deliver: (said: Ordered) => void, after: After = systemAfter) {
    this.#deliver = deliver;
    this.#after = after;
  }

  take(said: Said): void {
    const { cell } = said;
    const lane = this.#lanes.get(cell);
    if (said.type === "hold") (lane ?? this.#open(cell)).hold(said.place);
    else if (said.type === "rendering") lane?.draws(said.place);
    else if (said.type === "fill") {
      const { place, display, update } = said;
      const shown = display && ({ type: "display", cell, display, update } as const);
      // One that comes too late is shown at once: whatever still waits came after it.
      if (!lane?.fill(place, shown) && shown) this.#deliver(shown);
    } else if (lane) lane.push(said);
    else this.#deliver(said);
  }

  /** Nothing more will be drawn: all that waits goes out. */
  end(): void {
    for (const lane of [...this.#lanes.values()]) lane.giveUp();
  }

  #open(cell: number): Lane {
    const lane = new Lane(this.#deliver, this.#after, () => this.#lanes.delete(cell));
    this.#lanes.set(cell, lane);
    return lane;
  }
}

/** What waits for one cell's displays. */
class Lane {
  readonly #queue: (Ordered | Place)[] = [];
  readonly #deliver: (said: Ordered) => void;
  readonly #after: After;
  readonly #onEmpty: () => void;
  #waiting = 0;

  constructor(deliver: (said: Ordered) => void, after: After, onEmpty: () => void) {
    this.#deliver = deliver;
    this.#after = after;
    this.#onEmpty = onEmpty;
  }

  hold(number: number): void {
    this.#queue.push({ type: "place", number, patience: busyPatience, done: false });
  }

  /** A reply waits for nothing: its cell's displays have all been shown, unless they were abandoned. */
  push(said: Ordered): void {
    this.#queue.push(said);
    this.#waiting += said.type === "stream" ? said.text.length : 0;
    if (said.type === "reply" || this.#waiting > mostWaiting) this.giveUp();
    else this.#hurry(this.#queue.length - 2);
  }

  draws(number: number): void {
    const place = this.#find(number);
    if (!place) return;
    place.patience = drawingPatience;
    if (place.stop) this.#limit(place);
  }

  /** False when nobody waits for it any more. */
  fill(number: number, display: EvaluatorEvent | undefined): boolean {
    const place = this.#find(number);
    if (!place) return false;
    if (display) place.display = display;
    this.#hurry(this.#queue.indexOf(place) - 1);
    this.#settle(place);
    return true;
  }

  giveUp(): void {
    for (const item of this.#queue) if (item.type === "place") item.done = true;
    this.#advance();
  }

  #find(number: number): Place | undefined {
    return this.#queue.find((item): item is Place => item.type === "place" && item.number === number);
  }

  /** Starts the clocks of the places up to there for which nothing has waited so far. */
  #hurry(last: number): void {
    for (let at = last; at >= 0; at--) {
      const item = this.#queue[at]!;
      if (item.type !== "place" || item.done || item.stop) break;
      this.#limit(item);
    }
  }

  #limit(place: Place): void {
    place.stop?.();
    place.stop = this.#after(place.patience, () => this.#settle(place));
  }

  #settle(place: Place): void {
    place.done = true;
    this.#advance();
  }

  #advance(): void {
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      if (next.type === "place" && !next.done) return;
      this.#queue.shift();
      if (next.type === "place") {
        next.stop?.();
        if (next.display) this.#deliver(next.display as Ordered);
      } else {
        if (next.type === "stream") this.#waiting -= next.text.length;
        this.#deliver(next);
      }
    }
    this.#onEmpty();
  }
}
