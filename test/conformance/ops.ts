// Every op of the table with its sample calls, and the gradients of each: a new op is covered by being there.
import { leafGradients } from "../../src/autograd/backward.ts";
import { type DType, dtypes } from "../../src/graph/dtype.ts";
import type { Node } from "../../src/graph/node.ts";
import {
  type Build,
  groupOps,
  matrices,
  matrixGroups,
  nodesOf,
  type Op,
  ops,
  primitive as p,
  type Results,
  type Sample,
  sampleArguments,
} from "../../src/ops/index.ts";
import type { Case, Leaf } from "./case.ts";

/** Beyond this, e to the power of a value leaves f32's range. */
const moderate = 50;

const isSpecial = (sample: readonly unknown[]): boolean => {
  let special = false;
  sampleArguments(sample, (operand: Sample, turn) => {
    if (!operand.host(turn).every((value) => Math.abs(value) < moderate)) special = true;
    return p.constant(0, [], "f32");
  });
  return special;
};

const floatOf = (operand: Sample, dtype: DType): DType => (operand.dtype === "f32" ? dtype : operand.dtype);

const casesOf = (name: string, op: Op, dtype: DType, differentiated: boolean): Case[] =>
  op.samples.map((sample, i) => ({
    name: `${name}, call ${i + 1} of ${dtype}${differentiated ? ", with gradients" : ""}`,
    dtype: name === "double" ? "f64" : dtype,
    more: dtype !== "f32" && (differentiated || i > 0),
    // Some are sums of products of functions: their roundings add up.
    accuracy: "sum",
    scale: 20,
    special: isSpecial(sample),
    matrices: name in matrices || name in matrixGroups,
    build: (leaf) => {
      const inputs: Node[] = [];
      const args = sampleArguments(sample, (operand: Sample, turn) => {
        const host = operand.host(turn);
        const own = floatOf(operand, dtype);
        const made = leaf(operand.shape, own, (at) => host[at]!);
        made.requiresGrad = made.gradientLeaf = differentiated && dtypes[own].float;
        inputs.push(made);
        return made;
      });
      const results = nodesOf((op as Build as (...args: unknown[]) => Node | Results)(...args));
      return differentiated ? [...results, ...gradients(results, inputs, leaf)] : results;
    },
  }));

// Of a weighted sum, so that no two gradients of the results can be confused.
function gradients(results: readonly Node[], inputs: readonly Node[], leaf: Leaf): Node[] {
  const sums = results
    .filter(({ requiresGrad }) => requiresGrad)
    .map((result) =>
      ops.sum(
        ops.mul(
          result,
          leaf(result.shape, result.dtype, (i) => 0.3 + ((i * 0.37) % 1)),
        ),
      ),
    );
  if (sums.length === 0) return [];
  const sum = sums.reduce((a, b) => ops.add(a, b));
  const found = leafGradients(sum, p.constant(1, [], sum.dtype));
  const roots = inputs.flatMap((input) => found.get(input) ?? []);
  // What is a leaf already needs no computing.
  return [...new Set(roots)].filter((root) => !root.storage);
}

/** All ops, all samples, in every float; of halves the result by itself too. */
export const opCases: readonly Case[] = [...Object.entries(ops), ...Object.entries(groupOps)].flatMap(
  ([name, op]) => [
    ...(["f16", "f32", "f64"] as const).flatMap((dtype) => casesOf(name, op as Op, dtype, true)),
    ...casesOf(name, op as Op, "f16", false),
  ],
);
