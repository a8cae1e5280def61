// `user_expressions`: values that a front end wants with the reply to a cell, shown nowhere.
import type { ExpressionResult } from "../protocol/replies.ts";
import type { Ask } from "./handler.ts";
import type { Kernel } from "./kernel.ts";
import { errorOf } from "./outcome.ts";

/** Each by its name; one that fails does not stop the others. */
export async function evaluateAll(
  { content, publish }: Ask<"execute_request">,
  kernel: Kernel,
  count: number,
  signal: AbortSignal,
): Promise<Record<string, ExpressionResult>> {
  const results: Record<string, ExpressionResult> = {};
  for (const [name, expression] of Object.entries(content.user_expressions)) {
    const cell = kernel.outputs.open(publish, { silent: true, brief: true });
    results[name] = await evaluate(String(expression), cell, kernel, count, signal);
  }
  return results;
}

async function evaluate(
  source: string,
  cell: number,
  kernel: Kernel,
  count: number,
  signal: AbortSignal,
): Promise<ExpressionResult> {
  const { transformer } = await kernel.engine();
  const made = transformer.transform(source, cell);
  if ("problem" in made) {
    return { status: "error", ename: "SyntaxError", evalue: made.problem.message, traceback: [] };
  }
  const { script } = made;
  const { code, hasResult } = script;
  const url = `cell-${cell}.ts`;
  const map = script.map && { map: script.map };
  const outcome = await kernel.evaluation.run(
    { cell, executionCount: count, url, code, ...map, source, hasResult, silent: true },
    signal,
  );
  if (outcome.status !== "ok") {
    const { ename, evalue, traceback } = errorOf(outcome, count);
    return { status: "error", ename, evalue, traceback };
  }
  return { status: "ok", data: outcome.result?.data ?? {}, metadata: outcome.result?.metadata ?? {} };
}
