// How a run that did not end well is told to its user.
import { bold } from "../protocol/ansi.ts";
import type { RunOutcome } from "../protocol/evaluator.ts";
import type { ErrorContent } from "../protocol/replies.ts";
import { deathReport } from "./death.ts";

export function errorOf(outcome: Exclude<RunOutcome, { status: "ok" }>, count: number): ErrorContent {
  if (outcome.status === "error") return outcome.error;
  return outcome.status === "died" ? deathReport(outcome.death, count) : interrupted(count);
}

export function interrupted(count: number): ErrorContent {
  const evalue = `Cell In[${count}] was stopped; all variables are kept`;
  return { ename: "Interrupted", evalue, traceback: [`${bold("Interrupted")}: ${evalue}`] };
}
