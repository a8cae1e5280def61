// The cells of this kernel's life, numbered as the user sees them. Not the front end's history of earlier sessions: nothing
// is written to disk.
import type { HistoryItem } from "../protocol/replies.ts";

interface Entry {
  line: number;
  input: string;
  output: string | null;
}

export interface HistoryQuery {
  output: boolean;
  start?: number | undefined;
  stop?: number | undefined;
  n?: number | undefined;
  pattern?: string | undefined;
  unique?: boolean;
}

export interface History {
  /** The number of the cell about to run. */
  readonly count: number;
  /** Gives the cell about to run its number for good. */
  add(input: string): Entry;
  tail(query: HistoryQuery): HistoryItem[];
  /** Lines from `start` up to, not including, `stop`. */
  range(query: HistoryQuery): HistoryItem[];
  /** Inputs that match a pattern with `*` and `?`; the newest `n`, oldest first. */
  search(query: HistoryQuery): HistoryItem[];
}

/** The number by which a query means this session; 0 means it too. */
export const thisSession = 1;

export function createHistory(): History {
  const entries: Entry[] = [];
  const newest = (chosen: Entry[], query: HistoryQuery) =>
    chosen.slice(query.n === undefined ? 0 : Math.max(0, chosen.length - query.n)).map(toItem(query.output));
  return {
    get count() {
      return entries.length + 1;
    },
    add(input) {
      const entry: Entry = { line: entries.length + 1, input, output: null };
      entries.push(entry);
      return entry;
    },
    tail: (query) => newest(entries, query),
    range: (query) =>
      entries
        .filter(({ line }) => line >= (query.start ?? 0) && line < (query.stop ?? Number.POSITIVE_INFINITY))
        .map(toItem(query.output)),
    search(query) {
      const wanted = glob(query.pattern ?? "*");
      const matching = entries.filter(({ input }) => wanted.test(input));
      return newest(query.unique ? lastOfEach(matching) : matching, query);
    },
  };
}

const toItem =
  (withOutput: boolean) =>
  ({ line, input, output }: Entry): HistoryItem => [thisSession, line, withOutput ? [input, output] : input];

function lastOfEach(entries: Entry[]): Entry[] {
  const last = new Map(entries.map((entry) => [entry.input, entry]));
  return entries.filter((entry) => last.get(entry.input) === entry);
}

function glob(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^]*")
    .replaceAll("?", "[^]");
  return new RegExp(`^${source}$`);
}
