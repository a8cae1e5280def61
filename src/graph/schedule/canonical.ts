// The simplest loop for a kernel: axes of one step go, neighbours that every address walks as one become one. Contiguous
// work then is a single flat loop, whatever the tensors' ranks were.
import { affinesOf, rewriter } from "../expr.ts";
import { type Affine, type Expr, expressionsOf, type Kernel, type Operand, type Output } from "../kernel.ts";

/** Neighbouring loop axes that become one axis, in order. */
type Groups = readonly (readonly number[])[];

type KernelOf<K extends Kernel["kind"]> = Extract<Kernel, { kind: K }>;

/** The groups of axes [first, end) under which all affine functions stay affine; axes of one step are left out. */
function groupAxes(
  sizes: readonly number[],
  first: number,
  end: number,
  affines: readonly Affine[],
): number[][] {
  const groups: number[][] = [];
  for (let axis = first; axis < end; axis++) {
    if (sizes[axis] === 1) continue;
    const group = groups.at(-1);
    const before = group?.at(-1);
    const joins =
      before !== undefined && affines.every((a) => a.strides[before] === a.strides[axis]! * sizes[axis]!);
    if (group && joins) group.push(axis);
    else groups.push([axis]);
  }
  return groups;
}

const sizesOf = (groups: Groups, sizes: readonly number[]): number[] =>
  groups.map((group) => group.reduce((product, axis) => product * sizes[axis]!, 1));

const grouping =
  (groups: Groups) =>
  (a: Affine): Affine => ({ offset: a.offset, strides: groups.map((group) => a.strides[group.at(-1)!]!) });

/** A new number for a slot. */
type Renaming = (slot: number) => number;

/** The same kernel over its simplest loop, with other numbers for its slots. */
export function canonical(kernel: Kernel, slot: Renaming): Kernel {
  switch (kernel.kind) {
    case "map":
      return canonicalMap(kernel, slot);
    case "reduce":
      return canonicalReduce(kernel, slot);
    case "rows":
      return canonicalStages(kernel, slot);
    case "scan":
    case "sort":
      return canonicalRows(kernel, slot);
    case "matmul":
      return canonicalMatmul(kernel, slot);
    default:
      return renamed(kernel, slot);
  }
}

function renamed(
  kernel: KernelOf<"fold" | "linalg" | "scatterAdd" | "conv" | "convInput" | "convWeight">,
  slot: Renaming,
): Kernel {
  const outputs = rewritten(kernel.outputs, slot, rewriter({ slot }));
  const operand = (o: Operand): Operand => ({ ...o, slot: slot(o.slot) });
  switch (kernel.kind) {
    case "fold":
      return { ...kernel, x: operand(kernel.x), outputs };
    case "linalg":
      return { ...kernel, operands: kernel.operands.map(operand), outputs };
    case "scatterAdd":
      return { ...kernel, index: operand(kernel.index), source: operand(kernel.source), outputs };
    default:
      return { ...kernel, a: operand(kernel.a), b: operand(kernel.b), outputs };
  }
}

const rewritten = (outputs: readonly Output[], slot: Renaming, rewrite: (e: Expr) => Expr): Output[] =>
  outputs.map((output) => ({ slot: slot(output.slot), value: rewrite(output.value) }));

export function canonicalMap(kernel: KernelOf<"map">, slot: Renaming = (same) => same): KernelOf<"map"> {
  const { shape, outputs } = kernel;
  const affines = affinesOf(outputs.map((output) => output.value));
  const groups = groupAxes(shape, 0, shape.length, affines);
  const rewrite = rewriter({ affine: grouping(groups), slot });
  return {
    kind: "map",
    shape: sizesOf(groups, shape),
    outputs: rewritten(outputs, slot, rewrite),
  };
}

