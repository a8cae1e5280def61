// Trains the same network with us and with each peer, in turns, each turn in a process of its own: whatever else the
// machine does then weighs on all of them.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { summarise } from "../kernel/statistics.ts";

export const trainers = [
  { name: "cellgrad", program: "./cellgrad.js" },
  { name: "@jax-js/jax, jit", program: "./jax.js" },
];

const turns = 3;

/** Steps a second, the median of the turns, in the order of `trainers`. */
export async function trainingFigures(): Promise<number[]> {
  const speeds = trainers.map((): number[] => []);
  for (let turn = 0; turn < turns; turn++) {
    for (const [index, { program }] of trainers.entries()) {
      const path = fileURLToPath(new URL(program, import.meta.url));
      const output = execFileSync(process.execPath, ["--expose-gc", path], {
        encoding: "utf8",
        env: { ...process.env, CELLGRAD_DEVICE: "wasm" },
        stdio: ["ignore", "pipe", "inherit"],
      });
      speeds[index]!.push(Number(output.trim().split("\n").at(-1)));
    }
  }
  return speeds.map((speed) => summarise(speed).median);
}
