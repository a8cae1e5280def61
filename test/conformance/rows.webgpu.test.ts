// Work on rows in one dispatch, and work on neighbours by fours, as they are written for real graphics cards: rows that share
// a workgroup, fill one, are held or gone through again; lengths and offsets that fall into fours, and others.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { probeAdapter } from "../../src/backend/webgpu/device.ts";
import { createWebGPUBackend, type WebGPUBackend } from "../../src/backend/webgpu/webgpu.ts";
import type { Node, Shape } from "../../src/graph/node.ts";
import { ops, primitive as p } from "../../src/ops/index.ts";
import { agree, type Build, type Leaf } from "./kernels.ts";

/** A layer norm over the last axis, with weights. */
function norm(x: Node, weight: Node, bias: Node): Node {
  const centred = ops.sub(x, ops.mean(x, -1, true));
  const variance = ops.mean(ops.mul(centred, centred), -1, true);
  return ops.add(ops.mul(ops.mul(centred, ops.rsqrt(ops.add(variance, 1e-5))), weight), bias);
}

const softmax =
  (shape: Shape): Build =>
  (leaf) =>
    ops.softmax(leaf(shape), -1);

/** From row to row, columns [1, columns) of a wider tensor: no address is a multiple of four. */
const inside = (leaf: Leaf, rows: number, columns: number): Node =>
  p.slice(leaf([rows, columns + 3]), [0, 1], [1, 1], [rows, columns]);

/** Each is one kernel, of a row or several. */
const oneKernel: { readonly [name: string]: Build } = {
  "softmax of short rows": softmax([300, 3]),
  "softmax of rows of four": softmax([70, 4]),
  "softmax of rows in fours": softmax([67, 100]),
  "softmax of odd rows": softmax([13, 77]),
  "softmax of long rows": softmax([3, 2048]),
  "softmax of long odd rows": softmax([5, 1031]),
  "softmax of rows too long to hold": softmax([130, 8208]),
  "softmax of one row": softmax([1, 260]),
  "the distance from the mean of two axes": (leaf) => {
    const x = leaf([9, 6, 8]);
    return ops.abs(ops.sub(x, ops.mean(x, [1, 2], true)));
  },
  "softmax of turned rows": (leaf) => ops.softmax(p.permute(leaf([8, 3, 20]), [1, 0, 2]), -1),
  "logSoftmax beside the offset of fours": (leaf) => ops.logSoftmax(inside(leaf, 20, 64), -1),
  logsumexp: (leaf) => ops.logsumexp(leaf([50, 40]), 1),
  variance: (leaf) => ops.var(leaf([6, 5, 33]), 2),
  "layer norm": (leaf) => norm(leaf([40, 96]), leaf([96]), leaf([96])),
  "layer norm of odd rows": (leaf) => norm(leaf([4, 7, 45]), leaf([45]), leaf([45])),
  "layer norm of halves": (leaf) => norm(leaf([12, 64], "f16"), leaf([64], "f16"), leaf([64], "f16")),
  "softmax of odd rows of halves": (leaf) => ops.softmax(leaf([11, 33], "f16"), -1),
  "rows and their totals": (leaf) => {
    const x = leaf([30, 48]);
    const total = p.reduce("sum", x, [1]);
    return [ops.div(x, p.expand(p.reshape(total, [30, 1]), [30, 48])), total];
  },
  "the places of the extremes, and where they are not": (leaf) => {
    const x = leaf([30, 52]);
    const at = p.expand(p.reshape(p.reduce("argmax", x, [1]), [30, 1]), [30, 52]);
    const least = p.expand(p.reshape(p.reduce("argmin", x, [1]), [30, 1]), [30, 52]);
    const place = p.iota([30, 52], 1);
    return p.binary("and", p.binary("ne", place, at), p.binary("ne", place, least));
  },
  "products, counts and truths": (leaf) => {
    const x = leaf([21, 24]);
    const positive = p.binary("lt", p.constant(0, x.shape, "f32"), x);
    const any = p.expand(p.reshape(p.reduce("max", positive, [1]), [21, 1]), [21, 24]);
    return p.where(any, p.binary("sub", x, p.constant(1, x.shape, "f32")), x);
  },
  "whole numbers": (leaf) => {
    const x = leaf([9, 40], "i32", (i) => ((i * 7919) % 23) - 11);
    const most = p.expand(p.reshape(p.reduce("max", x, [1]), [9, 1]), [9, 40]);
    return p.reduce("sum", p.binary("sub", most, x), [1]);
  },
  "NaN and infinities in a row": (leaf) => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const x = leaf([8, 36], "f32", (i) => (i % 37 === 0 && i > 40 ? odd[i % 3]! : i % 5));
    const most = p.expand(p.reshape(p.reduce("max", x, [1]), [8, 1]), [8, 36]);
    return p.binary("eq", x, most);
  },
};

