// The WebGPU backend against PyTorch, on whatever adapter this process finds.
import { describe } from "node:test";
import { probeAdapter } from "../../src/backend/webgpu/device.ts";
import { goldens } from "./golden.ts";
import { learningGoldens } from "./learning.ts";

if (await probeAdapter()) {
  goldens("webgpu", { specials: false, refused: /^(double$|linalg\.)/, layouts: {} });
  // Its divisions and roots may be off by more than one rounding.
  learningGoldens("webgpu", 3);
} else describe("PyTorch on webgpu", { skip: "no WebGPU adapter" }, () => {});
