// What the checker's tests share: a folder with files, a checker on it, and cells one after another. Not part of the kernel.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import type { Completions, Diagnostic, Inspection } from "./checker.ts";
import { type CheckerOptions, createChecker, type TypeScriptChecker } from "./typescriptChecker.ts";

export interface TestNotebook {
  directory: string;
  checker: TypeScriptChecker;
  /** Writes a file of the notebook's folder. */
  write(path: string, text: string): void;
  /** Checks a cell, and commits it when it may run. */
  run(source: string): Promise<Diagnostic[]>;
  /** Runs cells that must have nothing to say. */
  runAll(...sources: string[]): Promise<void>;
  /** Completes at `¦`. */
  complete(marked: string): Promise<Completions>;
  /** The texts that complete at `¦`. */
  completeTexts(marked: string): Promise<string[]>;
  /** Inspects at `¦`. */
  inspect(marked: string): Promise<Inspection | undefined>;
}

/** Opens a notebook in a folder with these files; the tests' end closes it. */
export function openNotebook(
  files: Record<string, string> = {},
  options: Omit<CheckerOptions, "directory"> = {},
): TestNotebook {
  const directory = mkdtempSync(join(tmpdir(), "cellgrad-check-"));
  const write = (path: string, text: string) => {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  const { library, ...others } = options;
  const checker = createChecker({
    directory,
    ...(library ? { library: join(directory, library) } : {}),
    ...others,
  });
  after(() => {
    checker.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const run = async (source: string) => {
    const found = await checker.check(source);
    if (!found.some(({ severity }) => severity === "error")) await checker.commit(source);
    return found;
  };
  const complete = (marked: string) => checker.complete(marked.replace("¦", ""), marked.indexOf("¦"));
  return {
    directory,
    checker,
    write,
    run,
    complete,
    async runAll(...sources) {
      for (const source of sources) assert.deepEqual(texts(await run(source)), [], source);
    },
    completeTexts: async (marked) => (await complete(marked)).entries.map(({ text }) => text),
    inspect: (marked) => checker.inspect(marked.replace("¦", ""), marked.indexOf("¦")),
  };
}

/** Diagnostics as `TS2322 message`. */
export const texts = (found: Diagnostic[]) => found.map(({ code, message }) => `TS${code} ${message}`);
