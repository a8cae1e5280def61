// The documentation of operations says what they do: its pages are those that the doc comments and the records make, and
// the lines on shapes and dtypes in doc comments hold.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { type Op, ops } from "../../src/ops/index.ts";
import { root } from "../support/unpack.ts";
import { staleComments } from "./comments.ts";
import { documented, pages } from "./pages.ts";

const help = "help: npm run docs";

describe("documentation of operations", () => {
  it("has an entry for every op", () => {
    const known = new Set(documented().map(({ op }) => op));
    const missing = Object.entries(ops).filter(([, op]) => !known.has(op as Op));
    assert.deepEqual(
      missing.map(([name]) => name),
      [],
    );
  });

  it("tells in each op's doc comment which shapes and dtypes it takes", () => {
    const stale = staleComments().map(({ entry }) => `${entry.place}: ${entry.short}`);
    assert.deepEqual(stale, [], help);
  });

  it("tells in the doc comment of what refuses shapes which errors it throws", () => {
    const silent = documented().filter(
      ({ comment, op }) =>
        op && /Shapes: broadcast|\baxis\b/.test(comment ?? "") && !comment!.includes("@throws"),
    );
    assert.deepEqual(
      silent.map(({ place, short }) => `${place}: ${short}`),
      [],
    );
  });

  it("is what the doc comments and the records make of it", async () => {
    const made = await pages();
    const files = readdirSync(join(root, "docs/tensors")).map((file) => `tensors/${file}`);
    assert.deepEqual([...made.keys()].sort(), ["tensors.md", ...files].sort(), help);
    for (const [path, text] of made) {
      assert.ok(readFileSync(join(root, "docs", path), "utf8") === text, `docs/${path} is stale. ${help}`);
    }
  });
});
