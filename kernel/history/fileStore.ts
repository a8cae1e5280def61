// History as a file that is only appended to, one JSON line a cell, so that several kernels can write it at once. A session's
// number is the place of its first line among those of all sessions. For Nodes without SQLite.
import { appendFileSync, closeSync, fstatSync, openSync, readSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { uuid } from "../protocol/uuid.ts";
import { type HistoryStore, type Item, newest, searchIn } from "./store.ts";

/** `i` the input, `o` the output, `l` the line, `s` the session's token; a line without `l` begins a session. */
interface Row {
  s: string;
  l?: number;
  i?: string;
  o?: string;
}

/** A file that is longer than this, in bytes, loses its older half when it is opened. */
const longest = 20_000_000;

export const historyFile = "history.jsonl";

/** Opens, or makes, the file in a folder, and begins a session; throws when that cannot be done. */
export function openFileStore(folder: string): HistoryStore {
  const file = join(folder, historyFile);
  const token = uuid();
  const contents = new Contents(file);
  contents.shorten();
  append(file, [{ s: token }]);
  contents.read();
  const session = contents.numberOf(token);
  return {
    session,
    write: (items) =>
      append(
        file,
        items.map(({ line, input, output }) => ({
          s: token,
          l: line,
          i: input,
          ...(output !== null && { o: output }),
        })),
      ),
    tail: (n) => newest(contents.read(), n),
    range: (wanted, start, stop) =>
      contents.read().filter(({ session: of, line }) => of === wanted && line >= start && line < stop),
    search: (search) => searchIn(contents.read(), search),
    close() {},
  };
}

/** The items of a file, without a session of one's own; empty when there is no such file. */
export function readHistoryFile(folder: string): Item[] {
  return new Contents(join(folder, historyFile)).read();
}

function append(file: string, rows: Row[]): void {
  appendFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""), { mode: 0o600 });
}

/** What the file holds; reads on where it stopped. */
class Contents {
  readonly #file: string;
  readonly #sessions = new Map<string, number>();
  /** By session and line. */
  readonly #items = new Map<string, Item>();
  #offset = 0;
  #rest = "";

  constructor(file: string) {
    this.#file = file;
  }

  numberOf(token: string): number {
    return this.#sessions.get(token) ?? 0;
  }

  read(): Item[] {
    const lines = (this.#rest + this.#more()).split("\n");
    this.#rest = lines.pop()!;
    for (const line of lines) this.#take(line);
    return [...this.#items.values()];
  }

  shorten(): void {
    if (this.read().length === 0 || this.#offset < longest) return;
    const kept = [...this.#items.values()].slice(-Math.ceil(this.#items.size / 2));
    const tokens = new Map([...this.#sessions].map(([token, number]) => [number, token]));
    const rows: Row[] = [...this.#sessions.keys()].map((s) => ({ s }));
    for (const { session, line, input, output } of kept)
      rows.push({ s: tokens.get(session)!, l: line, i: input, ...(output !== null && { o: output }) });
    const shorter = `${this.#file}.${uuid()}`;
    writeFileSync(shorter, rows.map((row) => `${JSON.stringify(row)}\n`).join(""), { mode: 0o600 });
    renameSync(shorter, this.#file);
    this.#offset = 0;
    this.#rest = "";
    this.#items.clear();
  }

  #more(): string {
    let handle: number;
    try {
      handle = openSync(this.#file, "r");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
      throw error;
    }
    try {
      const bytes = Buffer.alloc(Math.max(0, fstatSync(handle).size - this.#offset));
      const length = readSync(handle, bytes, 0, bytes.length, this.#offset);
      // Up to the last whole line: another kernel may be in the middle of one.
      const end = bytes.subarray(0, length).lastIndexOf(10) + 1;
      this.#offset += end;
      return bytes.toString("utf8", 0, end);
    } finally {
      closeSync(handle);
    }
  }

  #take(text: string): void {
    let row: Row;
    try {
      row = JSON.parse(text) as Row;
    } catch {
      return; // a line that was torn
    }
    if (typeof row?.s !== "string") return;
    if (!this.#sessions.has(row.s)) this.#sessions.set(row.s, this.#sessions.size + 1);
    if (typeof row.l !== "number" || typeof row.i !== "string") return;
    const session = this.#sessions.get(row.s)!;
    const output = typeof row.o === "string" ? row.o : null;
    this.#items.set(`${session} ${row.l}`, { session, line: row.l, input: row.i, output });
  }
}
