// Nodes whose kernels are templates: their operands are read by address, their result is written as it is.
import type { Kernel, Operand } from "../kernel.ts";
import type { Node } from "../node.ts";
import { sizeOf } from "../shape.ts";

/** The template kernel of a node, `zero` when there is nothing to add up, or undefined when it is no template. */
export function templateKernel(
  node: Node,
  slot: number,
  operand: (node: Node) => Operand,
): Kernel | "zero" | undefined {
  const outputs = [{ slot, value: { op: "result", dtype: node.dtype } as const }];
  const { shape } = node;
  const [first, second] = node.inputs;
  switch (node.op) {
    case "matmul": {
      const k = first!.shape.at(-1)!;
      if (k === 0) return "zero";
      const [m, n] = shape.slice(-2) as [number, number];
      const [a, b] = [operand(first!), operand(second!)];
      return { kind: "matmul", batch: shape.slice(0, -2), m, n, k, a, b, outputs };
    }
    case "conv":
    case "convInput":
    case "convWeight": {
      if (sizeOf(first!.shape) * sizeOf(second!.shape) === 0) return "zero";
      const { stride, padding, dilation, groups } = node.attributes;
      const [a, b] = [operand(first!), operand(second!)];
      const geometry = { stride, padding, dilation, groups };
      const [aShape, bShape] = [first!.shape, second!.shape];
      return { kind: node.op, geometry, aShape, bShape, shape, a, b, outputs };
    }
    case "linalg": {
      const { kind: compute, upper, unit, tolerance } = node.attributes;
      const operandShapes = node.inputs.map((input) => input.shape);
      const operands = node.inputs.map(operand);
      return { kind: "linalg", compute, upper, unit, tolerance, operands, operandShapes, shape, outputs };
    }
    case "fold": {
      if (sizeOf(first!.shape) === 0) return "zero";
      const { size, stride, dilation } = node.attributes;
      const x = operand(first!);
      return { kind: "fold", size, stride, dilation, windowShape: first!.shape, shape, x, outputs };
    }
    case "scatterAdd": {
      if (sizeOf(first!.shape) === 0) return "zero";
      const { axis } = node.attributes;
      const [index, source] = [operand(first!), operand(second!)];
      return { kind: "scatterAdd", axis, sourceShape: first!.shape, shape, index, source, outputs };
    }
    default:
      return undefined;
  }
}
