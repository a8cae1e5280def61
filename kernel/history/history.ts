// What was typed: cells numbered as the user sees them, of this session at once, of all sessions from disk. The disk is
// never a reason to fail, nor to wait: cells are written a moment later, and when that cannot be, history goes on in memory.
import { statfsSync } from "node:fs";
import { makeFolder } from "../folders.ts";
import type { HistoryItem } from "../protocol/replies.ts";
import { openFileStore, readHistoryFile } from "./fileStore.ts";
import { createMemoryStore } from "./memoryStore.ts";
import { findSqlite, openSqliteStore } from "./sqliteStore.ts";
import type { HistoryStore, Item } from "./store.ts";

export interface HistoryQuery {
  output: boolean;
  /** 0 means this one, a negative number one before it. */
  session?: number | undefined;
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
  add(input: string): number;
  /** The text of a cell's result. */
  setOutput(line: number, output: string | null): void;
  tail(query: HistoryQuery): HistoryItem[];
  /** Lines from `start` up to, not including, `stop`. */
  range(query: HistoryQuery): HistoryItem[];
  /** Inputs that match a pattern with `*` and `?`; the newest `n`, oldest first. */
  search(query: HistoryQuery): HistoryItem[];
  /** Writes what waits. */
  close(): void;
}

export interface HistoryOptions {
  /** Where it is kept; undefined: in memory only. */
  folder?: string | undefined;
  /** Hears, once, why it cannot be kept. */
  onProblem?: (problem: string) => void;
}

/** How long cells wait to be written together, in ms. */
const delay = 1000;
/** Longer results are kept by their beginning, in characters. */
const longestOutput = 10_000;

export function createHistory({ folder, onProblem = () => {} }: HistoryOptions = {}): History {
  const memory = createMemoryStore();
  /** Of this session, not on disk yet. */
  const waiting = new Map<number, Item>();
  let disk: HistoryStore | "unopened" | undefined = folder === undefined ? undefined : "unopened";
  let count = 1;
  let timer: NodeJS.Timeout | undefined;

  /** Works on the disk's store as long as that goes well; else on memory's. */
  const using = <T>(work: (store: HistoryStore) => T): T => {
    try {
      if (disk === "unopened") disk = open(folder!);
      if (disk) return work(disk);
    } catch (error) {
      disk = undefined;
      onProblem(`history: it is not kept on disk: ${reasonOf(error as Error, folder!)}`);
    }
    return work(memory);
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const items = [...waiting.values()];
    if (items.length === 0 || disk === undefined) return;
    using((store) => store.write(items));
    waiting.clear();
  };
  const keep = (item: Item) => {
    memory.write([item]);
    if (disk === undefined) return;
    waiting.set(item.line, item);
    timer ??= setTimeout(flush, delay).unref();
  };
  const answer = (query: HistoryQuery, ask: (store: HistoryStore) => Item[]): HistoryItem[] => {
    flush();
    return using(ask).map(toItem(query.output));
  };

  return {
    get count() {
      return count;
    },
    add(input) {
      keep({ session: 0, line: count, input, output: null });
      return count++;
    },
    setOutput(line, output) {
      const [item] = memory.range(memory.session, line, line + 1);
      if (item && output !== null) keep({ ...item, output: output.slice(0, longestOutput) });
    },
    tail: (query) => answer(query, (store) => store.tail(query.n)),
    range: (query) =>
      answer(query, (store) => {
        const { session = 0, start = 0, stop = Number.POSITIVE_INFINITY } = query;
        return store.range(session > 0 ? session : store.session + session, start, stop);
      }),
    search: (query) =>
      answer(query, (store) =>
        store.search({ pattern: query.pattern ?? "*", unique: query.unique ?? false, n: query.n }),
      ),
    close() {
      flush();
      if (typeof disk === "object") disk.close();
    },
  };
}

function open(folder: string): HistoryStore {
  makeFolder(folder, 0o700);
  const sqlite = findSqlite();
  return sqlite ? openSqliteStore(folder, sqlite, () => readHistoryFile(folder)) : openFileStore(folder);
}

/** Stores call a full disk by many names. */
function reasonOf({ message }: Error, folder: string): string {
  if (!/ENOSPC|disk is full/.test(message) && hasRoom(folder)) return `${message} (${folder})`;
  return `no space is left on the disk of ${folder}\nhelp: free some and restart the kernel, or set CELLGRAD_HISTORY to a folder elsewhere`;
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= littleRoom;
  } catch {
    return true; // there is no such folder: that is the reason
  }
}

/** What a database needs to begin with, bytes. */
const littleRoom = 65_536;

const toItem =
  (withOutput: boolean) =>
  ({ session, line, input, output }: Item): HistoryItem => [
    session,
    line,
    withOutput ? [input, output] : input,
  ];
