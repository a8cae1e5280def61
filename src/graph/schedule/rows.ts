// Kernels that work row by row become one: reductions over the last axes, and what is computed elementwise with their results
// (a softmax is a maximum, a sum and a quotient). A row then is read once and written once, and what lies between is never
// in memory. Only for devices whose kernels can hold a row; where it is not worth it (few, long rows), the device says so.
import { isIdentity, reshapeStrides } from "../affine.ts";
import { distinct, Interner, rewriter } from "../expr.ts";
import {
  type Affine,
  type Expr,
  expressionsOf,
  type Kernel,
  type RowOutput,
  type RowStage,
} from "../kernel.ts";
import type { Shape } from "../node.ts";
import { sizeOf } from "../shape.ts";
import { loadKey, loadKeys, Merging, type MergingLimits } from "./merging.ts";

type Rows = Extract<Kernel, { kind: "rows" }>;

/** Whether so many rows of such a length are worth one kernel. */
export type WorthRows = (rows: number, length: number) => boolean;

/** Groups kernels given in topological order; `kept` are the slots that must be written. */
export function groupRows(
  kernels: readonly Kernel[],
  kept: ReadonlySet<number>,
  limits: MergingLimits,
  worth: WorthRows,
): Kernel[] {
  return new RowGrouping(kernels, kept, limits, worth).run();
}

class RowGrouping extends Merging {
  readonly #worth: WorthRows;

  constructor(
    kernels: readonly Kernel[],
    kept: ReadonlySet<number>,
    limits: MergingLimits,
    worth: WorthRows,
  ) {
    super(kernels, kept, limits);
    this.#worth = worth;
  }

  protected isOpen({ kind }: Kernel): boolean {
    return kind === "map" || kind === "reduce" || kind === "rows";
  }

  protected mayShare(earlier: Kernel, kernel: Kernel): boolean {
    return hasStages(earlier) && hasStages(kernel);
  }

  protected merge(first: Kernel, second: Kernel, isRead: (slot: number) => boolean): Kernel | undefined {
    if (!this.isOpen(first)) return undefined;
    for (const loop of [first, second]) {
      if (!hasStages(loop)) continue;
      const { outer, inner } = loop;
      const [rows, length] = [sizeOf(outer), sizeOf(inner)];
      if (length < 2 || !this.#worth(rows, length)) continue;
      const earlier = asRows(first, outer, inner);
      const later = earlier && asRows(second, outer, inner);
      const merged = later && this.#join(earlier, later, isRead);
      if (merged) return merged;
    }
    return undefined;
  }

  #join(first: Rows, second: Rows, isRead: (slot: number) => boolean): Rows | undefined {
    const { outer, inner } = first;
    const values = new Map(first.outputs.map((output) => [output.slot, output]));
    const both = first.stages.length > 0 && second.stages.length > 0;
    const shared = both ? loadKeys(expressionsOf(first)) : new Set<string>();
    let joined = false;
    let blocked = false;
    const replace = rewriter({
      leaf(e): Expr | undefined {
        if (e.op === "result") return { ...e, stage: e.stage! + first.stages.length };
        if (e.op === "gather" && values.has(e.slot)) blocked = true;
        if (e.op !== "load") return undefined;
        const written = values.get(e.slot);
        if (!written) {
          if (shared.has(loadKey(e)) && !isOncePerRow(e.at, outer)) joined = true;
          return undefined;
        }
        joined = true;
        if (isOwn(e.at, written, outer, inner)) return written.value;
        blocked = true;
        return undefined;
      },
    });
    const stages = [...first.stages, ...second.stages.map((stage) => ({ ...stage, x: replace(stage.x) }))];
    const added = second.outputs.map((output) => ({ ...output, value: replace(output.value) }));
    if (!joined || blocked) return undefined;
    const outputs = [...first.outputs.filter(({ slot }) => isRead(slot)), ...added];
    const merged = this.fitting(withSharing({ ...first, stages, outputs }));
    return merged && !liesAcross(expressionsOf(merged), outer, inner) ? merged : undefined;
  }
}

const hasStages = (kernel: Kernel): kernel is Extract<Kernel, { kind: "reduce" | "rows" }> =>
  kernel.kind === "reduce" || kernel.kind === "rows";

