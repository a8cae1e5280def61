// Where a loop is written: into which module, and where it finds its memory then.
import type { ModuleBuilder } from "../assembler/module.ts";
import type { Helpers } from "./helpers.ts";

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
