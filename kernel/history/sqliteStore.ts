// History in a SQLite database, through Node's own module (from 22.13 on without a flag). Several kernels may use it at once.
import { closeSync, existsSync, openSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { HistoryStore, Item, Search } from "./store.ts";

interface Statement {
  run(...parameters: (string | number | null)[]): { lastInsertRowid: number | bigint };
  all(...parameters: (string | number | null)[]): unknown[];
}

/** What is used of `node:sqlite`. */
interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

type DatabaseClass = new (path: string) => Database;

const schema = `
  CREATE TABLE IF NOT EXISTS sessions (session INTEGER PRIMARY KEY AUTOINCREMENT, started TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS history (
    session INTEGER NOT NULL, line INTEGER NOT NULL, input TEXT NOT NULL, output TEXT, PRIMARY KEY (session, line)
  ) WITHOUT ROWID;`;

export const databaseFile = "history.sqlite";

/** Node's SQLite; undefined where this Node has none. */
export function findSqlite(): DatabaseClass | undefined {
  const { emitWarning } = process;
  process.emitWarning = () => {}; // it calls itself experimental on every start
  try {
    const found = process.getBuiltinModule?.("node:sqlite" as "node:fs") as unknown;
    return (found as { DatabaseSync?: DatabaseClass } | undefined)?.DatabaseSync;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Opens, or makes, the database in a folder, and begins a session; throws when that cannot be done. */
export function openSqliteStore(
  folder: string,
  DatabaseSync: DatabaseClass,
  earlier: () => Item[] = () => [],
): HistoryStore {
  const file = join(folder, databaseFile);
  const isNew = !existsSync(file);
  if (isNew) closeSync(openSync(file, "a", 0o600)); // for its owner only, before anything is in it
  let database: Database;
  try {
    database = prepare(file, DatabaseSync);
  } catch (error) {
    if (!/malformed|not a database/.test(String(error))) throw error;
    renameSync(file, `${file}.broken-${Date.now()}`);
    database = prepare(file, DatabaseSync);
  }
  if (isNew) adopt(database, earlier());
  return storeOf(database);
}

function prepare(file: string, DatabaseSync: DatabaseClass): Database {
  const database = new DatabaseSync(file);
  // Several kernels may write; none shall wait long for the others, nor for the disk.
  database.exec("PRAGMA busy_timeout = 250; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  database.exec(schema);
  return database;
}

/** Takes over what was typed under another Node. */
function adopt(database: Database, items: Item[]): void {
  const begin = database.prepare("INSERT OR IGNORE INTO sessions (session, started) VALUES (?, '')");
  const insert = database.prepare("INSERT OR REPLACE INTO history VALUES (?, ?, ?, ?)");
  for (const { session, line, input, output } of items) {
    begin.run(session);
    insert.run(session, line, input, output);
  }
}

/** SQLite has given some transactions up by itself, on a full disk for one. */
function giveUp(database: Database): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // There is none any more.
  }
}

function storeOf(database: Database): HistoryStore {
  const started = database.prepare("INSERT INTO sessions (started) VALUES (?)").run(new Date().toISOString());
  const session = Number(started.lastInsertRowid);
  const replace = database.prepare("INSERT OR REPLACE INTO history VALUES (?, ?, ?, ?)");
  /** The newest rows that satisfy a condition, oldest first. */
  const rows = (condition: string, parameters: (string | number)[], n: number | undefined) => {
    const limit = n === undefined ? -1 : Math.max(0, n);
    const sql = `SELECT session, line, input, output FROM history ${condition} ORDER BY session DESC, line DESC LIMIT ?`;
    const found = database.prepare(sql).all(...parameters, limit) as Item[];
    return found.map((row) => ({ ...row })).reverse();
  };
  return {
    session,
    write(items) {
      database.exec("BEGIN IMMEDIATE");
      try {
        for (const { line, input, output } of items) replace.run(session, line, input, output);
        database.exec("COMMIT");
      } catch (error) {
        giveUp(database);
        throw error;
      }
    },
    tail: (n) => rows("", [], n),
    range: (wanted, start, stop) =>
      rows(
        "WHERE session = ? AND line >= ? AND line < ?",
        [wanted, start, Math.min(stop, Number.MAX_SAFE_INTEGER)],
        undefined,
      ),
    search({ pattern, unique, n }: Search) {
      // GLOB knows sets in brackets besides; here a bracket is a bracket.
      const literal = pattern.replaceAll("[", "[[]");
      const last = `AND (session, line) IN (SELECT session, line FROM
        (SELECT session, line, row_number() OVER (PARTITION BY input ORDER BY session DESC, line DESC) AS age FROM history)
        WHERE age = 1)`;
      return rows(`WHERE input GLOB ? ${unique ? last : ""}`, [literal], n);
    },
    close: () => database.close(),
  };
}
