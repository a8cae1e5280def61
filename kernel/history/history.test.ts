// History in memory and on disk: every store keeps the same promises, and none of them can break the kernel.
import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { historyFile, openFileStore, readHistoryFile } from "./fileStore.ts";
import { createHistory } from "./history.ts";
import { historyFolder } from "./location.ts";
import { databaseFile, findSqlite, openSqliteStore } from "./sqliteStore.ts";
import type { HistoryStore } from "./store.ts";

const sqlite = findSqlite();
const withoutSqlite = sqlite ? false : "this Node has no SQLite";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cellgrad-history-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (store: HistoryStore, ...inputs: string[]) =>
  store.write(inputs.map((input, i) => ({ session: store.session, line: i + 1, input, output: null })));
const places = (items: { session: number; line: number }[]) =>
  items.map(({ session, line }) => `${session}.${line}`);

const stores: [name: string, skip: string | false, open: () => HistoryStore][] = [
  ["a file", false, () => openFileStore(folder)],
  ["SQLite", withoutSqlite, () => openSqliteStore(folder, sqlite!)],
];

for (const [name, skip, open] of stores)
  describe(`history in ${name}`, { skip }, () => {
    it("keeps sessions apart and in order, also those that are open at once", () => {
      const first = open();
      const second = open();
      assert.deepEqual([first.session, second.session], [1, 2]);
      write(second, "b1");
      write(first, "a1", "a2");
      assert.deepEqual(places(second.tail()).sort(), ["1.1", "1.2", "2.1"]);
      assert.deepEqual(places(first.range(1, 2, 9)), ["1.2"]);
      assert.deepEqual(places(first.range(2, 0, 9)), ["2.1"]);
      first.close();
      second.close();
      const third = open();
      assert.equal(third.session, 3);
      assert.equal(third.tail(1).length, 1);
      third.close();
    });

    it("replaces a line that is written again", () => {
      const store = open();
      write(store, "x");
      store.write([{ session: store.session, line: 1, input: "x", output: "42" }]);
      assert.deepEqual(store.tail(), [{ session: 1, line: 1, input: "x", output: "42" }]);
      store.close();
    });

    it("searches by pattern: the newest, each once when asked to, everything else literal", () => {
      const store = open();
      write(store, "const a = 1", "a", "b[*]?", "a", "ä\n2");
      const found = (pattern: string, unique = false, n?: number) =>
        store.search({ pattern, unique, n }).map(({ line }) => line);
      assert.deepEqual(found("*a*"), [1, 2, 4]);
      assert.deepEqual(found("*a*", false, 2), [2, 4]);
      assert.deepEqual(found("a", true), [4]);
      assert.deepEqual(found("*", true), [1, 3, 4, 5]);
      assert.deepEqual(found("b[*"), [3]);
      assert.deepEqual(found("?"), [2, 4]);
      assert.deepEqual(found("ä*"), [5]);
      assert.deepEqual(found("A"), []);
      store.close();
    });

    it("is for its owner's eyes", { skip: process.platform === "win32" && "has no modes" }, () => {
      write(open(), "secret");
      for (const file of readdirSync(folder))
        assert.equal(statSync(join(folder, file)).mode & 0o077, 0, file);
    });
  });

describe("history in a file", () => {
  it("is not disturbed by lines that are torn or foreign", () => {
    const store = openFileStore(folder);
    write(store, "one");
    appendFileSync(join(folder, historyFile), '{"s": 5}\nnonsense\n[]\nnull\n{"s":"half');
    assert.deepEqual(
      store.tail().map(({ input }) => input),
      ["one"],
    );
  });

  it("loses its older half when it is too long", () => {
    const rows = Array.from({ length: 3000 }, (_, i) =>
      JSON.stringify({ s: "t", l: i + 1, i: "x".repeat(8000) }),
    );
    writeFileSync(join(folder, historyFile), `{"s":"t"}\n${rows.join("\n")}\n`);
    const store = openFileStore(folder);
    assert.equal(store.session, 2);
    const kept = store.tail();
    assert.deepEqual([kept.length, kept[0]!.line, kept.at(-1)!.line], [1500, 1501, 3000]);
    assert.ok(readFileSync(join(folder, historyFile)).length < 13_000_000);
  });
});

