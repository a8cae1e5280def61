// Who takes part: us with each of the device's options, every peer, and PyTorch where a Python has it.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageFolder } from "../../kernel/install/package.ts";
import { findBlas } from "../../src/backend/wasm/blas/find.ts";
import { venvFolder, venvProgram } from "../../test/support/python.ts";

export interface Contestant {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Several threads: the processor's time says nothing. */
  readonly threads?: number;
  /** A JavaScript library that we are compared with. */
  readonly peer?: boolean;
}

const program = (name: string, ...flags: string[]): readonly string[] => [
  process.execPath,
  "--no-warnings",
  ...flags,
  fileURLToPath(new URL(`./peers/${name}.js`, import.meta.url)),
];

const us = (name: string, threads: number, blas: string): Contestant => ({
  name,
  command: program("cellgrad", "--expose-gc"),
  environment: {
    CELLGRAD_THREADS: String(threads),
    CELLGRAD_BLAS: blas,
    OPENBLAS_NUM_THREADS: String(threads),
  },
  threads,
});

/** Us first. Two threads are as many as the bars speak of. */
export function contestants(): Contestant[] {
  const blas = findBlas({
    platform: process.platform,
    arch: process.arch,
    environment: { VIRTUAL_ENV: venvFolder, ...process.env },
  });
  return [
    us("cellgrad", 1, "off"),
    us("2 threads", 2, "off"),
    ...(blas === undefined ? [] : [1, 2].flatMap((threads) => withBlas(threads, blas))),
    { name: "jax-js", command: program("jax", "--expose-gc"), peer: true },
    { name: "tfjs-wasm", command: program("tfjs"), peer: true },
    { name: "ort-web", command: program("ort"), peer: true },
    ...torch(),
  ];
}

const withBlas = (threads: number, blas: string): Contestant[] => [
  us(`with BLAS, ${threads}`, threads, blas),
  {
    name: `BLAS itself, ${threads}`,
    command: program("blas"),
    environment: { CELLGRAD_BLAS: blas, OPENBLAS_NUM_THREADS: String(threads) },
    threads,
  },
];

const torchProgram = join(packageFolder, "bench", "tensors", "peers", "torch_peer.py");

function torch(): Contestant[] {
  const pythons = [process.env.CELLGRAD_BENCH_PYTHON, venvProgram("python"), "python3"];
  const python = pythons.find((candidate) => candidate !== undefined && hasTorch(candidate));
  if (python === undefined) return [];
  return [1, 2].map((threads) => ({
    name: `PyTorch, ${threads}`,
    command: [python, torchProgram],
    environment: { OMP_NUM_THREADS: String(threads) },
    threads,
  }));
}

function hasTorch(python: string): boolean {
  if (python.includes("/") && !existsSync(python)) return false;
  try {
    execFileSync(python, ["-c", "import torch"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
