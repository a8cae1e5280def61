// Matrix computations: no generated code, but the shared ones of the processor's backends, over this memory.
import { dtypes } from "../../../graph/dtype.ts";
import type { Operand } from "../../../graph/kernel.ts";
import type { Shape } from "../../../graph/node.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { matrixValues } from "../../linalg/matrices.ts";
import { positions } from "../../reference/positions.ts";
import type { Bindings, KernelOf, Lowering } from "./lowering.ts";

export function lowerLinalg(kernel: KernelOf<"linalg">, to: Lowering): void {
  const { compute: kind, upper, unit, tolerance, operands, operandShapes, shape, outputs } = kernel;
  const settings = { kind, upper, unit, tolerance };
  const { slot } = outputs[0]!;
  const { dtype } = operands[0]!;
  const size = sizeOf(shape);
  to.step((bindings) => {
    const values = operands.map((operand, i) => gathered(operand, operandShapes[i]!, bindings));
    floats(bindings, slot, dtype).set(matrixValues(settings, values, operandShapes, size));
  });
}

function gathered({ slot, at, dtype }: Operand, shape: Shape, bindings: Bindings): Float64Array {
  const from = floats(bindings, slot, dtype);
  return Float64Array.from(positions(shape, at.offset, at.strides), (place) => from[place]!);
}

/** The memory from a slot's beginning on. */
function floats(
  { words, addresses }: Bindings,
  slot: number,
  dtype: Operand["dtype"],
): Float32Array<ArrayBufferLike> | Float64Array<ArrayBufferLike> {
  const at = addresses[slot]!;
  return dtypes[dtype].bytes === 8 ? new Float64Array(words.buffer, at) : new Float32Array(words.buffer, at);
}
