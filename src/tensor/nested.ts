// Row-major elements as nested arrays, and back; and as the text that printing a tensor shows.
import { ShapeError } from "../errors.ts";
import type { HostArray } from "../graph/dtype.ts";
import type { Shape } from "../graph/node.ts";
import { sizeOf } from "../graph/shape.ts";
import type { Nested } from "./methods/handle.ts";

/** Elements as nested arrays. */
export function nested(data: HostArray, shape: Shape, bool: boolean): Nested {
  let next = 0;
  const build = (axis: number): Nested => {
    if (axis < shape.length) return Array.from({ length: shape[axis]! }, () => build(axis + 1));
    const value = data[next++]!;
    return bool ? value !== 0 : value;
  };
  return build(0);
}

/** A nested literal's shape. Refuses rows of different lengths. */
export function shapeOfNested(literal: unknown): number[] {
  const shape: number[] = [];
  for (let level = literal; isList(level); level = level[0]) shape.push(level.length);
  return shape;
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

/** A nested literal's values, row-major, written to `out`. Refuses rows that do not fit the shape. */
export function flattenNested(literal: unknown, shape: Shape, out: HostArray): void {
  let next = 0;
  const visit = (value: unknown, axis: number): void => {
    if (isList(value) !== axis < shape.length || (isList(value) && value.length !== shape[axis])) {
      throw new ShapeError({ op: "tensor", message: "rows have different lengths" });
    }
    if (!isList(value)) out[next++] = Number(value);
    else if (ArrayBuffer.isView(value)) {
      out.set(value as unknown as ArrayLike<number>, next);
      next += value.length;
    } else for (let i = 0; i < value.length; i++) visit(value[i], axis + 1);
  };
  visit(literal, 0);
}

/** Elements shown at each end of an axis that is too long. */
const edge = 3;

/** The elements as nested text, the middle of long axes left out. */
export function preview(data: HostArray, shape: Shape, bool: boolean): string {
  const text = (value: number): string => (bool ? String(value !== 0) : String(Number(value.toPrecision(5))));
  const whole = sizeOf(shape) <= 60;
  const show = (axis: number, offset: number): string => {
    if (axis === shape.length) return text(data[offset]!);
    const size = shape[axis]!;
    const stride = sizeOf(shape.slice(axis + 1));
    const shown = Array.from({ length: size }, (_, i) => i).filter(
      (i) => whole || size <= 2 * edge || i < edge || i >= size - edge,
    );
    const parts = shown.map((i) => show(axis + 1, offset + i * stride));
    if (shown.length < size) parts.splice(edge, 0, "…");
    const between = axis === shape.length - 1 ? ", " : `,\n${" ".repeat(axis + 1)}`;
    return `[${parts.join(between)}]`;
  };
  const body = show(0, 0);
  return body.includes("\n") ? `\n${body}` : ` ${body}`;
}
