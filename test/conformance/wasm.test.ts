// The WebAssembly backend against the reference: with and without fused multiply-add, with threads that share all work,
// however small, and with a BLAS for all products that it can do, where this machine has one.
import { it } from "node:test";
import { findBlas } from "../../src/backend/wasm/blas/find.ts";
import { blasLoads } from "../../src/backend/wasm/blas/library.ts";
import { wasmBackend } from "../../src/backend/wasm/wasm.ts";
import { venvFolder } from "../support/python.ts";
import { conformance } from "./conformance.ts";

const tolerances = { arithmetic: 2e-7, elementary: 4e-7, sum: 1e-6, specials: true };
const plain = { threads: 1, blas: "off" };
conformance("wasm", () => wasmBackend(plain), tolerances);
conformance(
  "wasm without fused multiply-add",
  () => wasmBackend({ ...plain, relaxedSimd: false }),
  tolerances,
);
const threads = { threads: 3, shareFrom: 0, blas: "off" };
conformance("wasm with three threads", () => wasmBackend(threads), tolerances);

const environment = { ...process.env, VIRTUAL_ENV: venvFolder };
const blas = findBlas({ platform: process.platform, arch: process.arch, environment });
if (blas !== undefined && blasLoads(blas)) {
  conformance("wasm with a BLAS", () => wasmBackend({ threads: 2, blas, blasFrom: 0 }), tolerances);
} else it("conformance of wasm with a BLAS", { skip: "no BLAS was found, or no koffi to call it" }, () => {});
