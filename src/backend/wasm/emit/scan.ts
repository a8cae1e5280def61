// A scan kernel: one pass over every row, a vector at a time, the running values written to the first output.
import { Interner, rewriter } from "../../../graph/expr.ts";
import type { Affine, Kernel } from "../../../graph/kernel.ts";
import { sizeOf, stridesOf } from "../../../graph/shape.ts";
import { ExpressionEmitter } from "./expression.ts";
import { emitLoops, storeLanes } from "./loops.ts";
import type { Emitted } from "./map.ts";
import { granuleOf, lanesFor, Nest } from "./nest.ts";
import { scanner } from "./scanner.ts";
import type { Target } from "./target.ts";
import { workOf } from "./work.ts";

type ScanKernel = Extract<Kernel, { kind: "scan" }>;

/** A loop around the rows, also where there is one row only. */
function withOuter(kernel: ScanKernel): Pick<ScanKernel, "outer" | "x"> {
  if (kernel.outer.length > 0) return kernel;
  const affine = ({ offset, strides }: Affine): Affine => ({ offset, strides: [0, ...strides] });
  return { outer: [1], x: rewriter({ affine })(kernel.x) };
}

export function emitScan(kernel: ScanKernel): Emitted {
  const { outer, x } = withOuter(kernel);
  const sizes = [...outer, ...kernel.inner];
  const order = sizes.map((_, axis) => axis);
  const last = sizes.length - 1;
  const value = new Interner().intern(x);
  const { slot } = kernel.outputs[0]!;
  const at: Affine = { offset: 0, strides: stridesOf(sizes) };
  const write = (to: Target) => {
    const { module, helpers, name } = to;
    const { builder: f, index } = module.function(["i32", "i32", "i32", "i32"], [], name, helpers.pool);
    const nest = new Nest(f, sizes, order, last, lanesFor([x]));
    const e = new ExpressionEmitter(f, to, nest, [value]);
    e.addresses.declare(slot, at, x.dtype);
    e.begin();
    const running = scanner(f, kernel.scan, x.dtype);
    const [result, pointer] = [f.local("v128"), f.local("i32")];
    emitLoops(e, 0, outer.length, true, 1, () => {
      running.start();
      emitLoops(e, outer.length, sizes.length, false, 1, () => {
        e.emitStored(value);
        running.step(e.lanes);
        f.set(result);
        const offset = e.pushAddress(slot, at);
        f.set(pointer);
        storeLanes(f, e.lanes, pointer, result, offset, x.dtype, helpers);
      });
    });
    return index;
  };
  return { write, range: outer[0]!, variant: 0, granule: granuleOf(last), work: workOf(sizeOf(sizes), [x]) };
}
