// Forgets the notebook's variables, on purpose. What the death of an evaluator does by accident is in `main.ts`.
import { closeAllComms } from "./comms.ts";
import type { Kernel } from "./kernel.ts";

/** Stops all other cells; `cell` is the one that asks for it. */
export async function resetNotebook(kernel: Kernel, cell: number): Promise<void> {
  for (const [other, { abort }] of kernel.running) if (other !== cell) abort.abort();
  await kernel.evaluation.interrupt();
  await kernel.evaluation.restart();
  await forgetCells(kernel);
}

/** The evaluator is a fresh one: nothing of what it was told exists. */
export async function forgetCells(kernel: Kernel): Promise<void> {
  closeAllComms(kernel);
  (await kernel.engine()).transformer.reset();
  await (await kernel.checker().catch(() => undefined))?.reset();
}
