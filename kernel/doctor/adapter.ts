// Whether WebGPU finds a graphics card. Asked in a process of its own, since a broken driver ends the process that asks.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { AdapterReport } from "../../src/backend/webgpu/device.ts";
import type { Check } from "./finding.ts";

const probe = fileURLToPath(new URL("./adapterProbe.js", import.meta.url));
const withoutGpu = "tensors compute on the CPU (wasm)";

export const adapterCheck: Check = {
  subject: "GPU",
  async run() {
    let report: AdapterReport | null;
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [probe], { timeout: 30_000 });
      report = JSON.parse(stdout.trim().split("\n").at(-1)!) as AdapterReport | null;
    } catch (error) {
      const { signal, stderr } = error as { signal?: string; stderr?: string };
      const how =
        signal ??
        stderr
          ?.trim()
          .split("\n")
          .find((line) => line.includes("Error")) ??
        String(error);
      const help =
        "update the graphics driver; until then CELLGRAD_DEVICE=wasm keeps the kernel away from it";
      return [{ status: "note", text: `looking for an adapter failed: ${how}; ${withoutGpu}`, help }];
    }
    if (report === null) {
      const help =
        process.platform === "linux"
          ? "a machine with a graphics card needs its Vulkan driver and libvulkan.so.1 (Debian: libvulkan1)"
          : "a machine with a graphics card needs its current driver";
      return [{ status: "note", text: `no WebGPU adapter: ${withoutGpu}`, help }];
    }
    if (report.hardware) return [{ status: "ok", text: `${report.description}: tensors compute there` }];
    return [
      { status: "note", text: `${report.description}: a software driver, no real hardware; ${withoutGpu}` },
    ];
  },
};
