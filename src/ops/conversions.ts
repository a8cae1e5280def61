// The same values in another dtype, by PyTorch's short names. A tensor's methods follow from these rows
// (tensor/methods/derived.ts): their documentation is what users read.
import type { DType } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { given, type Op, op, some } from "./define.ts";
import { cast as converted } from "./elementwise.ts";

type One = (x: Node) => Node;

const into = (name: string, dtype: DType): Op<One> =>
  op(name, (x: Node) => converted(x, dtype), [[some([3])], [given([1.7, -1.7, 0])]], "fractions may go");

/**
 * The same values in another dtype, as `to`. Towards whole numbers the part after the point is cut off, and what is too
 * large becomes the largest there is; towards bool all but 0 is true.
 * Shapes: [2].cast("i32") gives [2]. Dtypes: any; the result is of the one that is named.
 * @example
 * await tensor([1.9, -1.9]).cast("i32").toArray() // [1, -1]
 */
export const cast = op("cast", (x: Node, dtype: DType) => converted(x, dtype), [
  [given([1.7, -1.7]), "i32"],
  [some([3]), "f32"],
  [given([0, 2]), "bool"],
]);

/**
 * The same values as f32.
 * Shapes: any, kept. Dtypes: any; the result is f32.
 * @example
 * tensor([1, 2], { dtype: "i32" }).float().dtype // "f32"
 */
export const float = into("float", "f32");

/**
 * The same values as f16, rounded to the nearest: half the memory, 11 bits of precision, up to 65504.
 * Shapes: any, kept. Dtypes: any; the result is f16.
 * @example
 * await tensor([0.1]).half().toArray() // [0.0999755859375]
 */
export const half = into("half", "f16");

/**
 * The same values as f64: double precision, on the devices `wasm` and `reference`.
 * Shapes: any, kept. Dtypes: any; the result is f64.
 * @example
 * tensor([1, 2]).double().dtype // "f64"
 */
export const double = into("double", "f64");

/**
 * The same values as i32, without the part after the point.
 * Shapes: any, kept. Dtypes: any; the result is i32.
 * @example
 * await tensor([1.9, -1.9]).int().toArray() // [1, -1]
 */
export const int = into("int", "i32");

/**
 * True where a value is not 0.
 * Shapes: any, kept. Dtypes: any; the result is bool.
 * @example
 * await tensor([0, 0.5, 2]).bool().toArray() // [false, true, true]
 */
export const bool = into("bool", "bool");
