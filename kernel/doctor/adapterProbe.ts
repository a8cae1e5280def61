// A program: prints what adapter WebGPU finds, as JSON, or null.
import { probeAdapter } from "../../src/backend/webgpu/device.ts";

console.log(JSON.stringify((await probeAdapter()) ?? null));
