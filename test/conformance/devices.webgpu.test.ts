// What happens at the edges of a WebGPU device: losing it, filling it, asking too much of it, leaving in the middle of work.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { useBackend } from "../../src/backend/registry.ts";
import { probeAdapter } from "../../src/backend/webgpu/device.ts";
import { createWebGPUBackend, type WebGPUBackend } from "../../src/backend/webgpu/webgpu.ts";
import { DeviceError } from "../../src/errors.ts";
import { device, devices, optim, type Tensor, tensor, where, zeros } from "../../src/index.ts";

const found = await probeAdapter();
const index = new URL("../../src/index.js", import.meta.url).href;

/** What a program of its own prints, and how it ends. */
async function program(code: string, environment: Record<string, string> = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", `import * as cg from ${JSON.stringify(index)};\n${code}`],
    { timeout: 60_000, env: { ...process.env, CELLGRAD_DEVICE: "webgpu", ...environment } },
  );
  return stdout;
}

describe("a WebGPU device", found ? {} : { skip: "no WebGPU adapter" }, () => {
  let backend: WebGPUBackend;
  before(async () => {
    backend = await createWebGPUBackend();
    useBackend(backend);
  });
  after(() => backend.device.destroy());

  it("is listed, with its adapter's name", () => {
    assert.equal(device(), "webgpu");
    const mine = devices().find(({ current }) => current)!;
    assert.equal(mine.description, found!.description);
  });

  it("gives tensors to other devices and takes them", async () => {
    const x = tensor([1, 2, 3]).mul(2);
    const there = await x.to("wasm");
    assert.deepEqual([there.device, [...(await there.data())]], ["wasm", [2, 4, 6]]);
    const back = await there.add(1).to("webgpu");
    assert.deepEqual([back.device, [...(await back.data())]], ["webgpu", [3, 5, 7]]);
  });

  it("splits what would bind more buffers than it has", async () => {
    const parts = Array.from({ length: 40 }, (_, i) => tensor([i, 2 * i]).realize());
    const sum = parts.reduce((total, part, i) => total.add(part.mul(i % 3)), zeros([2]) as Tensor);
    const wanted = parts.reduce((total, _, i) => total + i * (i % 3), 0);
    assert.deepEqual([...(await sum.data())], [wanted, 2 * wanted]);
    const several = parts.map((part) => part.exp());
    const chosen = several.reduce((all, part, i) => where(parts[i]!.gt(20), all, part));
    assert.equal(await chosen.at(0).item(), await parts[20]!.exp().at(0).item());
  });

  it("refuses tensors that no buffer can hold, and goes on", async () => {
    const most = Math.min(
      backend.device.limits.maxBufferSize,
      backend.device.limits.maxStorageBufferBindingSize,
    );
    const large = zeros([Math.floor(most / 4) + 1000]).add(tensor(1));
    await assert.rejects(large.data(), (error: unknown) => {
      assert.ok(error instanceof DeviceError);
      assert.match(
        error.message,
        /^webgpu: a tensor is larger than the device's buffers: [\d.]+ GB and [\d.]+ GB\nhelp: /,
      );
      return true;
    });
    assert.deepEqual([...(await tensor([1, 2]).add(1).data())], [2, 3]);
  });

  it("tells that memory is full, and goes on", async () => {
    const kept: Tensor[] = [];
    const fill = async () => {
      for (let i = 0; i < 64; i++) {
        kept.push(
          zeros([2 ** 28])
            .add(tensor(i))
            .realize(),
        );
        await kept.at(-1)!.at(0).item();
      }
    };
    if (found!.hardware) return;
    await assert.rejects(
      fill(),
      /^DeviceError: webgpu: out of memory: [\d.]+ GB did not fit beside [\d.]+ [GM]B in use\nhelp: let go/,
    );
    for (const one of kept) one.dispose();
    assert.deepEqual([...(await tensor([1, 2]).add(1).data())], [2, 3]);
  });

  it("says so when it is lost, and is replaced", async () => {
    const lost = tensor([1, 2, 3]).add(1).realize();
    const waiting = tensor([4, 5]).add(1);
    assert.deepEqual([...(await lost.data())], [2, 3, 4]);
    const before = backend.device;
    before.destroy();
    await assert.rejects(
      lost.data(),
      /^DeviceError: webgpu: the tensor was on a device that was lost, and there is no copy of it: .+\nhelp: make it again: run the cells that made it$/,
    );
    await assert.rejects(lost.mul(2).data(), /there is no copy of it/);
    assert.deepEqual([...(await waiting.data())], [5, 6]);
    assert.notEqual(backend.device, before);
    assert.deepEqual([...(await tensor([1, 2, 3]).add(1).data())], [2, 3, 4]);
  });

  it("tells those who wait for numbers when it is lost", async () => {
    const x = tensor([1, 2, 3]).add(1).realize();
    const reading = x.data();
    backend.device.destroy();
    await assert.rejects(reading, DeviceError);
    assert.deepEqual([...(await tensor([7]).add(1).data())], [8]);
  });

  it("trains as if results had memory of their own", async () => {
    const w = tensor([1, 2, 3, 4]).requiresGrad_();
    const sgd = new optim.SGD([w], { lr: 0.25 });
    const seen: Tensor[] = [];
    const losses: Tensor[] = [];
    for (let i = 0; i < 9; i++) {
      sgd.zeroGrad();
      seen.push(w.detach().mul(1).realize());
      const loss = w.square().sum();
      loss.backward();
      sgd.step();
      losses.push(loss);
    }
    for (let i = 0; i < 9; i++) {
      assert.deepEqual(
        [...(await seen[i]!.data())],
        [1, 2, 3, 4].map((x) => x / 2 ** i),
      );
      assert.equal(await losses[i]!.item(), 30 / 4 ** i);
    }
  });

  it("compiles in the background and keeps the order of work", async () => {
    useBackend(await createWebGPUBackend({ parallel: true }));
    let x: Tensor = tensor([1, 2]);
    for (let i = 0; i < 5; i++) {
      x = x.mul(2).add(i).realize();
      const y = tensor([i, i]);
      x = x.sub(y).realize();
    }
    assert.deepEqual([...(await x.data())], [32, 64]);
    assert.deepEqual([...(await x.add(1).data())], [33, 65]);
    useBackend(backend);
  });

  it("lets the process end in the middle of work", async () => {
    const work =
      "const a = cg.randn([256, 256]); let b = a; await a.data(); for (let i = 0; i < 20; i++) b = b.matmul(a).realize();";
    assert.equal(await program(`${work} console.log("end")`), "end\n");
    assert.equal(await program(`${work} console.log("end"); process.exit(0)`), "end\n");
    assert.equal(await program(`${work} const p = b.data(); console.log("end"); process.exit(0)`), "end\n");
  });

  it("says once in a notebook what computes", async () => {
    const told = await program(
      `globalThis[Symbol.for("cellgrad.interrupt")] = {};
      await cg.tensor([1]).add(1).data(); await cg.tensor([1]).mul(3).data(); process.exit(0)`,
    );
    const name = found!.description.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
    assert.match(told, new RegExp(`^tensors compute on ${name}.*\n$`));
  });
});
