// Starts the process of an evaluator. Apart from what speaks with it (`client.ts`), so that it is on its way before that is
// loaded.
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { uuid } from "../protocol/uuid.ts";
import { evaluatorFlags } from "./flags.ts";
import { nonceVariable } from "./marks.ts";

export interface EvaluatorOptions {
  /** The notebook's folder: working directory, and where modules are looked for. */
  directory: string;
  /** Added to this process's environment. */
  env?: Record<string, string>;
  /** Added to the flags that an evaluator needs. */
  execArgv?: string[];
}

/** An evaluator's process, and the secret of its marks. */
export interface EvaluatorProcess {
  process: ChildProcess;
  nonce: string;
}

const mainFile = fileURLToPath(new URL("./main.js", import.meta.url));

/** A process without an id did not start. */
export function spawnEvaluator({ directory, env = {}, execArgv = [] }: EvaluatorOptions): EvaluatorProcess {
  const nonce = uuid();
  const child = spawn(process.execPath, [...evaluatorFlags(), ...execArgv, mainFile], {
    cwd: directory,
    env: { ...process.env, ...env, [nonceVariable]: nonce },
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
    detached: true, // its own group: a terminal's Ctrl-C reaches the front only, and the group can be ended as one
  });
  child.on("error", () => {}); // its missing id tells
  return { process: child, nonce };
}
