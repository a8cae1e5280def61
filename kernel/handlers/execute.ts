// Runs a cell: check and transform, run, tell the outcome. What is shown comes from the evaluator's events; this file says
// in which order things happen and what the reply is.
import type { Checker } from "../check/checker.ts";
import { scriptUrl } from "../debug/cellIds.ts";
import type { RunOutcome } from "../protocol/evaluator.ts";
import type { ErrorContent } from "../protocol/replies.ts";
import { aborted } from "./aborted.ts";
import type { Answer, Ask, Handler } from "./handler.ts";
import type { Kernel, RunningCell } from "./kernel.ts";
import { errorOf, interrupted } from "./outcome.ts";
import { prepare } from "./prepare.ts";
import { evaluateAll } from "./userExpressions.ts";

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
  const line = content.store_history && !silent ? kernel.history.add(code) : undefined;
  if (!silent) publish("execute_input", { code, execution_count: count });

  const failed = (error: ErrorContent, after?: () => Promise<void>): Answer<"execute_request"> => {
    kernel.outputs.flush(cell);
    const { ename, evalue, traceback } = error;
    if (!silent) publish("error", { ename, evalue, traceback });
    const reply = { status: "error", ename, evalue, traceback, ...extras(count, running) } as const;
    return { reply, ...(after && { after }) };
  };

  const begun = await kernel.turns.take(() => begin(code, { cell, count, running }, silent, kernel));
  if ("error" in begun) return failed(begun.error);
  const { checker } = begun;
  const outcome = await begun.outcome;

  // Not waited for: the checker keeps its calls in order and lets the next cell pass.
  const after = async () => void checker?.settle().catch((error: unknown) => kernel.log(`check: ${error}`));
  if (outcome.status !== "ok") return failed(errorOf(outcome, count), after);
  if (outcome.result) {
    kernel.outputs.show(cell, "execute_result", { execution_count: count, ...outcome.result });
  }
  kernel.outputs.flush(cell);
  if (line !== undefined) kernel.history.setOutput(line, plainText(outcome.result?.data));
  const expressions = await evaluateAll(ask, kernel, count, signal);
  return { reply: { status: "ok", ...extras(count, running), user_expressions: expressions }, after };
}

/**
 * Checks a cell and starts it. One at a time: a cell of another subshell is checked against what this one declares, and its
 * names are fitted to this one's.
 */
async function begin(
  source: string,
  { cell, count, running }: Run,
  silent: boolean,
  kernel: Kernel,
): Promise<Begun> {
  const { signal } = running.abort;
  const prepared = await Promise.race([prepare(source, cell, count, kernel), aborted(signal)]);
  if (prepared === "aborted" || signal.aborted) return { error: interrupted(count) };
  if ("error" in prepared) return prepared;
  const { script, code, checker, hints } = prepared;
  if (hints !== "") kernel.outputs.take({ type: "stream", cell, name: "stderr", text: hints });
  const { transformer } = await kernel.engine();
  const url = scriptUrl(source, cell);
  const map = script.map && { map: script.map };
  const debugged = await kernel.debugging.beforeRun({ url, known: { cell: count, source, ...map } });
  const outcome = kernel.evaluation.run(
    {
      cell,
      executionCount: count,
      url,
      code: script.code,
      ...map,
      source,
      hasResult: script.hasResult,
      silent,
      ...debugged,
      fullTracebacks: kernel.settings.tracebacks === "full",
      ...(checker?.paths && { paths: checker.paths }),
    },
    signal,
  );
  checker?.commit(code);
  transformer.commit(script);
  return { outcome, checker };
}

type Begun = { error: ErrorContent } | { outcome: Promise<RunOutcome>; checker: Checker | undefined };

/** What every reply to a cell has. */
const extras = (count: number, running?: RunningCell) => ({
  execution_count: count,
  user_expressions: {},
  payload: running?.payloads ?? [],
});

function plainText(data: Record<string, unknown> | undefined): string | null {
  const text = data?.["text/plain"];
  return typeof text === "string" ? text : null;
}
