// What the runtime tells of the WebGPU backend: its shaders, and times by the device's own clock.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { probeAdapter } from "../../src/backend/webgpu/device.ts";
import { explain, memory, profile, randn, setDevice } from "../../src/index.ts";

const found = await probeAdapter();

describe("insight on webgpu", found ? {} : { skip: "no WebGPU adapter" }, () => {
  it("shows WGSL, and tells times", async () => {
    await setDevice("webgpu");
    const a = randn([32, 32]);
    await a.data();
    const told = explain(a.matmul(a).relu());
    assert.deepEqual([told.device, told.kernels.length], ["webgpu", 1]);
    assert.match(told.kernels[0]!.text, /@compute @workgroup_size/);
    const names = explain(randn([64, 100]).softmax(1)).kernels.map(({ name }) => name);
    assert.deepEqual(names, ["rows [64] of [100]: max, sum"]);
    const seen = await profile(() => [a.matmul(a), a.exp().sum()]);
    assert.deepEqual([seen.device, seen.kernels.length], ["webgpu", 2]);
    for (const { milliseconds } of seen.kernels) assert.ok(milliseconds === undefined || milliseconds >= 0);
    const measures = seen.kernels.every(({ milliseconds }) => milliseconds !== undefined);
    assert.equal(seen.ceilings !== undefined, measures);
    assert.ok(memory().devices.some(({ device, live }) => device === "webgpu" && live > 0));
  });
});
