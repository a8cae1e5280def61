// What a store of history is, and how a question about it reads. Two implementations: `sqliteStore.ts` where this Node has
// SQLite, `fileStore.ts` elsewhere. Stores throw; whoever holds one goes on without it.

export interface Item {
  session: number;
  /** The cell's number in its session. */
  line: number;
  input: string;
  output: string | null;
}

export interface Search {
  /** `*` and `?` stand for any text and any character. */
  pattern: string;
  /** Each input once, where it was last typed. */
  unique: boolean;
  /** The newest ones; all when undefined. */
  n?: number | undefined;
}

export interface HistoryStore {
  /** The number of this kernel's session. */
  readonly session: number;
  /** Writes items of this session; a line that was written before is replaced. */
  write(items: readonly Item[]): void;
  /** Of all sessions, oldest first; all when `n` is undefined. */
  tail(n?: number): Item[];
  /** Lines from `start` up to, not including, `stop`. */
  range(session: number, start: number, stop: number): Item[];
  /** Oldest first. */
  search(search: Search): Item[];
  close(): void;
}

/** A pattern with `*` and `?` as a regular expression; everything else stands for itself. */
export function glob(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^]*")
    .replaceAll("?", "[^]");
  return new RegExp(`^${source}$`);
}

/** The newest `n` that match; `items` are in order. */
export function searchIn(items: readonly Item[], { pattern, unique, n }: Search): Item[] {
  const wanted = glob(pattern);
  const matching = items.filter(({ input }) => wanted.test(input));
  const last = new Map(matching.map((item) => [item.input, item]));
  return newest(unique ? matching.filter((item) => last.get(item.input) === item) : matching, n);
}

export const newest = <T>(items: readonly T[], n: number | undefined): T[] =>
  items.slice(n === undefined ? 0 : Math.max(0, items.length - n));
