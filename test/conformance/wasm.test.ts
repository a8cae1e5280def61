// The WebAssembly backend against the reference: with and without fused multiply-add, and with threads that share all work,
// however small.
import { wasmBackend } from "../../src/backend/wasm/wasm.ts";
import { conformance } from "./conformance.ts";

const tolerances = { arithmetic: 2e-7, elementary: 4e-7, sum: 1e-6, specials: true };
conformance("wasm", () => wasmBackend({ threads: 1 }), tolerances);
conformance(
  "wasm without fused multiply-add",
  () => wasmBackend({ relaxedSimd: false, threads: 1 }),
  tolerances,
);
conformance("wasm with three threads", () => wasmBackend({ threads: 3, shareFrom: 0 }), tolerances);
