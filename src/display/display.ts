// `display`: shows a value now, and gives a handle with which to replace it later. Values that render at once go out at
// once; the rest (charts, tensors) hold their place among the prints of their cell until they are drawn.
import { isPromise } from "../metrics/values.ts";
import { jupyterDisplay, type MimeBundle, type Rendered } from "./mime.ts";
import { renderNow } from "./render.ts";
import { type DisplayMessage, holdPlace, holdsPlaces, send } from "./sink.ts";

/** The last display under way of each queue: what has one id is shown in its order. */
const drawing = new Map<string, Promise<void>>();
/** The one queue of a sink that holds no places. */
const everything = "";

/**
 * A value on show, made by `display`.
 * @example
 * const status = display("starting …");
 * await status.update("done");
 */
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

  /**
   * Shows another value in the same place; resolves when it has been sent.
   * @example
   * await display("starting …").update(markdown("**done**"));
   */
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
 * Charts and tensors take a moment to draw; what the cell prints next is shown after them all the same.
 *
 * @param options.id a name by which later displays can replace this one; made up when left out
 * @returns a handle whose `update` shows another value in the same place
 * @example
 * display(plot.line([3, 2, 1]));
 * const status = display("starting …");
 * status.update("done");
 */
export function display(value: unknown, options: { id?: string } = {}): DisplayHandle {
  const id = options.id ?? newId();
  return new DisplayHandle(id, enqueue(value, id, false));
}

/** Resolves when everything displayed so far has been sent. It never rejects. */
export async function displaysSettled(): Promise<void> {
  while (drawing.size > 0) await Promise.allSettled(drawing.values());
}

/** Lets go of displays under way: their cell was stopped, so they may never finish and nothing may wait for them. */
export function abandonDisplays(): void {
  drawing.clear();
}

/** Unique in a notebook's life, also across kernels; loading `node:crypto` for that would cost milliseconds. */
function newId(): string {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
}

function enqueue(value: unknown, id: string, update: boolean): Promise<void> {
  const messageOf = (result: Rendered): DisplayMessage | undefined =>
    Object.keys(result.data).length > 0 ? { ...result, transient: { display_id: id }, update } : undefined;
  const result = renderNow(value);
  const queue = holdsPlaces() ? id : everything;
  const earlier = drawing.get(queue);
  if (!earlier && !isPromise(result)) {
    const message = messageOf(result);
    if (message) send(message);
    return Promise.resolve();
  }
  const fill = holdPlace();
  const turn: Promise<void> = Promise.all([result, earlier?.catch(() => {})])
    .then(([rendered]) => fill(messageOf(rendered)))
    .finally(() => {
      if (drawing.get(queue) === turn) drawing.delete(queue);
    });
  turn.catch(() => {});
  drawing.set(queue, turn);
  return turn;
}
