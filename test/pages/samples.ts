// What is known of an op by trying its samples: which shapes and dtypes come out, whether a gradient goes back. The pages of
// the documentation and the lines on dtypes in doc comments are made of it.
import { type DType, dtypeNames } from "../../src/graph/dtype.ts";
import type { Node } from "../../src/graph/node.ts";
import { some } from "../../src/ops/define.ts";
import { type Build, type Op, primitive as p, Sample, sampleArguments } from "../../src/ops/index.ts";
import * as random from "../../src/ops/random.ts";

type Call = (...args: unknown[]) => Node;

/**
 * The result of a sample call, none where it is refused. With a dtype, the operands are of that: those that are floats in
 * the sample, or, where none is, those that are as the first.
 */
export function tried(op: Op, sample: readonly unknown[], dtype?: DType): Node | undefined {
  const dtypes = operandsOf(sample).map((operand) => operand.dtype);
  const own = dtypes.includes("f32") ? "f32" : dtypes[0];
  const args = sampleArguments(sample, (operand, turn) => {
    const host = operand.host(turn);
    const made = p.data(host, operand.shape, operand.dtype);
    const cast = dtype !== undefined && operand.dtype === own ? p.cast(made, dtype) : made;
    if (cast.dtype.startsWith("f")) cast.requiresGrad = true;
    return cast;
  });
  try {
    return (op as Build as Call)(...args);
  } catch {
    return undefined;
  }
}

/** The operands of a sample, in the order in which they are made. */
export function operandsOf(sample: readonly unknown[]): Sample[] {
  const found: Sample[] = [];
  sampleArguments(sample, (operand) => {
    found.push(operand);
    return p.constant(0, [], "f32");
  });
  return found;
}

/** Which dtype comes out for each that goes in. */
function resultDTypes(op: Op): ReadonlyMap<DType, DType | undefined> {
  const sample = op.samples[0] ?? [];
  return new Map(dtypeNames.map((dtype) => [dtype, tried(op, sample, dtype)?.dtype]));
}

const floats = dtypeNames.filter((dtype) => dtype.startsWith("f"));
const wholes = dtypeNames.filter((dtype) => !dtype.startsWith("f") && dtype !== "bool");

const become = (what: string): string => (what === "kept" || what === "refused" ? what : `as ${what}`);

/** What an op does with dtypes, in a few words. */
export function dtypesOf(op: Op): string {
  if (dtypeNames.some((dtype) => op.samples[0]?.includes(dtype)))
    return "any; the result is of the one that is named";
  const results = resultDTypes(op);
  const given = [...results].filter(([, result]) => result !== undefined);
  const all = (names: readonly DType[], result: (dtype: DType) => DType | undefined) =>
    names.every((dtype) => results.get(dtype) === result(dtype));
  const kept = (dtype: DType) => dtype;
  const one = new Set(given.map(([, result]) => result));
  if (all(dtypeNames, kept)) return "any, kept";
  if (given.length === dtypeNames.length && one.size === 1) return `any; the result is ${[...one][0]}`;
  if (all(floats, kept)) {
    const of = (names: readonly DType[]): string | undefined => {
      const outcomes = new Set(names.map((dtype) => results.get(dtype)));
      if (all(names, kept)) return "kept";
      return outcomes.size > 1 ? undefined : ([...outcomes][0] ?? "refused");
    };
    const [whole, bool] = [of(wholes), of(["bool"])];
    if (whole !== undefined && whole === bool) return `floats, kept; integers and bool ${become(whole)}`;
    if (whole !== undefined) return `floats, kept; integers ${become(whole)}; bool ${become(bool!)}`;
  }
  if (all(floats, () => undefined)) {
    if (all([...wholes, "bool"], kept)) return "integers and bool, kept; no floats";
    if (all(wholes, kept)) return "integers, kept; no floats, no bool";
  }
  const outcomes = [...one].map((to) => {
    const froms = given.filter(([, result]) => result === to).map(([from]) => from);
    return froms.length === 1 && froms[0] === to ? to : `${froms.join(", ")} (the result is ${to})`;
  });
  return outcomes.join("; ");
}

/** Whether a gradient goes back through an op, or why not. */
export function gradientOf(op: Op): string {
  const results = op.samples.flatMap((sample) => tried(op, sample) ?? []);
  if (!results.some(({ dtype }) => dtype.startsWith("f"))) return "none: the result is no float";
  if (!results.some(({ requiresGrad }) => requiresGrad)) return "none: it goes in steps, or draws at random";
  return op.gradientUnchecked ? `yes, where there is one: ${op.gradientUnchecked}` : "yes, of every order";
}

/** A sample as a user calls it: a random op's key comes from its generator. */
export const asCalled = (op: Op, sample: readonly unknown[]): readonly unknown[] =>
  (Object.values(random) as unknown[]).includes(op) ? sample.slice(0, -1) : sample;

/** A call as a user writes it, operands by their shapes. */
export function written(name: string, sample: readonly unknown[], isMethod: boolean): string {
  const text = (value: unknown): string => {
    if (value instanceof Sample) return `[${value.shape.join(", ")}]`;
    if (Array.isArray(value)) return `[${value.map(text).join(", ")}]`;
    if (typeof value === "object" && value !== null) {
      const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
      return `{ ${entries.map(([key, entry]) => `${key}: ${text(entry)}`).join(", ")} }`;
    }
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  };
  const args = sample.map(text);
  return isMethod ? `${args[0]}.${name}(${args.slice(1).join(", ")})` : `${name}(${args.join(", ")})`;
}

const shapeOf = (op: Op, ...operands: readonly (readonly number[])[]): string | undefined =>
  tried(
    op,
    operands.map((shape) => some(shape)),
  )?.shape.join();

/** What an op does with shapes, in a few words or by an example. */
export function shapesOf(name: string, op: Op, isMethod: boolean): string {
  const sample = op.samples[0] ?? [];
  const operands = operandsOf(sample);
  if (operands.length === 1 && tried(op, sample)?.shape.join() === operands[0]!.shape.join()) {
    if (shapeOf(op, [2, 3]) === "2,3" && shapeOf(op, []) === "") return "any, kept";
  }
  if (shapeOf(op, [2, 1], [3]) === "2,3" && shapeOf(op, [2, 3], [2, 3]) === "2,3") return "broadcast";
  const result = tried(op, sample);
  return `${written(name, asCalled(op, sample), isMethod)} gives [${result?.shape.join(", ") ?? ""}]`;
}
