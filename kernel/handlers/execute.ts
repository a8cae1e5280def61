// Runs a cell: check and transform, run, tell the outcome. What is shown comes from the evaluator's events; this file says
// in which order things happen and what the reply is.
import { bold, red } from "../protocol/ansi.ts";
import type { RunOutcome } from "../protocol/evaluator.ts";
import type { ErrorContent, ExpressionResult } from "../protocol/replies.ts";
import { aborted } from "./aborted.ts";
import { deathReport } from "./death.ts";
import type { Answer, Ask, Handler } from "./handler.ts";
import type { Kernel, RunningCell } from "./kernel.ts";
import { prepare } from "./prepare.ts";

type Request = Ask<"execute_request">;

export const execute: Handler<"execute_request"> = {
  lane: "cells",
  async handle(ask, kernel) {
    const started = new Date().toISOString();
    const { content, publish, askInput } = ask;
    const count = kernel.history.count;
    if (content.code.trim() === "") return { reply: { status: "ok", ...extras(count) } };
    const cell = kernel.outputs.open(publish, { silent: content.silent });
    const abort = new AbortController();
    const running: RunningCell = { abort, payloads: [], ...(content.allow_stdin && { askInput }) };
    kernel.running.set(cell, running);
    try {
      const answer = await runCell(ask, kernel, { cell, count, running });
      const { status } = answer.reply;
      const abortQueue = status === "error" && content.stop_on_error;
      return { ...answer, abortQueue, metadata: { started, status, dependencies_met: true } };
    } finally {
      kernel.running.delete(cell);
      abort.abort();
    }
  },
};

interface Run {
  /** Our number and the user's. */
  cell: number;
  count: number;
  running: RunningCell;
}

async function runCell(
  ask: Request,
  kernel: Kernel,
  { cell, count, running }: Run,
): Promise<Answer<"execute_request">> {
  const { content, publish } = ask;
  const { code, silent } = content;
  const { signal } = running.abort;
  const entry = content.store_history && !silent ? kernel.history.add(code) : undefined;
  if (!silent) publish("execute_input", { code, execution_count: count });

  const failed = (error: ErrorContent, after?: () => Promise<void>): Answer<"execute_request"> => {
    kernel.outputs.flush(cell);
    const { ename, evalue, traceback } = error;
    if (!silent) publish("error", { ename, evalue, traceback });
    const reply = { status: "error", ename, evalue, traceback, ...extras(count, running) } as const;
    return { reply, ...(after && { after }) };
  };

  const prepared = await Promise.race([prepare(code, cell, count, kernel), aborted(signal)]);
  if (prepared === "aborted" || signal.aborted) return failed(interrupted(count));
  if ("error" in prepared) return failed(prepared.error);
  const { script, checker, hints } = prepared;
  if (hints !== "") kernel.outputs.take({ type: "stream", cell, name: "stderr", text: hints });

  const { transformer } = await kernel.engine();
  const evaluated = kernel.evaluation.run(
    {
      cell,
      executionCount: count,
      url: `cell-${cell}.ts`,
      code: script.code,
      ...(script.map && { map: script.map }),
      source: code,
      hasResult: script.hasResult,
      silent,
    },
    signal,
  );
  const unsettled = (error: unknown) => kernel.log(`check: ${error}`);
  checker?.commit(code);
  const outcome = await evaluated;
  if (outcome.status !== "died") transformer.commit(script);

  // Not waited for: the checker keeps its calls in order and lets the next cell pass.
  const after = async () => void checker?.settle().catch(unsettled);
  if (outcome.status !== "ok") return failed(errorOf(outcome, count), after);
  if (outcome.result) {
    kernel.outputs.show(cell, "execute_result", { execution_count: count, ...outcome.result });
  }
  kernel.outputs.flush(cell);
  if (entry) entry.output = plainText(outcome.result?.data);
  const expressions = await evaluateAll(ask, kernel, count, signal);
  return { reply: { status: "ok", ...extras(count, running), user_expressions: expressions }, after };
}

/** What every reply to a cell has. */
const extras = (count: number, running?: RunningCell) => ({
  execution_count: count,
  user_expressions: {},
  payload: running?.payloads ?? [],
});

function errorOf(outcome: Exclude<RunOutcome, { status: "ok" }>, count: number): ErrorContent {
  if (outcome.status === "error") return outcome.error;
  return outcome.status === "died" ? deathReport(outcome.death, count) : interrupted(count);
}

function interrupted(count: number): ErrorContent {
  const evalue = `Cell In[${count}] was stopped; all variables are kept`;
  return { ename: "Interrupted", evalue, traceback: [`${red(bold("Interrupted"))}: ${evalue}`] };
}

function plainText(data: Record<string, unknown> | undefined): string | null {
  const text = data?.["text/plain"];
  return typeof text === "string" ? text : null;
}

/** `user_expressions`: values that a front end wants with the reply, shown nowhere. */
async function evaluateAll(
  { content, publish }: Request,
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
