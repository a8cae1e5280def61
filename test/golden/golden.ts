// The golden files against a backend: every call that PyTorch answered, forward and backward, with its operands as they are
// and as views. A backend's test file calls `goldens` once. The files are made by make.py; no Python is needed here.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import * as cellgrad from "../../src/index.ts";
import { root } from "../support/unpack.ts";
import { difference, kindDifference } from "./differences.ts";
import { type Layout, layouts } from "./layouts.ts";
import { type Argument, type CallRequest, numberOf, type TensorData, type Value, wordOf } from "./request.ts";

export interface Answer {
  shape: readonly number[];
  kind: "float" | "int" | "bool";
  values: readonly Value[];
}
interface Golden extends CallRequest {
  results: readonly Answer[];
  /** Of the sum of the results times `weight`, for each float operand; null where PyTorch has none. */
  gradients?: readonly (readonly Value[] | null)[];
}

export interface GoldenOptions {
  /** Whether NaN, infinities and the ends of the range come out as promised (WGSL promises nothing). */
  readonly specials: boolean;
  /** Calls that the device may refuse, if it says so. */
  readonly refused?: RegExp;
  /** How many calls of each op have their operands arranged otherwise. */
  readonly layouts: Partial<Record<Layout, number>>;
}

/** How exact a result must be: relative to PyTorch's in f64, of which the files have ten digits. */
const tolerances = { f32: 1e-5, f64: 2e-9 };
type Precision = keyof typeof tolerances;

type Tensors = cellgrad.Tensor[];

/** A golden file: what PyTorch made it, and its cases. */
export function goldenFile<T>(name: string): { torch: string; without: Record<string, string>; cases: T[] } {
  const [head, ...lines] = readFileSync(join(root, `test/golden/${name}.jsonl`), "utf8")
    .trim()
    .split("\n");
  return { ...JSON.parse(head!), cases: lines.map((line) => JSON.parse(line) as T) };
}

/** Runs the golden calls on a device. */
export function goldens(device: cellgrad.DeviceName, options: GoldenOptions): void {
  const { torch, cases } = goldenFile<Golden>("ops");
  const numbers = new Map<string, number>();
  describe(`PyTorch ${torch} on ${device}`, () => {
    before(async () => {
      await cellgrad.setDevice(device);
    });
    for (const golden of cases) {
      const number = (numbers.get(golden.call) ?? 0) + 1;
      numbers.set(golden.call, number);
      it(`${golden.call}, call ${number}`, async () => {
        const checked = check(golden, "plain", options);
        if (options.refused?.test(golden.call)) await checked.catch(mustSayWhatItLacks);
        else await checked;
      });
      if (!JSON.stringify(golden.args).includes('"tensor"')) continue;
      for (const [layout, calls] of Object.entries(options.layouts) as [Layout, number][]) {
        if (number > calls || (layout === "double" && !onlyFloats(golden))) continue;
        it(`${golden.call}, call ${number}, ${layout} operands`, () => check(golden, layout, options));
      }
    }
  });
}

function mustSayWhatItLacks(error: unknown): void {
  if (error instanceof cellgrad.DeviceError || error instanceof cellgrad.DTypeError) return;
  throw error;
}

/** Whether nothing of single precision is left when the f32 operands become f64. */
const onlyFloats = ({ args }: Golden): boolean => !/"dtype":"(i32|u32|bool)"/.test(JSON.stringify(args));

async function check(golden: Golden, layout: Layout, { specials }: GoldenOptions): Promise<void> {
  const options = { specials, precision: layout === "double" ? "f64" : "f32" } as const;
  const operands: { leaf: cellgrad.Tensor; seen: (x: cellgrad.Tensor) => cellgrad.Tensor }[] = [];
  const results = resultsOf(
    await call(
      golden.call,
      unpacked(golden.args, (data) => {
        const { leaf, seen } = layouts[layout](data);
        if (data.dtype === "f32") {
          leaf.requiresGrad = golden.gradients !== undefined;
          operands.push({ leaf, seen });
        }
        return seen(leaf);
      }),
    ),
  );
  assert.equal(results.length, golden.results.length, "number of results");
  for (const [i, expected] of golden.results.entries()) {
    const result = results[i]!;
    assert.deepEqual([...result.shape], expected.shape, "shape");
    if (!kindDifference(golden)) assert.equal(kindOf(result), expected.kind, "kind of dtype");
    compare(golden, undefined, await result.data(), expected.values, options);
  }
  if (!golden.gradients) return;
  if (!results.some(({ requiresGrad }) => requiresGrad)) {
    // What does not depend on its operands has no gradient here, and one of zeros there.
    const zeros = golden.gradients.every(
      (expected) => !expected || expected.every((word) => numberOf(word) === 0),
    );
    assert.ok(zeros, "no gradient");
    return;
  }
  weighted(results).backward();
  for (const [i, { leaf, seen }] of operands.entries()) {
    const expected = golden.gradients[i];
    if (!expected) continue;
    const gradient = leaf.grad ? await seen(leaf.grad).data() : new Float32Array(expected.length);
    compare(golden, i, gradient, expected, options);
  }
}

