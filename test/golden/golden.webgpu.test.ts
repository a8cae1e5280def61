// The WebGPU backend against PyTorch, on whatever adapter this process finds.
import { describe } from "node:test";
import { probeAdapter } from "../../src/backend/webgpu/device.ts";
import { goldens } from "./golden.ts";
import { learningGoldens } from "./learning.ts";

if (await probeAdapter()) {
  goldens("webgpu", { specials: false, layouts: {} });
  learningGoldens("webgpu");
} else describe("PyTorch on webgpu", { skip: "no WebGPU adapter" }, () => {});
