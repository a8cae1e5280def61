// Kernels for devices that this machine lacks are written for them here, and read by Dawn's compiler: its null backend
// takes every feature and computes nothing.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { it } from "node:test";
import { promisify } from "node:util";
import { Scheduler } from "../../../graph/schedule.ts";
import { ops, primitive as p } from "../../../ops/index.ts";
import type { Target } from "../target.ts";
import { emit } from "./index.ts";
import { worthRows } from "./rows.ts";

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
function productText(on: Target, rows: number, depth = 70): string {
  const half = (rows: number, columns: number) =>
    p.stored({ device: "none", dtype: "f16", size: rows * columns, freed: false }, [rows, columns]);
  const x = p.cast(p.matmul(half(rows, depth), p.permute(half(100, depth), [1, 0])), "f32");
  const { plan } = new Scheduler().schedule([p.binary("max", x, p.constant(0, x.shape, "f32"))]);
  const texts = plan.kernels.flatMap((kernel) => emit(kernel, plan.slots, on).shaders);
  return texts.map(({ text }) => text).join("\n");
}

it("multiplies halves on matrix units, where there are some and the product is large", () => {
  assert.match(productText(target, 130), /subgroupMatrixMultiplyAccumulate/);
  assert.doesNotMatch(productText(target, 5), /subgroupMatrix/);
  assert.doesNotMatch(productText({ ...target, matrix: undefined }, 130), /subgroupMatrix/);
  assert.match(productText(target, 130, 72), /array<vec4h>/);
});

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

/** The WGSL of elementwise work on halves that the device has by nature. */
function halvesText(): string {
  const x = p.stored({ device: "none", dtype: "f16", size: 100, freed: false }, [100]);
  const { plan } = new Scheduler().schedule([p.unary("exp", x)]);
  return emit(plan.kernels[0]!, plan.slots, target).shaders[0]!.text;
}

it("is accepted by Dawn's compiler, for each shape of matrix units", async () => {
  for (const [m, n, k] of [
    [16, 16, 16],
    [8, 8, 8],
    [8, 16, 16],
  ] as const) {
    for (const depth of [70, 72]) {
      assert.equal(await compiled(productText({ ...target, matrix: { m, n, k } }, 130, depth)), "[]");
    }
  }
});

it("stores halves as they are where the device has them", async () => {
  assert.match(halvesText(), /^enable f16;\n[\s\S]*array<vec4h>/);
  assert.equal(await compiled(halvesText()), "[]");
});

/** The WGSL of a softmax of halves over rows of this length, which is one kernel. */
function softmaxText(on: Target, length: number): string {
  const x = p.stored({ device: "none", dtype: "f16", size: 200 * length, freed: false }, [200, length]);
  const { plan } = new Scheduler({ worthRows: worthRows(on) }).schedule([ops.softmax(x, 1)]);
  assert.deepEqual(
    plan.kernels.map(({ kind }) => kind),
    ["rows"],
  );
  return emit(plan.kernels[0]!, plan.slots, on).shaders[0]!.text;
}

/** How often a text is in another. */
const times = (part: string, text: string): number => text.split(part).length - 1;

it("reads a row once, by fours of halves, and combines its threads without memory where a subgroup has them all", () => {
  const text = softmaxText(target, 64);
  assert.deepEqual([times("= vec4f(s0[", text), times("workgroupBarrier", text)], [1, 0]);
  assert.match(text, /subgroupShuffleXor/);
});

it("meets at one barrier a reduction where a row has a workgroup, and goes through rows that are too long again", () => {
  assert.equal(times("workgroupBarrier", softmaxText(target, 2048)), 2);
  assert.equal(times("= vec4f(s0[", softmaxText(target, 20_000)), 3);
});

it("writes rows that Dawn's compiler accepts, whatever the device's subgroups", async () => {
  const devices: Partial<Target>[] = [
    {},
    { vendor: "amd", subgroupMaxSize: 64 },
    { vendor: "intel", subgroupMinSize: 8 },
    { vendor: "another", subgroups: false },
  ];
  for (const device of devices) {
    for (const length of [64, 2048]) {
      const text = softmaxText({ ...target, maxThreads: 256, ...device }, length);
      assert.equal(await compiled(text), "[]");
    }
  }
});
