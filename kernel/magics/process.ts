// A program run on behalf of a cell: what it prints is the cell's, and an interrupt ends it with everything it has started.
// It stays in the evaluator's process group, so that it ends with the evaluator as well.
import { type ChildProcess, spawn } from "node:child_process";
import { type EvaluatorHost, MagicError } from "./magic.ts";
import { endTree } from "./processTree.ts";

export interface Program {
  /** How it is called in errors. */
  name: string;
  command: string;
  args: string[];
  /** Lets the system's shell read `command`. */
  shell?: boolean;
}

/** Resolves when it has ended well; rejects with its exit code or signal. */
export async function runProgram(
  { name, command, args, shell = false }: Program,
  host: EvaluatorHost,
): Promise<void> {
  const child = spawn(command, args, { cwd: host.directory, shell, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.on("data", (text: Buffer) => host.write(text, "stdout"));
  child.stderr.on("data", (text: Buffer) => host.write(text, "stderr"));
  const ended = new Promise<string | undefined>((resolve, reject) => {
    child.once("error", (error) => reject(new MagicError(`${name}: it cannot be started: ${error.message}`)));
    child.once("close", (code, signal) =>
      resolve(code === 0 ? undefined : signal ? `signal ${signal}` : `exit code ${code}`),
    );
  });
  const problem = await host.whileInterruptible(() => end(child), ended);
  if (problem) throw new MagicError(`${name}: ${problem}`);
}

function end({ pid }: ChildProcess): void {
  if (pid !== undefined) endTree(pid);
}
