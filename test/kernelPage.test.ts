// docs/kernel.md says what the kernel answers; each of its claims leads to a test that is there, by the test's name.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { root } from "./support/unpack.ts";

const page = join(root, "docs", "kernel.md");

interface Row {
  feature: string;
  claim: string;
}

/** The rows of all tables, with what they say of this kernel. */
function rowsOf(markdown: string): Row[] {
  const rows: Row[] = [];
  let column = -1;
  for (const line of markdown.split("\n")) {
    const cells = line.startsWith("|") ? line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "")) : [];
    if (cells.length === 0) column = -1;
    else if (column < 0) column = cells.indexOf("cellgrad");
    else if (!/^-+$/.test(cells[0]!)) rows.push({ feature: cells[0]!, claim: cells[column] ?? "" });
  }
  return rows;
}

const link = /\[([^\]]+)\]\((\S+) "((?:[^"\\]|\\.)+)"\)/g;

/** The names of a file's tests: in Python also those of its classes. */
function testsIn(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const names = file.endsWith(".py")
    ? text.matchAll(/^\s*(?:def|class) (\w+)/gm)
    : text.matchAll(/^\s*it\(\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)/gm);
  return [...names].map(([, plain, template]) => (plain ?? template)!.replace(/\\(.)/g, "$1"));
}

describe("docs/kernel.md", () => {
  const rows = rowsOf(readFileSync(page, "utf8"));

  it("has a row for every message that the kernel takes, and more", () => {
    assert.ok(rows.length > 80, `${rows.length} rows`);
  });

  for (const { feature, claim } of rows) {
    it(`shows what it says of: ${feature}`, () => {
      const links = [...claim.matchAll(link)];
      const isDenied = /^(no|partly)\b/.test(claim);
      assert.ok(isDenied || links.length > 0, `neither a link to a test nor a no: ${claim}`);
      assert.doesNotMatch(claim.replace(link, ""), /\byes\b/, "a yes leads to a test");
      for (const [, , path, title] of links) {
        const file = join(dirname(page), path!);
        assert.ok(existsSync(file), `no such file: ${path}`);
        assert.ok(testsIn(file).includes(title!), `no such test in ${path}: ${title}`);
      }
    });
  }
});