/** The arguments with a tensor for each description. */
export function unpacked(
  args: readonly Argument[],
  tensor: (data: TensorData) => cellgrad.Tensor,
): unknown[] {
  const one = (value: Argument): unknown => {
    if (Array.isArray(value)) return value.map(one);
    if (typeof value === "string" && /^(NaN|-?Infinity|-0)$/.test(value)) return Number(value);
    if (typeof value !== "object" || value === null) return value;
    if ("tensor" in value && typeof value.tensor === "object") return tensor(value.tensor as TensorData);
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, one(entry)]));
  };
  return args.map(one);
}

/** A call by its public name: of the package, or of the first tensor. */
export function call(name: string, args: readonly unknown[]): unknown {
  type Callable = (...args: readonly unknown[]) => unknown;
  const [x, ...rest] = args;
  const method = cellgrad.isTensor(x)
    ? (x as unknown as Record<string, Callable | undefined>)[name]
    : undefined;
  if (method) return method.apply(x, rest);
  const found = name
    .split(".")
    .reduce<unknown>((home, part) => (home as Record<string, unknown>)?.[part], cellgrad);
  assert.equal(typeof found, "function", `there is no ${name}`);
  return (found as Callable)(...args);
}

/** One tensor, several, or an object of them, as a list. */
export function resultsOf(result: unknown): Tensors {
  if (cellgrad.isTensor(result)) return [result];
  assert.ok(typeof result === "object" && result !== null, `no tensor: ${result}`);
  return Object.values(result).flatMap(resultsOf);
}

export function kindOf({ dtype }: cellgrad.Tensor): Answer["kind"] {
  if (dtype === "bool") return "bool";
  return dtype.startsWith("f") ? "float" : "int";
}

/** Σ results · weight, of those that have a gradient; no two weights are the same. */
export function weighted(results: Tensors): cellgrad.Tensor {
  let at = 0;
  const parts = results
    .filter(({ requiresGrad }) => requiresGrad)
    .map((x) => {
      const weights = Float64Array.from({ length: x.size }, () => 0.3 + ((at++ * 0.37) % 1));
      const { shape, dtype } = x;
      return x.mul(cellgrad.tensor(weights, { shape: shape as number[], dtype })).sum() as cellgrad.Tensor;
    });
  return parts.reduce((a, b) => a.add(b));
}

/** The largest f32, beyond which f64 still has numbers; and the smallest normal one, below which processors may give 0. */
const [largest, smallest] = [3.4028234663852886e38, 1.1754943508222875e-38];

function compare(
  { call, args }: Golden,
  gradientOf: number | undefined,
  got: ArrayLike<number>,
  expected: readonly Value[],
  { precision, specials }: { precision: Precision; specials: boolean },
): void {
  const what = gradientOf === undefined ? "result" : `gradient of operand ${gradientOf}`;
  assert.equal(got.length, expected.length, `${what}: number of values`);
  // Of the value, or of 2 % of the largest (up to 10; a gradient's terms are of size 1 at least): what cancels has the
  // rounding of its terms.
  const sizes = expected.map((word) => Math.abs(numberOf(word))).filter((size) => size <= 10);
  const error = tolerances[precision] * 0.02 * Math.max(gradientOf === undefined ? 0 : 1, ...sizes);
  for (const [place, word] of expected.entries()) {
    const [actual, wanted] = [got[place]!, numberOf(word)];
    if (agrees(actual, wanted, error, precision)) continue;
    if (difference({ call, args, gradientOf, place, actual, wanted, specials })) continue;
    assert.fail(
      `${what}, value ${place}: got ${wordOf(actual)}, PyTorch ${word}, for ${JSON.stringify(args)}`,
    );
  }
}

/** Refuses values that are not PyTorch's, where no reason is known for them. */
export function assertClose(
  what: string,
  got: ArrayLike<number>,
  expected: readonly Value[],
  roundings = 1,
): void {
  assert.equal(got.length, expected.length, `${what}: number of values`);
  const error = roundings * 2e-7 * Math.max(1, ...expected.map((word) => Math.abs(numberOf(word))));
  for (const [place, word] of expected.entries()) {
    const close =
      agrees(got[place]!, numberOf(word), error, "f32") || (got[place] === 0 && numberOf(word) === 0);
    assert.ok(close, `${what}, value ${place}: got ${got[place]}, PyTorch ${word}`);
  }
}

function agrees(got: number, wanted: number, error: number, precision: Precision): boolean {
  if (Number.isNaN(wanted)) return Number.isNaN(got);
  if (wanted === 0 && got === 0) return Object.is(got, wanted);
  if (precision === "f32" && Math.abs(wanted) > largest)
    return got === Math.sign(wanted) * Number.POSITIVE_INFINITY;
  return (
    got === wanted ||
    Math.abs(got - wanted) <= Math.max(tolerances[precision] * Math.abs(wanted), error, smallest)
  );
}
