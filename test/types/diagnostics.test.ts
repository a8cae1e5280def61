// What the compiler says of shapes that do not fit, word for word, against the package's own declarations. The fixtures
// named `good-…` must say nothing at all.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { root } from "../support/unpack.ts";

const fixtures = join(root, "test/fixtures/types");
const expected = linesOf(readFileSync(join(fixtures, "expected.txt"), "utf8"));
let found: string[] = [];

before(() => {
  const typescript = createRequire(import.meta.url).resolve("typescript/package.json");
  const compiler = join(typescript, "../bin/tsc");
  const run = spawnSync(process.execPath, [compiler, "-p", fixtures, "--pretty", "false"], {
    encoding: "utf8",
  });
  assert.equal(run.stderr, "");
  // A diagnostic's further lines are indented: the first says it all.
  found = linesOf(run.stdout)
    .filter((line) => !line.startsWith(" "))
    .map((line) => line.replace(/^.*[/\\](?=[\w-]+\.ts\()/, ""));
});

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}

const named = (lines: readonly string[], file: string) =>
  lines.filter((line) => line.startsWith(`${file}.ts(`));

describe("types: shapes that do not fit", () => {
  for (const file of ["bad-tensor", "bad-nn", "bad-edge"]) {
    it(`are refused in these words: ${file}`, () => {
      assert.deepEqual(named(found, file), named(expected, file));
    });
  }

  it("are found where they are, and nowhere else", () => {
    assert.deepEqual(
      found.filter((line) => !line.startsWith("bad-")),
      [],
    );
  });

  it("give one diagnostic a mistake", () => {
    const lines = found.map((line) => line.replace(/,\d+\).*/, ")"));
    const twice = lines.filter((line, i) => lines.indexOf(line) !== i);
    // A function generic in a whole shape is undecided in two of its calls.
    assert.deepEqual(twice, ["bad-edge.ts(6)"]);
  });
});
