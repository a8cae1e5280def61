// From a cell's text to what can run: type check and transform side by side. A cell that does not parse or does not type
// never reaches the evaluator.
import type { Script } from "../cell/cell.ts";
import type { Checker, Diagnostic } from "../check/checker.ts";
import type { ErrorContent } from "../protocol/replies.ts";
import type { Kernel } from "./kernel.ts";
import { hintText, syntaxError, typeErrors } from "./problems.ts";

export type Prepared =
  | { error: ErrorContent }
  | {
      script: Script /** Undefined when the cell ran unchecked. */;
      checker: Checker | undefined;
      hints: string;
    };

export async function prepare(
  source: string,
  cell: number,
  count: number,
  kernel: Kernel,
): Promise<Prepared> {
  const checking = check(source, kernel);
  const { transformer } = await kernel.engine();
  const made = transformer.transform(source, cell);
  const { checker, diagnostics, failure } = await checking;
  if ("problem" in made) return { error: syntaxError(source, count, made.problem) };
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) return { error: typeErrors(source, count, errors) };
  return { script: made.script, checker, hints: failure ?? hintText(source, count, diagnostics) };
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
