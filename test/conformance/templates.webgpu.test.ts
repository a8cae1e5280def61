// Kernels as they are written for real graphics cards, on sizes that fill their tiles, cut through them, and split sums.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Backend } from "../../src/backend/backend.ts";
import { referenceBackend } from "../../src/backend/reference/reference.ts";
import { probeAdapter } from "../../src/backend/webgpu/device.ts";
import { createWebGPUBackend, type WebGPUBackend } from "../../src/backend/webgpu/webgpu.ts";
import type { Node, Shape } from "../../src/graph/node.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import { primitive as p } from "../../src/ops/index.ts";
import { generator } from "./case.ts";

type Leaf = (shape: Shape) => Node;

async function computed(backend: Backend, build: (leaf: Leaf) => Node): Promise<ArrayLike<number>> {
  const random = generator(7);
  const leaf: Leaf = (shape) =>
    p.stored(
      backend.upload(
        Float32Array.from({ length: sizeOf(shape) }, () => random() - 0.5),
        "f32",
      ),
      shape,
    );
  const root = build(leaf);
  backend.realize([root]);
  return backend.download(root.storage!);
}

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
  "tails everywhere": product(131, 21, 135),
  "whole tiles": product(128, 32, 128),
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
      it(name, async () => {
        const expected = await computed(referenceBackend(), build);
        const got = await computed(backend, build);
        assert.equal(got.length, expected.length);
        for (let i = 0; i < expected.length; i++)
          assert.ok(Math.abs(got[i]! - expected[i]!) < 2e-5, `element ${i}: ${got[i]} and ${expected[i]}`);
      });
    }
  });
}
