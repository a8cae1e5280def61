// Two kernels become one when the second is an elementwise map over exactly what the first computes: its reads of the
// first's outputs are replaced by the values themselves, and memory that nobody else reads goes. Maps of one shape that
// share a read (an optimiser's parameter and its moments) become one loop with several outputs.
import { isIdentity, reshapeStrides } from "../affine.ts";
import { rewriter } from "../expr.ts";
import type { Affine, Expr, Kernel } from "../kernel.ts";
import { sameShape, sizeOf } from "../shape.ts";
import { loadKey, loadKeys, Merging, type MergingLimits } from "./merging.ts";
import { outputShape } from "./traffic.ts";

/** Fuses kernels given in topological order; `kept` are the slots that must be written. */
export function fuse(kernels: readonly Kernel[], kept: ReadonlySet<number>, limits: MergingLimits): Kernel[] {
  return new Fusion(kernels, kept, limits).run();
}

class Fusion extends Merging {
  protected isOpen({ kind }: Kernel): boolean {
    return kind === "map";
  }

  protected mayShare({ kind }: Kernel): boolean {
    return kind === "map";
  }

  protected merge(first: Kernel, second: Kernel, isRead: (slot: number) => boolean): Kernel | undefined {
    const [shape, other] = [outputShape(first), outputShape(second)];
    if (sizeOf(shape) !== sizeOf(other)) return undefined;
    if (sameShape(shape, other)) return this.#join(first, second, isRead);
    return (
      this.#join(first, relayout(second, shape), isRead) ?? this.#join(relayout(first, other), second, isRead)
    );
  }

  #join(
    first: Kernel | undefined,
    second: Kernel | undefined,
    isRead: (slot: number) => boolean,
  ): Kernel | undefined {
    if (!first || !second) return undefined;
    const shape = outputShape(first);
    const values = new Map(first.outputs.map((output) => [output.slot, output.value]));
    let shared: Set<string> | undefined;
    const isShared = (e: Expr & { op: "load" }): boolean => {
      shared ??= first.kind === "map" ? loadKeys(first.outputs.map(({ value }) => value)) : new Set();
      return shared.has(loadKey(e));
    };
    let joined = false;
    let blocked = false;
    const replace = rewriter({
      leaf: (e) => {
        if (e.op === "load") {
          const value = values.get(e.slot);
          if (value && isIdentity(e.at, shape)) {
            joined = true;
            return value;
          }
          if (value) blocked = true;
          else if (!joined && isShared(e)) joined = true;
        }
        if (e.op === "gather" && values.has(e.slot)) blocked = true;
        return undefined;
      },
    });
    const added = second.outputs.map((output) => ({ slot: output.slot, value: replace(output.value) }));
    if (!joined || blocked) return undefined;
    const outputs = [...first.outputs.filter(({ slot }) => isRead(slot)), ...added];
    return this.fitting({ ...first, outputs } as Kernel);
  }
}

/** The kernel with its outputs looping over another shape of the same count, if its addresses allow. */
function relayout(kernel: Kernel, shape: readonly number[]): Kernel | undefined {
  const from = outputShape(kernel);
  if (sameShape(from, shape)) return kernel;
  if (kernel.kind !== "map" && kernel.kind !== "reduce") return undefined;
  let possible = true;
  const onto = (a: Affine): Affine => {
    const outer = reshapeStrides(from, a.strides.slice(0, from.length), shape);
    if (!outer) possible = false;
    return { offset: a.offset, strides: [...(outer ?? shape.map(() => 0)), ...a.strides.slice(from.length)] };
  };
  const rewrite = rewriter({ affine: onto });
  const outputs = kernel.outputs.map((output) => ({ slot: output.slot, value: rewrite(output.value) }));
  const result: Kernel =
    kernel.kind === "map"
      ? { ...kernel, shape, outputs }
      : { ...kernel, outer: shape, x: rewriter({ affine: onto })(kernel.x), outputs };
  return possible ? result : undefined;
}
