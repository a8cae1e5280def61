// The builders of all primitives in one place. Each checks shapes and dtypes, then makes a node.
export { conv, convInput, convPositions, convWeight, matmul } from "./contraction.ts";
export { binary, cast, unary, where } from "./elementwise.ts";
export { gather, scatterAdd } from "./indexing.ts";
export { constant, constantValue, data, iota, random, scalar, stored } from "./leaf.ts";
export { linalg } from "./matrices.ts";
export {
  expand,
  fold,
  pad,
  permute,
  reshape,
  slice,
  type Windows,
  window,
  windowCounts,
} from "./movement.ts";
export { reduce } from "./reduce.ts";
export { scan, sort } from "./rows.ts";
