// Where a loop is written: into which module, and where it finds its memory then.
import type { ModuleBuilder } from "../assembler/module.ts";
import type { Helpers } from "./helpers.ts";

/** Locals of a kernel function: its parameters. */
export const kernelParams = { table: 0, parameters: 1, begin: 2, end: 3 } as const;

export interface Target {
  readonly module: ModuleBuilder;
  readonly helpers: Helpers;
  /** Exported as this, if it is. */
  readonly name: string | undefined;
  /** Places in the table, by the loop's slots. */
  readonly slots: readonly number[];
  /** Where its parameters begin: a word of the block. */
  readonly parameters: number;
}