/** Elementwise work, reductions and lookups where fours begin, end and do not fit. */
const byFours: { readonly [name: string]: Build } = {
  "every operation with a scalar, a row and a column": (leaf) => {
    const [x, row, column] = [leaf([5, 12]), leaf([12]), leaf([5, 1])];
    return [
      ops.add(ops.mul(x, row), column),
      ops.exp(ops.sub(row, column)),
      ops.maximum(column, ops.tanh(x)),
    ];
  },
  "a tail": (leaf) => ops.exp(ops.add(leaf([13]), leaf([13]))),
  "fewer than four": (leaf) => [ops.neg(leaf([3])), ops.neg(leaf([1]))],
  "an offset that is no multiple of four": (leaf) => ops.exp(p.slice(leaf([41]), [3], [1], [38])),
  "steps and backwards": (leaf) => {
    const x = leaf([40]);
    return ops.add(p.slice(x, [0], [2], [20]), p.slice(x, [39], [-1], [20]));
  },
  "turned matrices": (leaf) => ops.add(leaf([8, 12]), p.permute(leaf([12, 8]), [1, 0])),
  "a border": (leaf) => ops.exp(p.pad(leaf([6, 9]), [1, 2], [0, 1])),
  "truths and whole numbers": (leaf) => {
    const [x, y] = [leaf([7, 8], "i32", (i) => (i % 9) - 4), leaf([8], "i32", (i) => i - 3)];
    const larger = ops.gt(x, y);
    const u = leaf([7, 8], "u32", (i) => i * 3);
    return [larger, ops.where(larger, x, y), ops.div(x, y), ops.mod(u, 5), ops.logicalNot(larger)];
  },
  "places and casts": (leaf) => {
    const place = p.reshape(p.iota([48], 0), [6, 8]);
    return [
      p.binary("mul", place, place),
      p.cast(
        leaf([6, 8], "bool", (i) => i % 2),
        "f32",
      ),
    ];
  },
  halves: (leaf) => {
    const [x, y] = [leaf([6, 8], "f16"), leaf([8], "f16")];
    return [ops.add(x, y), p.cast(x, "f32"), ops.exp(leaf([13], "f16"))];
  },
  "rows of a table": (leaf) => {
    const index = p.expand(
      p.reshape(
        leaf([5], "i32", (i) => (i * 3) % 7),
        [5, 1],
      ),
      [5, 8],
    );
    return ops.mul(p.gather(leaf([7, 8]), 0, index), leaf([5, 8]));
  },
  "places in rows": (leaf) =>
    p.gather(
      leaf([5, 9]),
      1,
      leaf([5, 8], "i32", (i) => (i * 5) % 11),
    ),
  "sums of rows beside the offset of fours": (leaf) => p.reduce("sum", inside(leaf, 40, 64), [1]),
  "sums of columns, four at a time": (leaf) => [
    p.reduce("sum", leaf([70, 12]), [0]),
    ops.exp(ops.mean(leaf([5, 40, 8]), 1)),
  ],
  "sums of columns beside the offset of fours, and more of the same": (leaf) => {
    const x = leaf([9, 12]);
    const sums = p.reduce("sum", p.slice(x, [0, 1], [1, 1], [9, 8]), [0]);
    return ops.add(sums, p.slice(x, [0, 0], [1, 1], [1, 8]));
  },
  "sums of many rows of columns, in parts": (leaf) => p.reduce("sum", leaf([3000, 8]), [0]),
  "places of extremes in columns, in parts": (leaf) => p.reduce("argmax", leaf([2000, 4]), [0]),
  "whether all of a column are": (leaf) =>
    p.reduce("min", p.binary("lt", leaf([40, 8]), p.constant(0.49, [40, 8], "f32")), [0]),
  "sums of columns of odd length": (leaf) => p.reduce("prod", ops.add(leaf([50, 7]), 1.5), [0]),
  "places of extremes in fours": (leaf) => p.reduce("argmin", leaf([9, 200]), [1]),
  "a long sum in parts, by fours": (leaf) => p.reduce("sum", leaf([60_004]), [0]),
  "the place of the extreme of many, by fours": (leaf) => p.reduce("argmax", leaf([60_004]), [0]),
};

const found = await probeAdapter();
const kinds = [
  { name: "as for nvidia", options: { vendor: "nvidia" } },
  { name: "as for another card, without subgroups", options: { vendor: "another", without: ["subgroups"] } },
  { name: "as for software", options: { vendor: "google" } },
];

for (const { name, options } of kinds) {
  describe(`rows and fours ${name}`, found ? {} : { skip: "no WebGPU adapter" }, () => {
    let backend: WebGPUBackend;
    before(async () => {
      backend = await createWebGPUBackend(options);
    });
    after(() => backend.device.destroy());
    for (const [what, build] of Object.entries(oneKernel)) {
      it(`${what}, in one kernel`, async () => {
        const halves = what.includes("halves");
        await agree(backend, build, halves ? 2e-3 : undefined);
        const leaf: Leaf = (shape, dtype = "f32") =>
          p.stored(backend.upload(new Float32Array(shape.reduce((a, b) => a * b, 1)), dtype), shape);
        assert.equal(backend.explain!([build(leaf)].flat() as Node[]).plan.kernels.length, 1);
      });
    }
    for (const [what, build] of Object.entries(byFours)) {
      it(what, () => agree(backend, build, what === "halves" ? 2e-3 : undefined));
    }
  });
}
