// The part of a tensor that showing it needs. Structural on purpose: display must not load the runtime to print `1 + 1`.
export { isTensorLike, type TensorLike } from "../metrics/values.ts";
