// One graph on a backend and on the reference, for tests of kernels that only some devices are given.
import assert from "node:assert/strict";
import type { Backend } from "../../src/backend/backend.ts";
import { referenceBackend } from "../../src/backend/reference/reference.ts";
import { type DType, hostArray } from "../../src/graph/dtype.ts";
import type { Node, Shape } from "../../src/graph/node.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import { primitive as p } from "../../src/ops/index.ts";
import { generator } from "./case.ts";

/** Makes a realised leaf of numbers in [-0.5, 0.5), or of what `value` says. */
export type Leaf = (shape: Shape, dtype?: DType, value?: (i: number) => number) => Node;

/** The roots of a graph. */
export type Build = (leaf: Leaf) => Node | readonly Node[];

async function computed(backend: Backend, build: Build): Promise<ArrayLike<number>[]> {
  const random = generator(7);
  const leaf: Leaf = (shape, dtype = "f32", value = () => random() - 0.5) => {
    const all = hostArray(dtype, sizeOf(shape));
    for (let i = 0; i < all.length; i++) all[i] = value(i);
    return p.stored(backend.upload(all, dtype), shape);
  };
  const roots = [build(leaf)].flat() as Node[];
  backend.realize(roots);
  return Promise.all(roots.map((root) => backend.download(root.storage!)));
}

/** Fails unless the backend computes what the reference does. */
export async function agree(backend: Backend, build: Build, tolerance = 2e-5): Promise<void> {
  const expected = await computed(referenceBackend(), build);
  const got = await computed(backend, build);
  expected.forEach((wanted, root) => {
    assert.equal(got[root]!.length, wanted.length);
    for (let i = 0; i < wanted.length; i++) {
      const [x, y] = [got[root]![i]!, wanted[i]!];
      const error = Math.abs(x - y) / (1 + Math.abs(y));
      assert.ok(Object.is(x, y) || error < tolerance, `root ${root}, element ${i}: ${x} and ${y}`);
    }
  });
}
