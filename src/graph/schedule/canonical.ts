// The simplest loop for a kernel: axes of one step go, neighbours that every address walks as one become one. Contiguous
// work then is a single flat loop, whatever the tensors' ranks were.
import { affinesOf, rewriter } from "../expr.ts";
import { type Affine, expressionsOf, type Kernel } from "../kernel.ts";

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

/** The same kernel over its simplest loop. */
export function canonical(kernel: Kernel): Kernel {
  switch (kernel.kind) {
    case "map":
      return canonicalMap(kernel);
    case "reduce":
      return canonicalReduce(kernel);
    case "rows":
      return canonicalStages(kernel);
    case "scan":
    case "sort":
      return canonicalRows(kernel);
    case "matmul":
      return canonicalMatmul(kernel);
    default:
      return kernel;
  }
}

export function canonicalMap(kernel: KernelOf<"map">): KernelOf<"map"> {
  const { shape, outputs } = kernel;
  const affines = [...affinesOf(outputs.map((output) => output.value))];
  const groups = groupAxes(shape, 0, shape.length, affines);
  const rewrite = rewriter({ affine: grouping(groups) });
  return {
    kind: "map",
    shape: sizesOf(groups, shape),
    outputs: outputs.map((output) => ({ slot: output.slot, value: rewrite(output.value) })),
  };
}

function canonicalReduce(kernel: KernelOf<"reduce">): KernelOf<"reduce"> {
  const { outer, inner, x, outputs } = kernel;
  const sizes = [...outer, ...inner];
  const inside = [...affinesOf([x])];
  const after = [...affinesOf(outputs.map((output) => output.value))];
  const outerGroups = groupAxes(sizes, 0, outer.length, [...inside, ...after]);
  const innerGroups = groupAxes(sizes, outer.length, sizes.length, inside);
  const rewrite = rewriter({ affine: grouping(outerGroups) });
  return {
    kind: "reduce",
    reduce: kernel.reduce,
    outer: sizesOf(outerGroups, sizes),
    inner: sizesOf(innerGroups, sizes),
    x: rewriter({ affine: grouping([...outerGroups, ...innerGroups]) })(x),
    outputs: outputs.map((output) => ({ slot: output.slot, value: rewrite(output.value) })),
  };
}

function canonicalStages(kernel: KernelOf<"rows">): KernelOf<"rows"> {
  const { outer, inner } = kernel;
  const sizes = [...outer, ...inner];
  const affines = [...affinesOf(expressionsOf(kernel))];
  const outerGroups = groupAxes(sizes, 0, outer.length, affines);
  const innerGroups = groupAxes(sizes, outer.length, sizes.length, affines);
  const rewrite = rewriter({ affine: grouping([...outerGroups, ...innerGroups]) });
  return {
    kind: "rows",
    outer: sizesOf(outerGroups, sizes),
    inner: sizesOf(innerGroups, sizes),
    stages: kernel.stages.map((stage) => ({ ...stage, x: rewrite(stage.x) })),
    outputs: kernel.outputs.map((output) => ({ ...output, value: rewrite(output.value) })),
  };
}

function canonicalRows(kernel: KernelOf<"scan" | "sort">): KernelOf<"scan" | "sort"> {
  const { outer, inner, x, outputs } = kernel;
  const sizes = [...outer, ...inner];
  const affines = [...affinesOf([x, ...outputs.map((output) => output.value)])];
  const outerGroups = groupAxes(sizes, 0, outer.length, affines);
  const innerGroups = groupAxes(sizes, outer.length, sizes.length, affines);
  const rewrite = rewriter({ affine: grouping([...outerGroups, ...innerGroups]) });
  return {
    ...kernel,
    outer: sizesOf(outerGroups, sizes),
    inner: sizesOf(innerGroups, sizes),
    x: rewrite(x),
    outputs: outputs.map((output) => ({ slot: output.slot, value: rewrite(output.value) })),
  };
}

/** Merges batch axes, and a batch that all share one `b` into the rows. */
function canonicalMatmul(kernel: KernelOf<"matmul">): KernelOf<"matmul"> {
  const { batch, m, n, a, b, outputs } = kernel;
  const rank = batch.length;
  const sizes = [...batch, m, n];
  const after = [...affinesOf(outputs.map((output) => output.value))];
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
  const rewrite = rewriter({ affine: inside });
  return {
    ...kernel,
    batch: sizesOf(groups, sizes),
    m: rows.reduce((product, axis) => product * sizes[axis]!, 1),
    a: { ...a, at: inside(a.at) },
    b: { ...b, at: shared(b.at) },
    outputs: outputs.map((output) => ({ slot: output.slot, value: rewrite(output.value) })),
  };
}
