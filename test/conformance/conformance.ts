// THE conformance suite: the same graphs on a backend and on the reference, number by number. A backend's test file calls
// `conformance` once, with the tolerances of that backend.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Backend } from "../../src/backend/backend.ts";
import { referenceBackend } from "../../src/backend/reference/reference.ts";
import { DeviceError } from "../../src/errors.ts";
import { type DType, dtypeNames, dtypes as dtypeTable, hostArray } from "../../src/graph/dtype.ts";
import type { Node } from "../../src/graph/node.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import { primitive as p } from "../../src/ops/index.ts";
import { type Case, generator, type Leaf, values } from "./case.ts";
import { contractionCases } from "./contraction.ts";
import { elementwiseCases } from "./elementwise.ts";
import { fuzzCase } from "./fuzz.ts";
import { integerCases } from "./integers.ts";
import { movementCases } from "./movement.ts";
import { opCases } from "./ops.ts";
import { randomCases } from "./random.ts";
import { rowCases } from "./rows.ts";

export interface Tolerances {
  /** Largest relative error of a few roundings. */
  readonly arithmetic: number;
  /** Largest relative error of an elementary function; near 0, of 1e-30. */
  readonly elementary: number;
  /** Largest error of a long sum, relative to the result plus the size of its terms. */
  readonly sum: number;
  /** Whether NaN, infinities and the ends of the range come out as the reference has them (WGSL promises nothing). */
  readonly specials: boolean;
}

export interface ConformanceOptions {
  /** Dtypes that the device has; all unless told. */
  readonly dtypes?: readonly DType[];
  /** Leaves out cases that are many of a kind. */
  readonly brief?: boolean;
  /** Whether it computes with matrices (true unless told); else it must say that it does not. */
  readonly matrices?: boolean;
  /** Random graphs to try, and the first one's seed. */
  readonly fuzz?: { readonly count: number; readonly seed: number };
}

/** Runs the suite on what `makeBackend` makes. */
export function conformance(
  name: string,
  makeBackend: () => Backend | Promise<Backend>,
  tolerances: Tolerances,
  {
    fuzz = { count: 150, seed: 1 },
    dtypes = dtypeNames,
    brief = false,
    matrices = true,
  }: ConformanceOptions = {},
): void {
  const reference = referenceBackend();
  let made: Promise<Backend> | undefined;
  const backend = () => (made ??= Promise.resolve(makeBackend()));

  const check = async (test: Case): Promise<void> => {
    const expected = await results(reference, test);
    const actual = await results(await backend(), test);
    expected.forEach(({ values: wanted, dtype }, root) => {
      const got = actual[root]!.values;
      assert.equal(actual[root]!.dtype, dtype);
      assert.equal(got.length, wanted.length, `root ${root}: number of elements`);
      for (let i = 0; i < wanted.length; i++) {
        if (agrees(test, tolerances, got[i]!, wanted[i]!, dtype)) continue;
        assert.fail(`root ${root}, element ${i}: got ${got[i]} and expected ${wanted[i]}`);
      }
    });
  };

  /** Right, or refused in so many words: some matrix computations are made of products alone. */
  const checkOrRefusal = async (test: Case): Promise<void> => {
    try {
      await check(test);
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      assert.match(error.message, /runs on the processor only: .*\nhelp: move it there: /);
    }
  };

  describe(`conformance of ${name}`, () => {
    for (const test of [
      ...elementwiseCases,
      ...movementCases,
      ...contractionCases,
      ...rowCases,
      ...randomCases,
      ...opCases,
      ...integerCases,
    ]) {
      if (test.dtype && !dtypes.includes(test.dtype)) continue;
      if (brief && test.more) continue;
      it(test.name, () => (test.matrices && !matrices ? checkOrRefusal(test) : check(test)));
    }
    it("computes on from what was realised before, whatever it was made of", async () => {
      const device = await backend();
      const x = p.stored(device.upload(Float32Array.of(1, 2, 3, 4, 5, 6), "f32"), [2, 3]);
      const parts = [
        p.expand(p.reduce("sum", x, [1]), [2, 3]),
        p.matmul(x, p.permute(x, [1, 0])),
        p.permute(p.unary("neg", x), [1, 0]),
        p.reshape(x, [3, 2]),
      ];
      device.realize(parts);
      for (const part of parts) part.inputs = [];
      const [sums, product, turned, shaped] = parts as [Node, Node, Node, Node];
      const root = p.binary("add", p.matmul(product, sums), p.binary("mul", p.permute(turned, [1, 0]), x));
      const later = p.reshape(p.binary("sub", shaped, turned), [6]);
      device.realize([root, later, sums]);
      const [first, second] = await Promise.all([root, later].map((node) => device.download(node.storage!)));
      assert.deepEqual([...first!], [563, 560, 555, 1331, 1322, 1311]);
      assert.deepEqual([...second!], [2, 6, 5, 9, 8, 12]);
    });
    for (let i = 0; i < fuzz.count; i++) {
      const test = fuzzCase(fuzz.seed + i);
      it(test.name, () => check(test));
    }
  });
}

interface Result {
  readonly dtype: DType;
  readonly values: ArrayLike<number>;
}

async function results(backend: Backend, test: Case): Promise<Result[]> {
  const random = generator(12345);
  const leaves: Node[] = [];
  const leaf: Leaf = (shape, dtype = "f32", value = values(dtype, sizeOf(shape), random)) => {
    const host = hostArray(dtype, sizeOf(shape));
    for (let i = 0; i < host.length; i++) host[i] = value(i);
    const node = p.stored(backend.upload(host, dtype), shape);
    leaves.push(node);
    return node;
  };
  const built = test.build(leaf);
  const roots = "op" in built ? [built] : built;
  for (const table of hostLeaves(roots)) {
    table.storage = backend.upload(table.host!, table.dtype);
    leaves.push(table);
  }
  backend.realize(roots);
  const found = await Promise.all(
    roots.map(async (root) => ({ dtype: root.dtype, values: await backend.download(root.storage!) })),
  );
  for (const node of [...roots, ...leaves]) backend.free(node.storage!);
  return found;
}

const isFloat = (dtype: DType): boolean => dtypeTable[dtype].float;

/** Tables that an op brought along from the host. */
function hostLeaves(roots: readonly Node[]): Node[] {
  const seen = new Set<Node>();
  const stack = [...roots];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    stack.push(...node.inputs);
  }
  return [...seen].filter(({ host, storage }) => host && !storage);
}

/** The roundings of other floats, in those of f32. */
const roundings: { readonly [D in DType]?: number } = { f16: 2 ** 13, f64: 2 ** -29 };

function agrees(test: Case, tolerances: Tolerances, got: number, wanted: number, dtype: DType): boolean {
  if (got === wanted || (Number.isNaN(got) && Number.isNaN(wanted))) return true;
  if (test.special && !tolerances.specials) return true;
  if (test.ends && !tolerances.specials && !Number.isFinite(wanted)) return true;
  if (test.accuracy === "exact" || !isFloat(dtype)) return false;
  const error = Math.abs(got - wanted) / (roundings[dtype] ?? 1);
  if (test.accuracy === "sum") return error <= tolerances.sum * (Math.abs(wanted) + (test.scale ?? 1));
  return error <= tolerances[test.accuracy] * Math.max(Math.abs(wanted), 1e-30);
}