function canonicalReduce(kernel: KernelOf<"reduce">, slot: Renaming): KernelOf<"reduce"> {
  const { outer, inner, x, outputs } = kernel;
  const sizes = [...outer, ...inner];
  const inside = affinesOf([x]);
  const after = affinesOf(outputs.map((output) => output.value));
  const outerGroups = groupAxes(sizes, 0, outer.length, [...inside, ...after]);
  const innerGroups = groupAxes(sizes, outer.length, sizes.length, inside);
  const rewrite = rewriter({ affine: grouping(outerGroups), slot });
  return {
    kind: "reduce",
    reduce: kernel.reduce,
    outer: sizesOf(outerGroups, sizes),
    inner: sizesOf(innerGroups, sizes),
    x: rewriter({ affine: grouping([...outerGroups, ...innerGroups]), slot })(x),
    outputs: rewritten(outputs, slot, rewrite),
  };
}

function canonicalStages(kernel: KernelOf<"rows">, slot: Renaming): KernelOf<"rows"> {
  const { outer, inner } = kernel;
  const sizes = [...outer, ...inner];
  const affines = affinesOf(expressionsOf(kernel));
  const outerGroups = groupAxes(sizes, 0, outer.length, affines);
  const innerGroups = groupAxes(sizes, outer.length, sizes.length, affines);
  const rewrite = rewriter({ affine: grouping([...outerGroups, ...innerGroups]), slot });
  return {
    kind: "rows",
    outer: sizesOf(outerGroups, sizes),
    inner: sizesOf(innerGroups, sizes),
    stages: kernel.stages.map((stage) => ({ ...stage, x: rewrite(stage.x) })),
    outputs: kernel.outputs.map((output) => ({
      ...output,
      slot: slot(output.slot),
      value: rewrite(output.value),
    })),
  };
}

function canonicalRows(kernel: KernelOf<"scan" | "sort">, slot: Renaming): KernelOf<"scan" | "sort"> {
  const { outer, inner, x, outputs } = kernel;
  const sizes = [...outer, ...inner];
  const affines = affinesOf([x, ...outputs.map((output) => output.value)]);
  const outerGroups = groupAxes(sizes, 0, outer.length, affines);
  const innerGroups = groupAxes(sizes, outer.length, sizes.length, affines);
  const rewrite = rewriter({ affine: grouping([...outerGroups, ...innerGroups]), slot });
  return {
    ...kernel,
    outer: sizesOf(outerGroups, sizes),
    inner: sizesOf(innerGroups, sizes),
    x: rewrite(x),
    outputs: rewritten(outputs, slot, rewrite),
  };
}

/** Merges batch axes, and a batch that all share one `b` into the rows. */
function canonicalMatmul(kernel: KernelOf<"matmul">, slot: Renaming): KernelOf<"matmul"> {
  const { batch, m, n, a, b, outputs } = kernel;
  const rank = batch.length;
  const sizes = [...batch, m, n];
  const after = affinesOf(outputs.map((output) => output.value));
  const groups: number[][] = groupAxes(sizes, 0, rank, [a.at, b.at, ...after]);
  let rows = m === 1 ? [] : [rank];
  for (let last = groups.at(-1); last; last = groups.at(-1)) {
    const outer = last.at(-1)!;
    const inner = rows[0];
    const walksAsOne =
      inner === undefined ||
      [a.at, ...after].every((s) => s.strides[outer] === s.strides[inner]! * sizes[inner]!);
    if (!walksAsOne || last.some((axis) => b.at.strides[axis] !== 0)) break;
    rows = [...last, ...rows];
    groups.pop();
  }
  if (rows.length === 0) rows = [rank];
  const inside = grouping([...groups, rows, [rank + 1]]);
  // The rows of `b` are the steps of the sum, whatever became rows of the result.
  const shared = grouping([...groups, [rank], [rank + 1]]);
  const rewrite = rewriter({ affine: inside, slot });
  return {
    ...kernel,
    batch: sizesOf(groups, sizes),
    m: rows.reduce((product, axis) => product * sizes[axis]!, 1),
    a: { ...a, slot: slot(a.slot), at: inside(a.at) },
    b: { ...b, slot: slot(b.slot), at: shared(b.at) },
    outputs: rewritten(outputs, slot, rewrite),
  };
}
