// What a training step costs the processor when a graphics card computes it: recording its operations, recognising it, and
// sending its dispatches again. Measured on Dawn's null backend, which takes commands and computes nothing.

import { useBackend } from "../src/backend/registry.ts";
import { createWebGPUBackend } from "../src/backend/webgpu/webgpu.ts";
import { Scheduler } from "../src/graph/schedule.ts";
import { nn, optim, randn, type Tensor } from "../src/index.ts";
import { table } from "./table.ts";

const kernels = 60;
const rounds = 400;

/** The shortest of many times of `f`, in microseconds. */
async function shortest(f: () => void, times = rounds): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    f();
    best = Math.min(best, performance.now() - start);
    // Commands pile up otherwise, and their end is part of nobody's time.
    if (i % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return 1000 * best;
}

const backend = await createWebGPUBackend({ parallel: true });
useBackend(backend);

/** As many dispatches with all that they need made before: nothing that goes through Dawn can be quicker. */
function handWritten(): () => void {
  const { device } = backend;
  const usage = 0x80; // STORAGE
  const steps = weights.map((_, i) => {
    const code = `@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) { c[id.x] = a[id.x] * b[id.x] + ${i}.0; }`;
    const pipeline = device.createComputePipeline({
      layout: "auto",
      compute: { module: device.createShaderModule({ code }) },
    });
    const entries = [0, 1, 2].map((binding) => ({
      binding,
      resource: { buffer: device.createBuffer({ size: 1024, usage }) },
    }));
    return {
      pipeline,
      group: device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }),
    };
  });
  return () => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const { pipeline, group } of steps) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(4);
    }
    pass.end();
    device.queue.submit([encoder.finish()]);
  };
}

// A chain of products of different sizes: no two kernels are alike, and none is fused with another.
const weights = Array.from({ length: kernels }, (_, i) => randn([8 + i, 9 + i]).realize());
const x = randn([4, 8]).realize();
const chain = (): Tensor => {
  let h: Tensor = x;
  for (const weight of weights) h = h.matmul(weight);
  return h;
};
const bound = new Scheduler({ maxBuffers: 7 }).schedule([chain().node]);
const [result] = bound.outputs;
const replay = await shortest(() => {
  const before = result!.storage;
  backend.replay(bound);
  backend.flush();
  if (before) backend.free(before);
});
const byHand = await shortest(handWritten());
const recorded = await shortest(() => void chain());
const whole = await shortest(() => {
  const made = chain().realize();
  backend.flush();
  made.dispose();
});

// Written as users write it: new batches and new parameters at each step.
const model = new nn.Sequential(new nn.Linear(784, 512), new nn.ReLU(), new nn.Linear(512, 10));
const sgd = new optim.Adam(model.parameters(), { lr: 0.01 });
const batch = new Float32Array(128 * 784);
const labels = new Int32Array(128);
const { tensor, crossEntropy } = await import("../src/index.ts");
const step = () => {
  const [inputs, targets] = [tensor(batch, { shape: [128, 784] }), tensor(labels)];
  sgd.zeroGrad();
  crossEntropy(model.forward(inputs) as Tensor, targets).backward();
  sgd.step();
};
const training = await shortest(step, 300);

console.log(
  table(
    ["cellgrad", "Dawn by hand"],
    [
      {
        what: "replaying a captured step of 60 kernels: µs a dispatch",
        values: [replay / kernels, byHand / kernels],
      },
      { what: "recording one operation: µs", values: [recorded / kernels] },
      { what: "recording, recognising and replaying: µs a dispatch", values: [whole / kernels] },
      { what: "MLP 784-512-10, batch 128, Adam: µs of the processor a step", values: [training] },
    ],
  ),
);
process.exit(0);