/** Whether the address is the same at all points of a row. */
export const isOncePerRow = ({ strides }: Affine, outer: Shape): boolean =>
  strides.every((stride, axis) => axis < outer.length || stride === 0);

/** Whether the address is the element that the row, or the point, wrote itself. */
const isOwn = (at: Affine, { once }: RowOutput, outer: Shape, inner: Shape): boolean =>
  once ? isOncePerRow(at, outer) && isIdentity(at, outer) : isIdentity(at, [...outer, ...inner]);

/** Equal expressions as one object. */
function withSharing(rows: Rows): Rows {
  const interner = new Interner();
  const stages = rows.stages.map((stage): RowStage => ({ ...stage, x: interner.intern(stage.x) }));
  const outputs = rows.outputs.map((output) => ({ ...output, value: interner.intern(output.value) }));
  return { ...rows, stages, outputs };
}

/** The kernel as one of rows over this loop, if its addresses allow. */
function asRows(kernel: Kernel, outer: Shape, inner: Shape): Rows | undefined {
  const [rows, length] = [sizeOf(outer), sizeOf(inner)];
  let possible = true;
  const onto = (strides: readonly number[] | undefined, to: Shape): readonly number[] => {
    if (!strides) possible = false;
    return strides ?? to.map(() => 0);
  };
  const none = inner.map(() => 0);
  const done = (
    affine: (a: Affine) => Affine,
    stages: readonly RowStage[],
    outputs: readonly RowOutput[],
  ) => {
    const rewrite = rewriter({
      affine,
      leaf: (e) => (e.op === "result" && e.stage === undefined ? { ...e, stage: 0 } : undefined),
    });
    const made: Rows = {
      kind: "rows",
      outer,
      inner,
      stages: stages.map((stage) => ({ ...stage, x: rewrite(stage.x) })),
      outputs: outputs.map((output) => ({ ...output, value: rewrite(output.value) })),
    };
    return possible ? made : undefined;
  };
  if (kernel.kind === "map") {
    const { shape, outputs } = kernel;
    const once = sizeOf(shape) === rows;
    if (!once && sizeOf(shape) !== rows * length) return undefined;
    const to = once ? outer : [...outer, ...inner];
    const affine = ({ offset, strides }: Affine): Affine => ({
      offset,
      strides: [...onto(reshapeStrides(shape, strides, to), to), ...(once ? none : [])],
    });
    return done(
      affine,
      [],
      outputs.map((output) => ({ ...output, once })),
    );
  }
  if (!hasStages(kernel)) return undefined;
  if (sizeOf(kernel.outer) !== rows || sizeOf(kernel.inner) !== length) return undefined;
  const split = kernel.outer.length;
  const affine = ({ offset, strides }: Affine): Affine => {
    const own = onto(reshapeStrides(kernel.outer, strides.slice(0, split), outer), outer);
    if (strides.length === split) return { offset, strides: [...own, ...none] };
    return {
      offset,
      strides: [...own, ...onto(reshapeStrides(kernel.inner, strides.slice(split), inner), inner)],
    };
  };
  if (kernel.kind === "rows") return done(affine, kernel.stages, kernel.outputs);
  const { reduce, x, outputs } = kernel;
  return done(
    affine,
    [{ reduce, x }],
    outputs.map((output) => ({ ...output, once: true })),
  );
}

/** Whether neighbouring rows lie side by side in memory, and the elements of one do not. What one row reads only counts. */
export function liesAcross(roots: Iterable<Expr>, outer: Shape, inner: Shape): boolean {
  const lastOuter = outer.findLastIndex((size) => size > 1);
  const lastInner = inner.findLastIndex((size) => size > 1);
  if (lastOuter < 0 || lastInner < 0) return false;
  let votes = 0;
  for (const e of distinct(roots)) {
    if (e.op !== "load" && e.op !== "gather") continue;
    const { strides } = e.at;
    const own = strides.some((s, axis) => axis < outer.length && s !== 0) && !isOncePerRow(e.at, outer);
    if (own) votes += Number(strides[lastOuter] === 1) - Number(strides[outer.length + lastInner] === 1);
  }
  return votes > 0;
}
