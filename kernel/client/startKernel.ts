// Starts a kernel process the way Jupyter does: a connection file that only its owner can read, the kernelspec's argv, a
// session of its own. Any Jupyter kernel will do. Speaking with it is `conversation.ts`.
import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../folders.ts";
import { uuid } from "../protocol/uuid.ts";
import { type Connection, createConnection, writeConnectionFile } from "../wire/connection.ts";

/** What to start, and where. */
export interface StartOptions {
  /** A kernelspec's argv, with its `{connection_file}`. */
  argv: readonly string[];
  env?: Record<string, string> | undefined;
  /** The kernel's working folder: a notebook's own. */
  directory: string;
  /** Where connection files go; made when it is not there. */
  runtimeFolder: string;
  /** Hears what the process itself prints: what is no cell's output. */
  onText?: (text: string) => void;
}

export interface KernelProcess {
  pid: number;
  connection: Connection;
  /** Resolves when the process has ended, with how. */
  exited: Promise<string>;
  kill(): void;
}

export async function startKernel(options: StartOptions): Promise<KernelProcess> {
  const file = join(options.runtimeFolder, `kernel-${uuid()}.json`);
  const connection = await createConnection();
  try {
    makeFolder(options.runtimeFolder, 0o700);
    await writeConnectionFile(file, connection);
  } catch (error) {
    throw new Error(
      `connection file: it cannot be written: ${(error as Error).message}\nhelp: set JUPYTER_RUNTIME_DIR to a folder of yours`,
    );
  }
  const [program, ...args] = options.argv.map((part) => part.replace("{connection_file}", file));
  const child = spawn(program!, args, {
    cwd: options.directory,
    env: { ...process.env, ...options.env, JPY_PARENT_PID: String(process.pid) },
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => options.onText?.(text));
  }
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit status ${code}`));
  }).then(async (how) => {
    await rm(file, { force: true });
    return how;
  });
  return { pid: child.pid ?? 0, connection, exited, kill: () => void child.kill("SIGKILL") };
}
