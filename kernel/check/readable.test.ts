import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readable } from "./readable.ts";

describe("readable signatures", () => {
  const rows: [helper: string, written: string, read: string][] = [
    ["a rule's argument", '(other: Fits<"matmul", Matmul<[2, 3], B>, Tensor<B>>)', "(other: Tensor<B>)"],
    ["a rule's result", "(): Tensor<Ok<Reduce<[2, 3], A, K>>>", "(): Tensor<Reduce<[2, 3], A, K>>"],
    ["an axis", '(axis: AxisArg<"softmax", [2, 3], A>)', "(axis: A)"],
    ["an operand", '(other: Elementwise<"add", S, B>)', "(other: Tensor<B> | number)"],
    ["one in another", "Ok<Mutable<readonly [Ok<S>, 2]>>", "readonly [S, 2]"],
    ["functions and strings among the arguments", 'Fits<"a, <b", (x: A) => B, { c: D }>', "{ c: D }"],
    ["a tensor of any shape", "(x: Tensor<number[]>): Tensor<Shape>", "(x: Tensor): Tensor"],
    ["what is optional", "(a?: A | undefined, b?: B | undefined)", "(a?: A, b?: B)"],
    ["what is not", "(a: A | undefined): B | undefined", "(a: A | undefined): B | undefined"],
    ["names of the user's own", "(a: MyFits<1>, b: x.Ok<2>)", "(a: MyFits<1>, b: x.Ok<2>)"],
  ];
  for (const [what, written, read] of rows) it(what, () => assert.equal(readable(written), read));
});
