// What every backend has to agree on with the reference: each op of the table, its samples and their gradients, and shapes
// that vectors, tiles and tails stumble over. A backend runs all of it; nothing here knows of a particular one.
import assert from "node:assert/strict";
import { leafGradients } from "../../src/autograd/backward.ts";
import type { Backend } from "../../src/backend/backend.ts";
import { referenceBackend } from "../../src/backend/reference/reference.ts";
import type { DType, HostArray } from "../../src/graph/dtype.ts";
import type { Node, Shape } from "../../src/graph/node.ts";
import {
  type Build,
  type Op,
  ops,
  primitive as p,
  type Sample,
  sampleArguments,
} from "../../src/ops/index.ts";
import { shapeCases } from "./shapes.ts";

export interface Case {
  readonly name: string;
  /** Makes roots of leaves that `leaf` makes; called once a backend. */
  readonly build: (leaf: Leaf) => readonly Node[];
}

/** Makes a leaf of stored elements; f32 ones want gradients. */
export type Leaf = (host: HostArray, shape: Shape, dtype: DType) => Node;

export interface Tolerance {
  /** Largest difference, relative to the larger of 1 and the expected value. */
  readonly relative: number;
}

/** All cases. */
export const cases: readonly Case[] = [
  ...Object.entries(ops).flatMap(([name, op]) => opCases(name, op as Op)),
  ...shapeCases,
];

function opCases(name: string, op: Op): Case[] {
  return op.samples.map((sample, i) => ({
    name: `${name} ${i + 1}`,
    build: (leaf) => {
      const leaves: Node[] = [];
      const args = sampleArguments(sample, (operand: Sample, turn) => {
        const made = leaf(operand.host(turn), operand.shape, operand.dtype);
        if (operand.dtype === "f32") leaves.push(made);
        return made;
      });
      const result = (op as Build as (...args: unknown[]) => Node)(...args);
      return [result, ...gradientsOf(result, leaves)];
    },
  }));
}

/** The gradients of a result's weighted sum for each leaf that it depends on. */
export function gradientsOf(result: Node, leaves: readonly Node[]): Node[] {
  if (!result.requiresGrad) return [];
  const size = result.shape.reduce((a, b) => a * b, 1);
  const weights = p.data(
    Float32Array.from({ length: size }, (_, i) => 0.3 + ((i * 0.37) % 1)),
    result.shape,
    "f32",
  );
  const gradients = leafGradients(ops.sum(ops.mul(result, weights)), p.constant(1, [], "f32"));
  return leaves.flatMap((leaf) => gradients.get(leaf) ?? []);
}

/** Runs a case on a backend and on the reference, and compares. */
export async function check({ build }: Case, backend: Backend, tolerance: Tolerance): Promise<void> {
  const expected = await valuesOn(referenceBackend(), build);
  const got = await valuesOn(backend, build);
  expected.forEach((values, root) => {
    assert.equal(got[root]!.length, values.length, `root ${root}: number of elements`);
    for (let i = 0; i < values.length; i++) {
      assertNear(got[root]![i]!, values[i]!, tolerance, `root ${root} at ${i}`);
    }
  });
}

async function valuesOn(backend: Backend, build: Case["build"]): Promise<HostArray[]> {
  const roots = build((host, shape, dtype) => {
    const leaf = p.stored(backend.upload(host, dtype), shape);
    leaf.requiresGrad = leaf.gradientLeaf = dtype === "f32";
    return leaf;
  });
  for (const node of hostLeaves(roots)) node.storage = backend.upload(node.host!, node.dtype);
  backend.realize([...new Set(roots)].filter((root) => !root.storage));
  const values: HostArray[] = [];
  for (const root of roots) values.push(await backend.download(root.storage!));
  return values;
}

function hostLeaves(roots: readonly Node[]): Node[] {
  const seen = new Set<Node>();
  const stack = [...roots];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    stack.push(...node.inputs);
  }
  return [...seen].filter((node) => node.host && !node.storage);
}

function assertNear(got: number, expected: number, { relative }: Tolerance, where: string): void {
  if (Object.is(got, expected) || got === expected) return;
  const off = Math.abs(got - expected) / Math.max(1, Math.abs(expected));
  assert.ok(off <= relative, `${where}: got ${got} and expected ${expected}`);
}
