// Every op on whole numbers and truths, where it takes them: the sample calls with their f32 operands made i32, u32 and bool.
// An op that refuses a dtype has to say so when it is called.
import { CellgradError } from "../../src/errors.ts";
import type { DType } from "../../src/graph/dtype.ts";
import type { Node } from "../../src/graph/node.ts";
import {
  type Build,
  groupOps,
  nodesOf,
  type Op,
  ops,
  primitive as p,
  type Results,
  type Sample,
  sampleArguments,
} from "../../src/ops/index.ts";
import type { Case } from "./case.ts";

type Make = (operand: Sample, dtype: DType, turn: number) => Node;

const wholes = ["i32", "u32", "bool"] as const;

/** The values of a sample as whole numbers, small enough for powers of them. */
const whole = { i32: (x: number) => Math.trunc(3 * x), u32: (x: number) => Math.trunc(3 * Math.abs(x)) };

function called(op: Op, sample: readonly unknown[], dtype: DType, make: Make): readonly Node[] {
  const args = sampleArguments(sample, (operand: Sample, turn) =>
    make(operand, operand.dtype === "f32" ? dtype : operand.dtype, turn),
  );
  return nodesOf((op as Build as (...args: unknown[]) => Node | Results)(...args));
}

/** True where the op takes the dtype, and its results are any that every device has. */
function takes(op: Op, sample: readonly unknown[], dtype: DType): boolean {
  const host = sampleHasFloats(sample);
  if (!host) return false;
  try {
    const results = called(op, sample, dtype, (operand, own) => p.constant(1, operand.shape, own));
    return results.every((result) => result.dtype !== "f64");
  } catch (error) {
    if (error instanceof CellgradError) return false;
    throw error;
  }
}

/** Of floats that are numbers: NaN has no whole number. */
function sampleHasFloats(sample: readonly unknown[]): boolean {
  let [some, finite] = [false, true];
  sampleArguments(sample, (operand: Sample, turn) => {
    some ||= operand.dtype === "f32";
    finite &&= operand.host(turn).every((value) => Math.abs(value) < 100);
    return p.constant(0, [], "f32");
  });
  return some && finite;
}

const casesOf = (name: string, op: Op): Case[] =>
  wholes.flatMap((dtype) =>
    op.samples.flatMap((sample, i): Case[] => {
      if (!takes(op, sample, dtype)) return [];
      return [
        {
          name: `${name}, call ${i + 1} of ${dtype}`,
          dtype,
          more: i > 0 || dtype !== "i32",
          accuracy: "sum",
          scale: 20,
          ends: true,
          build: (leaf) =>
            called(op, sample, dtype, (operand, own, turn) => {
              const host = operand.host(turn);
              const value = (at: number): number => {
                if (operand.dtype !== "f32") return host[at]!;
                return dtype === "bool" ? Number(host[at]! > 0) : whole[dtype](host[at]!);
              };
              return leaf(operand.shape, own, value);
            }),
        },
      ];
    }),
  );

/** All ops that take whole numbers or truths. */
export const integerCases: readonly Case[] = [...Object.entries(ops), ...Object.entries(groupOps)].flatMap(
  ([name, op]) => casesOf(name, op as Op),
);
