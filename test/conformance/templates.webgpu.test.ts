// Kernels as they are written for real graphics cards, on sizes that fill their tiles, cut through them, and split sums.
import { after, before, describe, it } from "node:test";
import { probeAdapter } from "../../src/backend/webgpu/device.ts";
import { createWebGPUBackend, type WebGPUBackend } from "../../src/backend/webgpu/webgpu.ts";
import type { Node, ReduceKind, Shape } from "../../src/graph/node.ts";
import { primitive as p } from "../../src/ops/index.ts";
import { agree, type Leaf } from "./kernels.ts";

const product =
  (m: number, k: number, n: number, { turnA = false, turnB = false, batch = [] as number[] } = {}) =>
  (leaf: Leaf): Node => {
    const turn = (x: Node) => p.permute(x, [...batch.keys(), batch.length + 1, batch.length]);
    const a = turnA ? turn(leaf([...batch, k, m])) : leaf([...batch, m, k]);
    const b = turnB ? turn(leaf([...batch, n, k])) : leaf([...batch, k, n]);
    const bias = p.expand(leaf([...batch.map(() => 1), 1, n]), [...batch, m, n]);
    return p.binary("add", p.matmul(a, b), bias);
  };

const products: { readonly [name: string]: (leaf: Leaf) => Node } = {
  "whole tiles, both turned": product(128, 32, 256, { turnA: true, turnB: true }),
  "tails, in quads": product(130, 20, 132, { turnB: true }),
  "batches in quads": product(33, 16, 36, { batch: [3, 2] }),
  "a long sum": product(20, 3000, 24),
  "a long sum of batches, turned": product(8, 1030, 12, { batch: [2], turnA: true, turnB: true }),
  "few rows": product(5, 64, 300),
  "few columns": product(300, 64, 5),
  "a matrix and a vector": product(70, 300, 1),
  "a vector and a matrix": product(1, 300, 70),
  "a vector and a turned matrix": product(1, 300, 70, { turnB: true }),
  "a turned matrix and a vector": product(70, 301, 1, { turnA: true }),
  "vectors of batches": product(1, 130, 9, { batch: [4] }),
  "a dot product": product(1, 5000, 1),
  "halves in quads": (leaf) => p.matmul(leaf([33, 20], "f16"), p.permute(leaf([18, 20], "f16"), [1, 0])),
  "halves by a vector": (leaf) => p.matmul(leaf([33, 40], "f16"), leaf([40, 1], "f16")),
  "tails everywhere": product(131, 21, 135),
  "whole tiles": product(128, 32, 128),
};

const reduction =
  (kind: ReduceKind, shape: Shape, axes: readonly number[]) =>
  (leaf: Leaf): Node => {
    const x = leaf(shape);
    // Products stay near 1.
    const near = kind === "prod" ? p.unary("exp", p.binary("mul", x, constantLike(x, 0.01))) : x;
    return p.reduce(kind, near, axes);
  };
const constantLike = (x: Node, value: number): Node => p.constant(value, x.shape, "f32");

const reductions: { readonly [name: string]: (leaf: Leaf) => Node } = {
  "long rows": reduction("sum", [3, 5000], [1]),
  "very long rows": reduction("max", [2, 70000], [1]),
  "rows of middling length": reduction("sum", [67, 130], [1]),
  "short rows": reduction("prod", [300, 40], [1]),
  "long columns": reduction("sum", [3000, 40], [0]),
  "short columns": reduction("min", [33, 500], [0]),
  "middle axes": reduction("sum", [5, 70, 9], [1]),
  "all of many": reduction("sum", [300, 400], [0, 1]),
  "outer and inner axes": reduction("sum", [40, 6, 50], [0, 2]),
  "places in long rows": reduction("argmax", [3, 40000], [1]),
  "places in columns": reduction("argmin", [5000, 7], [0]),
  "places in short rows": reduction("argmax", [70, 33], [1]),
  "one result of one row": reduction("sum", [1, 256], [1]),
};

/** Adds rows of a source at places, some of them outside. */
const scatter =
  (places: number, rows: number, columns: number) =>
  (leaf: Leaf): Node => {
    const x = leaf([places, columns]);
    const scaled = p.binary("mul", leaf([places, 1]), constantLike(leaf([places, 1]), 1.2 * rows));
    const shifted = p.binary("add", scaled, constantLike(scaled, 0.55 * rows));
    const index = p.expand(p.cast(shifted, "i32"), [places, columns]);
    return p.scatterAdd([rows, columns], 0, index, x);
  };

const scatters: { readonly [name: string]: (leaf: Leaf) => Node } = {
  "a table of words": scatter(300, 100, 70),
  "few bins of many": scatter(5000, 7, 1),
  "more bins than places": scatter(20, 130, 3),
};

const found = await probeAdapter();
const vendors = ["nvidia", "amd", "apple", "intel", "another"];

for (const vendor of vendors) {
  describe(`products as for ${vendor}`, found ? {} : { skip: "no WebGPU adapter" }, () => {
    let backend: WebGPUBackend;
    before(async () => {
      backend = await createWebGPUBackend({ vendor, without: vendor === "another" ? ["subgroups"] : [] });
    });
    after(() => backend.device.destroy());
    // Vendors differ in their tiles only: one of them does for what is common.
    for (const [name, build] of Object.entries(products).slice(vendor === "nvidia" ? 0 : -4)) {
      it(name, () => agree(backend, build, name.startsWith("halves") ? 2e-3 : undefined));
    }
  });
}

describe("sums at places", found ? {} : { skip: "no WebGPU adapter" }, () => {
  let backend: WebGPUBackend;
  before(async () => {
    backend = await createWebGPUBackend({ vendor: "nvidia" });
  });
  after(() => backend.device.destroy());
  for (const [name, build] of Object.entries(scatters)) it(name, () => agree(backend, build));
});

for (const without of [[], ["subgroups"]]) {
  const how = without.length > 0 ? "without subgroups" : "with subgroups";
  describe(`reductions ${how}`, found ? {} : { skip: "no WebGPU adapter" }, () => {
    let backend: WebGPUBackend;
    before(async () => {
      backend = await createWebGPUBackend({ vendor: "nvidia", without });
    });
    after(() => backend.device.destroy());
    for (const [name, build] of Object.entries(reductions)) it(name, () => agree(backend, build));
  });
}
