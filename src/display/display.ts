// `display`: shows a value now, and gives a handle with which to replace it later. Values that render at once go out at
// once, among the prints of their cell; the rest (charts, tensors) in the order in which they were displayed.
import { isPromise } from "../metrics/values.ts";
import { jupyterDisplay, type MimeBundle, type Rendered } from "./mime.ts";
import { renderNow } from "./render.ts";
import { send } from "./sink.ts";

let pending: Promise<void> | undefined;

/** A value on show. */
export class DisplayHandle {
  /** Jupyter's display id. */
  readonly id: string;
  #done: Promise<void>;

  constructor(id: string, done: Promise<void>) {
    this.id = id;
    this.#done = done;
  }

  /** Resolves when the front end has been sent all that was shown through this handle. */
  get ready(): Promise<void> {
    return this.#done;
  }

  /** Shows another value in the same place. */
  update(value: unknown): Promise<void> {
    this.#done = enqueue(value, this.id, true);
    return this.#done;
  }

  /** Nothing: what it stands for is shown already, also where `display(…)` ends a cell. */
  [jupyterDisplay](): MimeBundle {
    return {};
  }
}

/**
 * Shows a value in the notebook: tensors, charts, pictures, HTML, anything. In a plain script its text is printed.
 * Charts and tensors take a moment to draw: write `await display(chart).ready` where what is printed next must come after.
 *
 * @param options.id a name by which later displays can replace this one; made up when left out
 * @returns a handle whose `update` shows another value in the same place
 * @example
 * const status = display("starting …");
 * status.update(plot.line(losses));
 */
export function display(value: unknown, options: { id?: string } = {}): DisplayHandle {
  const id = options.id ?? newId();
  return new DisplayHandle(id, enqueue(value, id, false));
}

/** Resolves when everything displayed so far has been sent. It never rejects. */
export async function displaysSettled(): Promise<void> {
  while (pending) await pending.catch(() => {});
}

/** Lets go of displays under way: their cell was stopped, so they may never finish and nothing may wait for them. */
export function abandonDisplays(): void {
  pending = undefined;
}

/** Unique in a notebook's life, also across kernels; loading `node:crypto` for that would cost milliseconds. */
function newId(): string {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
}

function enqueue(value: unknown, id: string, update: boolean): Promise<void> {
  const deliver = (result: Rendered) => {
    if (Object.keys(result.data).length > 0) send({ ...result, transient: { display_id: id }, update });
  };
  const result = renderNow(value);
  if (!pending && !isPromise(result)) {
    deliver(result);
    return Promise.resolve();
  }
  const turn: Promise<void> = Promise.all([result, pending?.catch(() => {})])
    .finally(() => {
      if (pending === turn) pending = undefined;
    })
    .then(([bundle]) => deliver(bundle));
  turn.catch(() => {});
  pending = turn;
  return turn;
}
