// The examples in the doc comments of the runtime: each passes the type check of a cell, runs, shows what it shows, and
// gives the values that it tells (`expression // value`, numbers to five digits).
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openNotebook } from "../kernel/check/testing.ts";
import { displaysSettled, render, setDisplaySink } from "../src/display/index.ts";
import * as cellgrad from "../src/index.ts";
import { compiled, completed, examplesIn } from "./support/examples.ts";
import { root } from "./support/unpack.ts";

const types = ["Tensor", "Callback", "DeviceName"];
const AsyncFunction = (async () => {}).constructor as new (
  ...text: string[]
) => (...args: unknown[]) => Promise<void>;

describe("examples in doc comments", () => {
  const notebook = openNotebook();
  const { log } = console;
  const home = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), "cellgrad-examples-"));
  before(() => {
    process.chdir(folder);
    console.log = () => {};
    setDisplaySink(({ data }) => healthy(data["text/plain"]));
  });
  after(() => {
    process.chdir(home);
    console.log = log;
    setDisplaySink(undefined);
    rmSync(folder, { recursive: true });
  });

  for (const { place, code } of examplesIn(join(root, "src"))) {
    it(place, async () => {
      const cell = completed(code, [...Object.keys(cellgrad), ...types]);
      const problems = await notebook.checker.check(cell);
      assert.deepEqual(
        problems.filter(({ severity }) => severity === "error").map(({ message }) => message),
        [],
      );
      const device = cellgrad.device() as cellgrad.DeviceName;
      const scope = { ...cellgrad, shown, same };
      cellgrad.manualSeed(0);
      await new AsyncFunction(...Object.keys(scope), `{${compiled(cell)}\n}`)(...Object.values(scope));
      await displaysSettled();
      await cellgrad.setDevice(device);
    });
  }
});

/** A value as a notebook would show it. */
async function shown(value: unknown): Promise<void> {
  healthy((await render(await value)).data["text/plain"]);
}

function healthy(text: unknown): void {
  assert.doesNotMatch(String(text), /^display: the \w+ renderer failed/);
}

function same(actual: unknown, expected: unknown): void {
  assert.deepEqual(rounded(actual, expected), expected);
}

/** The value with the expected one's numbers where they are close, and plain arrays for typed ones. */
function rounded(actual: unknown, expected: unknown): unknown {
  if (typeof actual === "number" && typeof expected === "number") {
    return Math.abs(actual - expected) <= 1e-5 * Math.max(1, Math.abs(expected)) ? expected : actual;
  }
  if (!Array.isArray(actual) && !ArrayBuffer.isView(actual)) return actual;
  return Array.from(actual as ArrayLike<unknown>, (value, i) =>
    rounded(value, (expected as ArrayLike<unknown> | undefined)?.[i]),
  );
}
