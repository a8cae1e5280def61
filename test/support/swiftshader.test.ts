// The software driver of the WebGPU tests: that a process started in its environment finds an adapter that computes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, it } from "node:test";
import { swiftshaderEnvironment } from "./swiftshader.ts";
import { root } from "./unpack.ts";

const environment = await swiftshaderEnvironment();

const doubleOnDevice = `
  import { create, globals } from "webgpu";
  Object.assign(globalThis, globals);
  const gpu = create([]);
  const adapter = await gpu.requestAdapter();
  const device = await adapter.requestDevice();
  const usage = GPUBufferUsage;
  const store = device.createBuffer({ size: 8, usage: usage.STORAGE | usage.COPY_SRC | usage.COPY_DST });
  const read = device.createBuffer({ size: 8, usage: usage.MAP_READ | usage.COPY_DST });
  device.queue.writeBuffer(store, 0, new Float32Array([1.5, -4]));
  const module = device.createShaderModule({ code: \`
    @group(0) @binding(0) var<storage, read_write> x: array<f32>;
    @compute @workgroup_size(2) fn main(@builtin(global_invocation_id) id: vec3u) { x[id.x] = 2 * x[id.x]; }\` });
  const pipeline = device.createComputePipeline({ layout: "auto", compute: { module } });
  const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [{ binding: 0, resource: { buffer: store } }] });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(store, 0, read, 0, 8);
  device.queue.submit([encoder.finish()]);
  await read.mapAsync(GPUMapMode.READ);
  console.log(adapter.info.architecture, adapter.info.isFallbackAdapter, ...new Float32Array(read.getMappedRange()));
  device.destroy();
`;

describe("SwiftShader", { skip: environment ? false : "carried for Linux x64 only" }, () => {
  it("is an adapter that says it is no real hardware, and computes", () => {
    const output = execFileSync(process.execPath, ["--input-type=module", "--eval", doubleOnDevice], {
      cwd: root,
      env: { ...process.env, ...environment },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    assert.equal(output, "swiftshader true 3 -8\n");
  });
});
