// How many displays a cell may send. What stays in the notebook is counted up to a limit; what takes the place of something
// (an update, what follows a clear) may come for ever, but not faster than a front end can draw it. Of what is held back the
// latest is sent, once a second and before the reply: an animation always ends with its last picture.
import type { Events } from "../protocol/events.ts";
import type { Clock } from "./streamBuffer.ts";

export type Shown = "display_data" | "update_display_data" | "execute_result" | "clear_output";

export type Send = <T extends Shown>(type: T, content: Events[T]) => void;

export interface DisplayFlow {
  /** `length` is the content's, in characters. */
  take<T extends Shown>(type: T, content: Events[T], length: number): void;
  /** To be called before text is sent: text after a clear must not be cleared. */
  beforeText(): void;
  /** Sends what was held back. */
  flush(): void;
}

/** What a front end does for each output, in characters that it could show instead. */
const overhead = 1000;
/** The part of the limit that comes back each second for what takes the place of something. */
const comesBack = 0.03;
/** How long something is held back, ms. */
const interval = 1000;
/** How many displays may have an update that is held back; of more, those whose last one is the oldest lose it. */
const mostUpdates = 100;

type Held = { type: Shown; content: Events[Shown] };

/** `limit` in characters; `onLimit` is called when displays begin to be left out. */
export function createDisplayFlow(send: Send, onLimit: () => void, clock: Clock, limit: number): DisplayFlow {
  let kept = 0;
  let isOver = false;
  let flow = limit;
  let counted = clock.now();
  /** A clear that is held back, and what comes after it. */
  let frame: Held[] = [];
  let latest: Held | undefined;
  const updates = new Map<unknown, Held>();
  let cancel: (() => void) | undefined;

  const pay = (cost: number): boolean => {
    const now = clock.now();
    flow = Math.min(limit, flow + ((now - counted) / 1000) * comesBack * limit);
    counted = now;
    if (flow < cost && flow < limit) return false;
    flow -= cost;
    return true;
  };
  const hold = () => {
    cancel ??= clock.after(interval, flush);
  };
  const flush = () => {
    cancel?.();
    cancel = undefined;
    const held = [...frame, ...(latest ? [latest] : []), ...updates.values()];
    frame = [];
    latest = undefined;
    updates.clear();
    for (const { type, content } of held) send(type, content);
  };
  const clear = (held: Held) => {
    kept = 0;
    isOver = false;
    latest = undefined;
    updates.clear();
    if (frame.length === 0 && pay(overhead)) return send(held.type, held.content);
    frame = [held];
    hold();
  };
  const update = (held: Held, cost: number) => {
    const id = "transient" in held.content ? held.content.transient?.display_id : undefined;
    if (frame.length === 0 && !updates.has(id) && pay(cost)) return send(held.type, held.content);
    updates.delete(id);
    updates.set(id, held);
    if (updates.size > mostUpdates) updates.delete(updates.keys().next().value);
    hold();
  };
  const add = (held: Held, cost: number) => {
    kept += cost;
    if (kept > limit) {
      latest = held;
      hold();
      if (!isOver) onLimit();
      isOver = true;
    } else if (frame.length > 0) frame.push(held);
    else {
      pay(cost);
      send(held.type, held.content);
    }
  };

  return {
    take(type, content, length) {
      const held = { type, content };
      if (type === "clear_output") clear(held);
      else if (type === "update_display_data") update(held, length + overhead);
      else if (type === "display_data") add(held, length + overhead);
      else {
        flush(); // a result stands last, and is never left out
        send(type, content);
      }
    },
    beforeText() {
      if (frame.length > 0) flush();
    },
    flush,
  };
}
