// What work on rows becomes on devices that compute a row in one kernel: the graph, then its plan as text (as in
// schedule.test.ts). `r0` is what the row's first reduction gave.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ops, primitive as p } from "../../ops/index.ts";
import type { DType } from "../dtype.ts";
import type { Node, Shape } from "../node.ts";
import { printPlan, Scheduler } from "../schedule.ts";
import { sizeOf } from "../shape.ts";
import type { WorthRows } from "./rows.ts";

function leaf(shape: Shape, dtype: DType = "f32"): Node {
  return p.stored({ device: "test", dtype, size: sizeOf(shape), freed: false }, shape);
}

function plan(roots: Node | Node[], worthRows: WorthRows = () => true, maxBuffers = 64): string[] {
  const { plan } = new Scheduler({ worthRows, maxBuffers }).schedule([roots].flat());
  return printPlan(plan).split("\n");
}

const softmax = (x: Node) => ops.softmax(x, 1);
const kernelsOf = (lines: readonly string[]) => lines.filter((line) => /^(?!scratch)\w/.test(line));

describe("schedule: rows", () => {
  it("is one kernel for softmax, and nothing lies between", () => {
    assert.deepEqual(plan(softmax(leaf([64, 100]))), [
      "rows [64][100]",
      "  r0 = max of in0[100i+j]",
      "  r1 = sum of exp((in0[100i+j] - r0))",
      "  out0 = (exp((in0[100i+j] - r0)) * reciprocal(r1))",
    ]);
  });

  it("is one kernel for logsumexp and for variance, written once a row", () => {
    assert.deepEqual(plan(ops.var(leaf([4, 6, 10]), 2, false, 0)), [
      "rows [24][10]",
      "  r0 = sum of in0[10i+j]",
      "  r1 = sum of ((in0[10i+j] - (r0 / $0)) * (in0[10i+j] - (r0 / $0)))",
      "  out0 = (r1 / $1)",
    ]);
    assert.deepEqual(kernelsOf(plan(ops.logsumexp(leaf([8, 9]), 1))), ["rows [8][9]"]);
  });

  it("takes two reductions of the same elements together", () => {
    const x = leaf([8, 9]);
    assert.deepEqual(plan([ops.max(x, 1), ops.sum(x, 1)]), [
      "rows [8][9]",
      "  r0 = max of in0[9i+j]",
      "  r1 = sum of in0[9i+j]",
      "  out0 = r0",
      "  out1 = r1",
    ]);
  });

  it("writes what others need too", () => {
    const y = softmax(leaf([8, 9]));
    assert.deepEqual(kernelsOf(plan([y, p.matmul(y, leaf([9, 3]))])), [
      "rows [8][9]",
      "matmul [] 8x3x9 of out0[9i+j], in1[3i+j]",
    ]);
  });

  it("leaves reductions of columns apart, whose neighbours are neighbours in memory", () => {
    assert.equal(
      kernelsOf(plan(ops.softmax(leaf([64, 100]), 0))).some((line) => line.startsWith("rows")),
      false,
    );
  });

  it("leaves apart what reads of other rows", () => {
    const x = leaf([8, 9]);
    const sums = p.reshape(p.reduce("sum", x, [1]), [8]);
    const others = p.slice(sums, [7], [-1], [8]);
    assert.deepEqual(kernelsOf(plan(p.binary("div", x, p.expand(p.reshape(others, [8, 1]), [8, 9])))), [
      "sum [8][9] of in0[9i+j]",
      "map [8,9]",
    ]);
  });

  it("leaves apart what the device would rather cut into parts, and what needs too many buffers", () => {
    const few: WorthRows = (rows) => rows > 2;
    assert.equal(kernelsOf(plan(softmax(leaf([2, 5000])), few)).length, 4);
    const x = leaf([8, 9]);
    const many = [1, 2, 3, 4].map(() => leaf([8, 9])).reduce((sum, y) => ops.add(sum, y), softmax(x));
    assert.equal(kernelsOf(plan(many, undefined, 64)).length, 1);
    assert.equal(kernelsOf(plan(many, undefined, 5)).length > 1, true);
  });
});
