// Kernels that are more than one loop: the hand-written parts of the runtime, driven from here. Each leaves its raw result
// in the first output.
import type { Kernel } from "../../graph/kernel.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { Step } from "./plan.ts";
import type { Runtime } from "./runtime/runtime.ts";

type KernelOf<K extends Kernel["kind"]> = Extract<Kernel, { kind: K }>;

export function templateStep(kernel: Kernel, runtime: Runtime): Step {
  switch (kernel.kind) {
    case "matmul":
      return matmulStep(kernel, runtime);
    default:
      throw new Error(`no template for ${kernel.kind}`);
  }
}

function matmulStep(kernel: KernelOf<"matmul">, runtime: Runtime): Step {
  const { batch, m, n, k, a, b, outputs } = kernel;
  const rank = batch.length;
  const bytes = (strides: readonly number[], axis: number) => 4 * strides[axis]!;
  const aOffsets = batchOffsets(batch, a.at.strides).map((offset) => 4 * (offset + a.at.offset));
  const bOffsets = batchOffsets(batch, b.at.strides).map((offset) => 4 * (offset + b.at.offset));
  const slot = outputs[0]!.slot;
  const count = sizeOf(batch);
  return ({ addresses }) => {
    for (let i = 0; i < count; i++) {
      const left = {
        address: addresses[a.slot]! + aOffsets[i]!,
        rowStride: bytes(a.at.strides, rank),
        columnStride: bytes(a.at.strides, rank + 1),
      };
      const right = {
        address: addresses[b.slot]! + bOffsets[i]!,
        rowStride: bytes(b.at.strides, rank),
        columnStride: bytes(b.at.strides, rank + 1),
      };
      runtime.multiply(m, n, k, left, right, addresses[slot]! + 4 * i * m * n, 4 * n);
    }
  };
}

/** The offset of every index of the batch axes, row-major. */
function batchOffsets(batch: readonly number[], strides: readonly number[]): number[] {
  let offsets = [0];
  batch.forEach((size, axis) => {
    offsets = offsets.flatMap((from) => Array.from({ length: size }, (_, i) => from + i * strides[axis]!));
  });
  return offsets;
}
