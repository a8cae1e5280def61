// Turns a cell's many small writes into few stream messages. A token bucket keeps any second to 20 messages and lets short
// output leave at once and in order; only when tokens are short are alternating stdout and stderr merged by name.
// Lines that were written over are collapsed; a cell that prints too much is cut short.
import { collapse } from "./carriageReturns.ts";

export type StreamName = "stdout" | "stderr";

export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Calls back after `ms`; the result cancels. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

export interface StreamBuffer {
  write(name: StreamName, text: string): void;
  /** Sends what is waiting, now. */
  flush(): void;
}

/** Tokens at most, and how many come back in a second: together the messages of the worst second. */
const burst = 10;
const perSecond = 10;
/** How long a first write waits for more, in ms. */
const gather = 15;
/** A cell's text may be this long, in characters. */
const defaultLimit = 10_000_000;
/** What waits is collapsed when it grows beyond this, in characters. */
const bulky = 64_000;
/** A cell that has said too much is heard once in so many ms, with so many characters. */
const sign = { interval: 1000, length: 1000 };

export function createStreamBuffer(
  send: (name: StreamName, text: string) => void,
  clock: Clock = systemClock,
  limit = defaultLimit,
): StreamBuffer {
  let pieces: Piece[] = [];
  let waiting = 0;
  let collapseAt = bulky;
  let room = limit;
  let tokens = burst;
  let counted = clock.now();
  let cancel: (() => void) | undefined;
  const afterLimit = createSigns(send, clock);

  const refill = () => {
    const now = clock.now();
    tokens = Math.min(burst, tokens + ((now - counted) / 1000) * perSecond);
    counted = now;
  };
  const append = (name: StreamName, text: string) => {
    const last = pieces.at(-1);
    if (last?.name === name) last.text += text;
    else pieces.push({ name, text });
    waiting += text.length;
    if (waiting < Math.min(collapseAt, room)) return;
    for (const piece of pieces) piece.text = collapse(piece.text);
    waiting = pieces.reduce((sum, piece) => sum + piece.text.length, 0);
    collapseAt = Math.max(bulky, 2 * waiting);
    if (waiting > room) flush();
  };
  const flush = () => {
    cancel?.();
    cancel = undefined;
    refill();
    const sending = pieces.length > Math.max(1, tokens) ? mergeByName(pieces) : pieces;
    pieces = [];
    waiting = 0;
    tokens -= sending.length;
    for (const { name, text } of sending) deliver(name, collapse(text));
  };
  const deliver = (name: StreamName, text: string) => {
    if (room < 0) return afterLimit(name, text);
    send(name, text.length > room ? text.slice(0, room) : text);
    const over = text.slice(room);
    room -= text.length;
    if (room >= 0) return;
    send("stderr", notice(limit));
    afterLimit(name, over);
  };

  return {
    write(name, text) {
      if (text === "") return;
      if (room < 0) return afterLimit(name, text);
      append(name, text);
      if (pieces.length === 0) return;
      refill();
      const missing = ((1 - tokens) / perSecond) * 1000;
      cancel ??= clock.after(Math.max(gather, missing), flush);
    },
    flush,
  };
}

interface Piece {
  name: StreamName;
  text: string;
}

/** Shows the last line of what it is given, from time to time: a sign of life. */
function createSigns(send: (name: StreamName, text: string) => void, clock: Clock) {
  let latest: Piece | undefined;
  let isDue = false;
  return (name: StreamName, text: string): void => {
    const line =
      text
        .trimEnd()
        .split(/[\r\n]/)
        .at(-1) ?? "";
    if (line === "") return;
    latest = { name, text: `${line.slice(0, sign.length)}\n` };
    if (isDue) return;
    isDue = true;
    clock.after(sign.interval, () => {
      isDue = false;
      if (latest) send(latest.name, latest.text);
      latest = undefined;
    });
  };
}

function mergeByName(pieces: Piece[]): Piece[] {
  const texts = new Map<StreamName, string>();
  for (const { name, text } of pieces) texts.set(name, (texts.get(name) ?? "") + text);
  return [...texts].map(([name, text]) => ({ name, text }));
}

function notice(limit: number): string {
  return `\noutput: this cell printed more than ${limit / 1e6} MB; from here on one line a second is shown\nhelp: print less, write it to a file, or raise the limit: %config outputLimit=100\n`;
}