describe("history in SQLite", { skip: withoutSqlite }, () => {
  it("begins with what another Node has kept in a file", () => {
    write(openFileStore(folder), "typed before");
    const store = openSqliteStore(folder, sqlite!, () => readHistoryFile(folder));
    assert.equal(store.session, 2);
    assert.deepEqual(places(store.tail()), ["1.1"]);
    store.close();
  });

  it("moves a broken database aside", () => {
    writeFileSync(join(folder, databaseFile), "this is no database, although it is long enough ".repeat(200));
    const store = openSqliteStore(folder, sqlite!);
    write(store, "fresh");
    assert.deepEqual(places(store.tail()), ["1.1"]);
    store.close();
    assert.ok(readdirSync(folder).some((file) => file.startsWith(`${databaseFile}.broken-`)));
  });
});

describe("history", () => {
  it("numbers cells, and answers from memory alone where nothing is to be kept", () => {
    const history = createHistory();
    for (const input of ["const a = 1", "a", "b"]) history.add(input);
    history.setOutput(2, "1");
    assert.equal(history.count, 4);
    assert.deepEqual(history.tail({ output: true, n: 2 }), [
      [1, 2, ["a", "1"]],
      [1, 3, ["b", null]],
    ]);
    assert.deepEqual(history.range({ output: false, start: 1, stop: 3 }), [
      [1, 1, "const a = 1"],
      [1, 2, "a"],
    ]);
    assert.deepEqual(history.search({ output: false, pattern: "a" }), [[1, 2, "a"]]);
  });

  it("finds earlier sessions, by number or counted back", () => {
    const earlier = createHistory({ folder });
    earlier.add("old");
    earlier.setOutput(1, "x".repeat(20_000));
    earlier.close();
    const now = createHistory({ folder });
    now.add("new");
    assert.deepEqual(now.tail({ output: false }), [
      [1, 1, "old"],
      [2, 1, "new"],
    ]);
    const back = now.range({ output: true, session: -1 });
    assert.deepEqual(back, now.range({ output: true, session: 1 }));
    assert.deepEqual(back, [[1, 1, ["old", "x".repeat(10_000)]]]);
    assert.deepEqual(now.range({ output: false, session: 0 }), [[2, 1, "new"]]);
    now.close();
  });

  const problemOf = (place: string) => {
    const problems: string[] = [];
    const history = createHistory({ folder: place, onProblem: (problem) => problems.push(problem) });
    history.add("a");
    assert.deepEqual(history.tail({ output: false }), [[1, 1, "a"]]);
    history.add("b");
    assert.deepEqual(history.search({ output: false, pattern: "b" }), [[1, 2, "b"]]);
    history.close();
    assert.equal(problems.length, 1);
    return problems[0]!;
  };

  it("goes on in memory, and says so once, where it cannot be kept", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    assert.match(problemOf(join(file, "below")), /^history: it is not kept on disk: E(NOTDIR|NOENT)/);
  });

  it("goes on in memory when the disk is full", {
    skip: process.platform !== "linux" ? "needs /dev/full" : sqlite ? "needs a Node without SQLite" : false,
  }, () => {
    symlinkSync("/dev/full", join(folder, historyFile));
    assert.match(problemOf(folder), /^history: it is not kept on disk: no space is left on the disk of /);
  });
});

describe("the folder of history", () => {
  it("is the user's, or the one that is named", () => {
    assert.equal(historyFolder({}, "linux", "/home/me"), join("/home/me", ".local", "share", "cellgrad"));
    assert.equal(historyFolder({ XDG_DATA_HOME: "/data" }, "linux", "/home/me"), join("/data", "cellgrad"));
    assert.equal(
      historyFolder({}, "darwin", "/me"),
      join("/me", "Library", "Application Support", "cellgrad"),
    );
    assert.equal(historyFolder({ CELLGRAD_HISTORY: "/here" }, "linux", "/me"), "/here");
    assert.equal(historyFolder({ CELLGRAD_HISTORY: "off" }, "linux", "/me"), undefined);
  });
});
