// Kernels for devices that this machine lacks are written for them here, and read by Dawn's compiler: its null backend
// takes every feature and computes nothing.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { it } from "node:test";
import { promisify } from "node:util";
import { Scheduler } from "../../../graph/schedule.ts";
import { primitive as p } from "../../../ops/index.ts";
import type { Target } from "../target.ts";
import { emit } from "./index.ts";

const target: Target = {
  vendor: "nvidia",
  subgroups: true,
  subgroupMinSize: 32,
  subgroupMaxSize: 32,
  f16: true,
  matrix: { m: 16, n: 16, k: 16 },
  maxThreads: 1024,
  workgroupBytes: 16384,
};

/** The WGSL of a product of f16 with an epilogue. */
function productText(on: Target, rows: number): string {
  const half = (rows: number, columns: number) =>
    p.stored({ device: "none", dtype: "f16", size: rows * columns, freed: false }, [rows, columns]);
  const x = p.cast(p.matmul(half(rows, 70), p.permute(half(100, 70), [1, 0])), "f32");
  const { plan } = new Scheduler().schedule([p.binary("max", x, p.constant(0, x.shape, "f32"))]);
  const texts = plan.kernels.flatMap((kernel) => emit(kernel, plan.slots, on).shaders);
  return texts.map(({ text }) => text).join("\n");
}

it("multiplies halves on matrix units, where there are some and the product is large", () => {
  assert.match(productText(target, 130), /subgroupMatrixMultiplyAccumulate/);
  assert.doesNotMatch(productText(target, 5), /subgroupMatrix/);
  assert.doesNotMatch(productText({ ...target, matrix: undefined }, 130), /subgroupMatrix/);
});

/** The WGSL of elementwise work on halves that the device has by nature. */
function halvesText(): string {
  const x = p.stored({ device: "none", dtype: "f16", size: 100, freed: false }, [100]);
  const { plan } = new Scheduler().schedule([p.unary("exp", x)]);
  return emit(plan.kernels[0]!, plan.slots, target).shaders[0]!.text;
}

/** What Dawn says of a shader, in a process whose GPU is none. */
async function compiled(text: string): Promise<string> {
  const program = `
    import { openDevice } from ${JSON.stringify(new URL("../device.js", import.meta.url).href)};
    const { device } = await openDevice();
    const module = device.createShaderModule({ code: ${JSON.stringify(text)} });
    const { messages } = await module.getCompilationInfo();
    await device.createComputePipelineAsync({ layout: "auto", compute: { module } });
    console.log(JSON.stringify(messages.map(({ message }) => message)));
    process.exit(0);`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], {
    env: { ...process.env, DAWNNODE_FLAGS: "backend=null" },
    timeout: 60_000,
  });
  return stdout.trim();
}

it("is accepted by Dawn's compiler, for each shape of matrix units", async () => {
  for (const [m, n, k] of [
    [16, 16, 16],
    [8, 8, 8],
    [8, 16, 16],
  ] as const) {
    assert.equal(await compiled(productText({ ...target, matrix: { m, n, k } }, 130)), "[]");
  }
});

it("stores halves as they are where the device has them", async () => {
  assert.match(halvesText(), /^enable f16;\n[\s\S]*array<f16>/);
  assert.equal(await compiled(halvesText()), "[]");
});
