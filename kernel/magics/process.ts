// A program run on behalf of a cell: what it prints is the cell's, and an interrupt ends it with everything it has started.
// It stays in the evaluator's process group, so that it ends with the evaluator as well; therefore its own children are
// looked up when it has to be stopped.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { type EvaluatorHost, MagicError } from "./magic.ts";

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
  const problem = await host.whileInterruptible(() => stopAll(child), ended);
  if (problem) throw new MagicError(`${name}: ${problem}`);
}

function stopAll(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(child.pid), "/t", "/f"]);
    return;
  }
  const parents = parentsOfAll();
  const doomed = [child.pid];
  for (const pid of doomed) for (const [each, parent] of parents) if (parent === pid) doomed.push(each);
  for (const pid of doomed) {
    try {
      process.kill(pid, "SIGTERM");
    } catch {
      // It has ended by itself.
    }
  }
}

/** Every process of the system with its parent. */
function parentsOfAll(): [pid: number, parent: number][] {
  if (process.platform === "linux") {
    const pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
    return pids.flatMap((pid): [number, number][] => {
      const parent = /^PPid:\s*(\d+)/m.exec(readStatus(pid))?.[1];
      return parent ? [[Number(pid), Number(parent)]] : [];
    });
  }
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return (stdout ?? "").split("\n").flatMap((row): [number, number][] => {
    const [pid, parent] = row.trim().split(/\s+/).map(Number);
    return pid && parent ? [[pid, parent]] : [];
  });
}

function readStatus(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}
