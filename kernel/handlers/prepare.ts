// From a cell's text to what can run: magics, type check and transform. A cell that does not parse or does not type never
// reaches the evaluator.
import type { Script } from "../cell/cell.ts";
import type { Checker, Diagnostic } from "../check/checker.ts";
import type { ErrorContent } from "../protocol/replies.ts";
import type { Kernel } from "./kernel.ts";
import { type Cell, hintText, magicError, syntaxError, typeErrors } from "./problems.ts";
import { resetNotebook } from "./reset.ts";

export type Prepared =
  | { error: ErrorContent }
  | {
      script: Script;
      /** What was checked and transformed: the user's text, or what stands for it. */
      code: string;
      /** Undefined when the cell ran unchecked. */
      checker: Checker | undefined;
      /** What is shown beside the cell's output. */
      hints: string;
    };

/** `source` is the user's text, `cell` and `count` are the numbers that we and the user have for it. */
export async function prepare(
  source: string,
  cell: number,
  count: number,
  kernel: Kernel,
): Promise<Prepared> {
  if (!/^[ \t]*%/m.test(source)) return compile({ source, code: source, count }, cell, kernel);
  const { magics } = await kernel.engine();
  const rewritten = magics.rewriteMagics(source);
  if (rewritten === undefined) return compile({ source, code: source, count }, cell, kernel);
  if ("problem" in rewritten) return { error: magicError(source, count, rewritten.problem) };
  const host = { settings: kernel.settings, reset: () => resetNotebook(kernel, cell) };
  for (const { start, end, apply } of rewritten.before) {
    try {
      const text = await apply(host);
      kernel.outputs.take({ type: "stream", cell, name: "stdout", text });
    } catch (error) {
      return { error: magicError(source, count, { message: (error as Error).message, start, end }) };
    }
  }
  return compile({ source, code: rewritten.source, count }, cell, kernel);
}

async function compile(cell: Cell, number: number, kernel: Kernel): Promise<Prepared> {
  const checking = check(cell.code, kernel);
  const { transformer } = await kernel.engine();
  const made = transformer.transform(cell.code, number);
  const { checker, diagnostics, failure } = await checking;
  if ("problem" in made) return { error: syntaxError(cell, made.problem) };
  const { typeErrors: mode } = kernel.settings;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0 && mode === "stop") return { error: typeErrors(cell, errors) };
  return {
    script: made.script,
    code: cell.code,
    checker,
    hints: failure ?? (mode === "off" ? "" : hintText(cell, diagnostics)),
  };
}

interface Checked {
  checker: Checker | undefined;
  diagnostics: Diagnostic[];
  failure?: string;
}

/** A checker that fails must not keep cells from running: they run unchecked, and say so. */
async function check(source: string, kernel: Kernel): Promise<Checked> {
  try {
    const checker = await kernel.checker();
    return { checker, diagnostics: await checker.check(source) };
  } catch (error) {
    kernel.log(`check: ${error}`);
    const failure = `check: the type checker failed, this cell ran unchecked: ${(error as Error).message}\n`;
    return { checker: undefined, diagnostics: [], failure };
  }
}
