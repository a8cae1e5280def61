// What can be computed: the primitives as namespace `primitive`.
export * as primitive from "./primitives.ts";
