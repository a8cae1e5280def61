// Runs the magics that belong in the evaluator: `$k.magic(name, args)` stands where the cell has one. The magics themselves
// are loaded with the first of them.
import type { EvaluatorHost, Magic, Variable } from "../magics/magic.ts";
import { runtimeModules } from "../protocol/runtimeModules.ts";
import { onInterrupted } from "./interruption.ts";
import { type Owner, writeText } from "./output.ts";
import type { FrontQuestions } from "./questions.ts";

const table = new URL("../magics/index.js", import.meta.url).href;

/** What is used of `src/backend/registry`. */
interface DeviceRegistry {
  devicesInUse(): { name: string; live: number; pooled: number }[];
}

export interface RunnerOptions {
  directory: string;
  owner: Owner;
  questions: FrontQuestions;
  importOwn(url: string): Promise<unknown>;
  /** Evaluates a list of expressions in the notebook's scope; undefined in the place of one that throws. */
  look(expressions: string[]): Promise<({ value: unknown } | undefined)[]>;
}

export function createMagicRunner({ directory, owner, questions, importOwn, look }: RunnerOptions) {
  return async (name: string, args: string, body = ""): Promise<void> => {
    const { cell } = owner();
    const { magics } = (await importOwn(table)) as { magics: readonly Magic[] };
    const magic = magics.find((each) => each.name === name);
    const action = body === "" && magic?.line ? magic.line : magic?.cell;
    if (!action || !("run" in action)) throw new Error(`magic: the evaluator cannot run it: ${name}`);
    const host: EvaluatorHost = {
      directory,
      write(text, stream = "stdout") {
        const bytes = typeof text === "string" ? Buffer.from(text) : text;
        writeText(cell, owner().running, stream, bytes);
      },
      async variables() {
        const names = await questions.ask("names", {});
        const values = await look(names.map(({ emitted }) => emitted));
        return names.map(({ name }, index): Variable => ({ name, ...values[index] }));
      },
      figures: () => questions.ask("figures", {}),
      async devices() {
        const { devicesInUse } = (await importOwn(runtimeModules.registry)) as DeviceRegistry;
        return devicesInUse();
      },
      async whileInterruptible(stop, work) {
        const forget = onInterrupted(cell, stop);
        return work.finally(forget);
      },
    };
    await action.run(args, body, host);
  };
}
