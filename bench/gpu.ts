// `npm run bench -- gpu`: how fast this package is on a graphics card, beside PyTorch on the same card (`gpu_torch.py`,
// with whatever python3 has torch). Without a card it goes through small sizes on a software driver, to show that it runs;
// those times mean nothing, but kernels and bytes moved are those of
// a card, nearly. A card's table is kept in bench/results/.
import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { currentBackend } from "../src/backend/registry.ts";
import { probeAdapter } from "../src/backend/webgpu/device.ts";
import { tunedAs, tuningOf } from "../src/backend/webgpu/kernels/tuning.ts";
import type { WebGPUBackend } from "../src/backend/webgpu/webgpu.ts";
import { costOf } from "../src/graph/cost.ts";
import { setDevice, type Tensor, tensor } from "../src/index.ts";
import { realizePutOff } from "../src/tensor/index.ts";
import { swiftshaderEnvironment } from "../test/support/swiftshader.ts";
import { type Case, casesAt, scales } from "./gpu/cases.ts";
import { table } from "./table.ts";

const found = await probeAdapter();
if (!found) {
  // Again, with the software driver.
  const environment = process.env.VK_DRIVER_FILES ? undefined : await swiftshaderEnvironment();
  if (!environment) {
    console.error("no WebGPU adapter, and no software driver for this machine");
    process.exit(1);
  }
  const { status } = spawnSync(process.execPath, process.argv.slice(1), {
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  process.exit(status ?? 1);
}

const scaleName = process.argv[2] === "small" || !found.hardware ? "small" : "full";
/** Milliseconds that a measurement takes at least; software gets one try. */
const least = found.hardware ? 300 : 0;
await setDevice("webgpu");
const backend = currentBackend() as WebGPUBackend;

/** Waits for all work that was enqueued. */
const drained = (): Promise<number> => tensor([0]).add(1).sum().item();

async function run(work: () => Tensor | undefined, times: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < times; i++) {
    const result = work();
    result?.dispose();
    // Commands shall not pile up without bound.
    if (i % 16 === 15) await drained();
  }
  await drained();
  return performance.now() - start;
}

/** One run: its milliseconds, the best of three rounds; its kernels, and the bytes that they read and write. */
interface Run {
  readonly milliseconds: number;
  readonly kernels: number;
  readonly bytes: number;
}

async function measure({ make }: Case): Promise<Run> {
  const work = make();
  // The first step of a training is another computation than those that follow.
  await run(work, 2);
  const stop = backend.measure!();
  work()?.dispose();
  realizePutOff();
  const runs = await stop();
  const bytes = runs.reduce((sum, { kernel, plan }) => sum + costOf(kernel, plan.slots).bytes, 0);
  const once = await run(work, 1);
  let milliseconds = once;
  if (least > 0) {
    const times = Math.max(1, Math.min(200, Math.ceil(least / once)));
    milliseconds = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 3; round++) {
      milliseconds = Math.min(milliseconds, (await run(work, times)) / times);
    }
  }
  return { milliseconds, kernels: runs.length, bytes };
}

interface Measured {
  readonly device: string;
  readonly milliseconds: { readonly [name: string]: number };
}

/** PyTorch's times, or why there are none. */
async function torch(): Promise<Measured | string> {
  const script = fileURLToPath(new URL("../../bench/gpu_torch.py", import.meta.url));
  const python = process.env.PYTHON ?? "python3";
  try {
    const { stdout } = await promisify(execFile)(python, [script, scaleName], { timeout: 600_000 });
    return JSON.parse(stdout) as Measured;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    return (stderr || message).trim().split("\n").at(-1)!;
  }
}

const cases = casesAt(scales[scaleName]);
const ours: { [name: string]: Run | string } = {};
for (const one of cases) {
  process.stderr.write(`${one.name}\n`);
  try {
    ours[one.name] = await measure(one);
  } catch (error) {
    ours[one.name] = String((error as Error).message)
      .split("\n")[0]!
      .slice(0, 60);
  }
}
const theirs = await torch();

const rate = ({ operations, bytes }: Case, milliseconds: number): string => {
  if (operations) return `${(operations / milliseconds / 1e9).toPrecision(3)} TFLOP/s`;
  return bytes ? `${(bytes / milliseconds / 1e6).toPrecision(3)} GB/s` : "";
};
const rows = cases.map((one) => {
  const torchs = typeof theirs === "string" ? undefined : theirs.milliseconds[one.name];
  const own = ours[one.name]!;
  if (typeof own === "string") return { what: one.name, values: [own, torchs] };
  const { milliseconds, kernels, bytes } = own;
  const moved = `${(bytes / 1e6).toPrecision(3)} MB`;
  return { what: one.name, values: [milliseconds, torchs, rate(one, milliseconds), `${kernels}`, moved] };
});
const peer = typeof theirs === "string" ? `no PyTorch: ${theirs}` : `PyTorch on ${theirs.device}`;
const { target } = backend;
const { tiles, ...tuning } = tuningOf(target);
const tuned = Object.entries({
  ...tuning,
  tiles: tiles.map(({ rows, columns }) => `${rows}×${columns}`).join(" "),
});
const text = [
  `milliseconds; in brackets, how many times as fast as PyTorch we are`,
  `cellgrad on ${found.description}${found.hardware ? "" : ", a software driver: these times mean nothing"}; ${peer}`,
  `vendor ${target.vendor}, tuned as ${tunedAs(target)}: ${tuned.map(([name, value]) => `${name} ${value}`).join(", ")}`,
  `subgroups ${target.subgroups ? `${target.subgroupMinSize} to ${target.subgroupMaxSize}` : "none"}, f16 ${target.f16 ? "yes" : "no"}, matrix units ${target.matrix ? `${target.matrix.m}×${target.matrix.n}×${target.matrix.k}` : "none"}`,
  `Node ${process.versions.node}, flags: ${process.env.DAWNNODE_FLAGS || "none"}`,
  "",
  table(["cellgrad", "PyTorch", "", "kernels", "moved"], rows),
].join("\n");
console.log(text);
if (found.hardware) {
  const folder = fileURLToPath(new URL("../../bench/results/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const name = found.description
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .toLowerCase();
  writeFileSync(join(folder, `gpu-${name}.txt`), `${text}\n`);
}
const failed = Object.values(ours).filter((value) => typeof value === "string").length;
process.exit(failed > 0 && !found.hardware ? 1 : 0);
