// The WebGPU backend on whatever adapter this process finds: a software driver on machines without a GPU, whose arithmetic
// is coarse. Started without one (and not through `npm test`, which brings it), it says so and skips.
import { describe } from "node:test";
import { probeAdapter } from "../../src/backend/webgpu/device.ts";
import { createWebGPUBackend } from "../../src/backend/webgpu/webgpu.ts";
import { dtypeNames } from "../../src/graph/dtype.ts";
import { conformance } from "./conformance.ts";

if (await probeAdapter()) {
  const tolerances = { arithmetic: 5e-7, elementary: 3e-6, sum: 1e-5, specials: false };
  conformance("webgpu", createWebGPUBackend, tolerances, {
    fuzz: { count: 40, seed: 1 },
    brief: true,
    matrices: false,
    dtypes: dtypeNames.filter((dtype) => dtype !== "f64"),
  });
} else describe("conformance of webgpu", { skip: "no WebGPU adapter" }, () => {});
