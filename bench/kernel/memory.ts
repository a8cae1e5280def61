// How much memory a kernel has: the resident memory of its process and of all that it has started. Linux only.
import { readFileSync } from "node:fs";
import { resident } from "../../kernel/resident.ts";
import { descendants } from "../../test/protocol/kernelProcess.ts";

/** In MB; a word where the system does not say. */
export async function residentMemory(pid: number): Promise<number | string> {
  if (process.platform !== "linux") return "unknown";
  return Object.values(await memoryByRole(pid)).reduce((sum, each) => sum + each, 0);
}

/** The same by what each process is. */
export async function memoryByRole(pid: number): Promise<Record<string, number>> {
  const memory: Record<string, number> = {};
  for (const one of [pid, ...(await descendants(pid))]) {
    try {
      const role = one === pid ? "front" : roleOf(readFileSync(`/proc/${one}/cmdline`, "utf8").split("\0"));
      memory[role] = (memory[role] ?? 0) + (resident(one) ?? 0) / 2 ** 20;
    } catch {
      // It has just ended.
    }
  }
  return memory;
}

function roleOf(command: string[]): string {
  if (command.some((part) => part.endsWith("evaluator/main.js"))) return "evaluator";
  return command[0]?.endsWith("tsc") ? "TypeScript server" : "other";
}
