// The project's layers as data: who may import whom, and which folder is the one door to an outside library. The rule
// that reads them is `architecture.test.ts`. A new folder needs a line here before anything of it can be imported.

const primitives = ["src/errors.ts", "src/lazy.ts", "src/graph", "src/ops"];
const belowTensor = [...primitives, "src/autograd", "src/backend", "src/random"];
const numbers = [...belowTensor, "src/tensor"];
const models = ["src/nn", "src/optim", "src/metrics", "src/data", "src/io"];

/** What a folder may import besides itself. A folder's own subfolders count as itself. */
export const mayImport: Record<string, readonly string[]> = {
  "src/errors.ts": [],
  "src/lazy.ts": [],
  "src/graph": ["src/errors.ts"],
  "src/ops": ["src/errors.ts", "src/graph"],
  "src/autograd": primitives,
  "src/backend": primitives,
  "src/random": primitives,
  "src/tensor": belowTensor,
  "src/nn": numbers,
  "src/optim": numbers,
  "src/metrics": numbers,
  "src/data": numbers,
  "src/io": numbers,
  "src/insight": numbers,
  "src/plot": [...numbers, "src/metrics"],
  "src/display": [...numbers, "src/insight", "src/nn", "src/metrics", "src/plot"],
  "src/train": [...numbers, ...models, "src/plot", "src/display"],
  "src/index.ts": ["src"],

  "kernel/protocol": [],
  "kernel/cell": ["kernel/protocol/evaluator.ts"],
  "kernel/outputs": ["kernel/protocol"],
  "kernel/history": ["kernel/protocol", "kernel/folders.ts"],
  "kernel/wire": ["kernel/protocol"],
  "kernel/check": ["kernel/protocol", "kernel/cell", "kernel/nearest.ts", "kernel/resident.ts"],
  "kernel/debug": ["kernel/protocol", "kernel/cell/positionMap.ts"],
  "kernel/evaluator": [
    "src/index.ts",
    "kernel/protocol",
    "kernel/cell",
    "kernel/magics",
    "kernel/compileCache.ts",
    "kernel/housekeeping.ts",
    "kernel/allocator.ts",
  ],
  "kernel/handlers": [
    "kernel/protocol",
    "kernel/cell",
    "kernel/check",
    "kernel/debug",
    "kernel/magics",
    "kernel/history",
    "kernel/outputs",
    "kernel/evaluator/client.ts",
    "kernel/resident.ts",
  ],
  "kernel/magics": ["kernel/protocol", "kernel/cell", "kernel/nearest.ts"],
  "kernel/inputRequests.ts": ["kernel/protocol", "kernel/handlers"],
  "kernel/dispatch.ts": ["kernel/protocol", "kernel/handlers", "kernel/inputRequests.ts"],
  "kernel/trace.ts": ["kernel/protocol", "kernel/dispatch.ts"],
  "kernel/client": ["kernel/wire", "kernel/protocol", "kernel/folders.ts"],
  "kernel/install": ["kernel/wire", "kernel/protocol"],
  "kernel/doctor": [
    "kernel/client",
    "kernel/install",
    "src/backend/webgpu/device.ts",
    "src/backend/wasm/blas",
  ],
  "kernel/compileCache.ts": ["kernel/folders.ts"],
  "kernel/folders.ts": [],
  "kernel/allocator.ts": [],
  "kernel/housekeeping.ts": ["kernel/allocator.ts"],
  "kernel/resident.ts": [],
  "kernel/lifetime.ts": [],
  "kernel/log.ts": [],
  "kernel/front.ts": ["kernel"],
  "kernel/main.ts": ["kernel"],
  "kernel/nearest.ts": [],
  "kernel/commands.ts": ["kernel"],
  "kernel/cli.ts": ["kernel"],
};

/** Where an outside library may be imported: its only doors. Libraries not named here may not be imported at all. */
export const doors: Record<string, readonly string[]> = {
  zeromq: ["kernel/wire"],
  typescript: ["kernel/check"],
  "oxc-parser": ["kernel/cell"],
  "@swc/core": ["kernel/cell"],
  "node:inspector": ["kernel/evaluator"],
  webgpu: ["src/backend/webgpu"],
  "@webgpu/types": ["src/backend/webgpu"],
  koffi: ["src/backend/wasm", "kernel/allocator.ts", "bench"],
  vega: ["src/plot", "src/display"],
  "vega-lite": ["src/plot", "src/display"],
  "@resvg/resvg-js": ["src/plot", "src/display"],
  "ml-matrix": ["src/backend/linalg"],
  "fast-png": ["src/plot", "src/display"],
  uuid: ["kernel/protocol"],
};
