// Turns a cell's many small writes into few stream messages. A token bucket keeps any second to 20 messages and lets short
// output leave at once and in order; only when tokens are short are alternating stdout and stderr merged by name.
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

export function createStreamBuffer(
  send: (name: StreamName, text: string) => void,
  clock: Clock = systemClock,
  limit = defaultLimit,
): StreamBuffer {
  let pieces: { name: StreamName; text: string }[] = [];
  let room = limit;
  let tokens = burst;
  let counted = clock.now();
  let cancel: (() => void) | undefined;

  const refill = () => {
    const now = clock.now();
    tokens = Math.min(burst, tokens + ((now - counted) / 1000) * perSecond);
    counted = now;
  };
  const append = (name: StreamName, text: string) => {
    const last = pieces.at(-1);
    if (last?.name === name) last.text += text;
    else pieces.push({ name, text });
  };
  const flush = () => {
    cancel?.();
    cancel = undefined;
    refill();
    const sending = pieces.length > Math.max(1, tokens) ? mergeByName(pieces) : pieces;
    pieces = [];
    tokens -= sending.length;
    for (const { name, text } of sending) send(name, text);
  };

  return {
    write(name, text) {
      if (text === "" || room < 0) return;
      append(name, text.length > room ? text.slice(0, room) : text);
      room -= text.length;
      if (room < 0) append("stderr", notice(limit));
      refill();
      const missing = ((1 - tokens) / perSecond) * 1000;
      cancel ??= clock.after(Math.max(gather, missing), flush);
    },
    flush,
  };
}

function mergeByName(pieces: { name: StreamName; text: string }[]): { name: StreamName; text: string }[] {
  const texts = new Map<StreamName, string>();
  for (const { name, text } of pieces) texts.set(name, (texts.get(name) ?? "") + text);
  return [...texts].map(([name, text]) => ({ name, text }));
}

function notice(limit: number): string {
  return `\noutput: this cell printed more than ${limit / 1e6} MB; the rest is not shown\nhelp: print less, or write it to a file\n`;
}
