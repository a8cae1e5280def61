// What the schedule makes of typical graphs: the graph, then its plan as text. `in0` is the first input, `t0` the first
// temporary, `out0` the first root, `$0` the first parameter word; i, j, k are the loop's axes.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ops, primitive as p } from "../ops/index.ts";
import type { DType } from "./dtype.ts";
import type { Node, Shape } from "./node.ts";
import { printPlan, type ScheduleOptions, Scheduler } from "./schedule.ts";
import { sizeOf } from "./shape.ts";
import type { Storage } from "./storage.ts";

function leaf(shape: Shape, dtype: DType = "f32"): Node {
  const storage: Storage = { device: "test", dtype, size: sizeOf(shape), freed: false };
  return p.stored(storage, shape);
}

function plan(roots: Node | Node[], options: ScheduleOptions = {}): string[] {
  const { plan } = new Scheduler(options).schedule([roots].flat());
  return printPlan(plan).split("\n");
}

describe("schedule: elementwise work", () => {
  it("makes one flat loop of a chain", () => {
    const x = leaf([4, 6]);
    assert.deepEqual(plan(ops.mul(ops.exp(x), ops.add(x, leaf([4, 6])))), [
      "map [24]",
      "  out0 = (exp(in0[i]) * (in0[i] + in1[i]))",
    ]);
  });

  it("reads broadcast operands with stride 0", () => {
    assert.deepEqual(plan(ops.add(leaf([4, 6]), leaf([6]))), ["map [4,6]", "  out0 = (in0[6i+j] + in1[j])"]);
  });

  it("passes values that change from step to step as parameters", () => {
    assert.deepEqual(plan(ops.mul(leaf([8]), p.scalar(0.1))), ["map [8]", "  out0 = (in0[i] * $0)"]);
  });

  it("computes several results of shared operands in one loop: Adam", () => {
    const shape = [784, 256];
    const [w, m, v, g] = [leaf(shape), leaf(shape), leaf(shape), leaf(shape)];
    const nextM = ops.add(
      ops.mul(m, p.constant(0.9, shape, "f32")),
      ops.mul(g, p.constant(0.1, shape, "f32")),
    );
    const nextV = ops.add(ops.mul(v, p.constant(0.99, shape, "f32")), ops.mul(g, g));
    const step = ops.div(ops.mul(nextM, p.scalar(0.001)), ops.sqrt(nextV));
    assert.deepEqual(plan([ops.sub(w, step), nextM, nextV]), [
      "map [200704]",
      "  out1 = ((in1[i] * 0.9) + (in2[i] * 0.1))",
      "  out2 = ((in3[i] * 0.99) + (in2[i] * in2[i]))",
      "  out0 = (in0[i] - ((((in1[i] * 0.9) + (in2[i] * 0.1)) * $0) / sqrt(((in3[i] * 0.99) + (in2[i] * in2[i])))))",
    ]);
  });

  it("computes a dear value once when several kernels need it", () => {
    const e = ops.exp(leaf([4, 6]));
    assert.deepEqual(plan([ops.sum(e, 0), ops.sum(e, 1)]), [
      "map [24]",
      "  t0 = exp(in0[i])",
      "sum [6][4] of t0[i+6j]",
      "  out0 = result",
      "sum [4][6] of t0[6i+j]",
      "  out1 = result",
      "scratch 128 bytes",
    ]);
  });

  it("computes equal parts of a graph once", () => {
    const x = leaf([4, 6]);
    assert.deepEqual(plan([ops.sum(ops.exp(x), 0), ops.sum(ops.exp(x), 1)]), [
      "map [24]",
      "  t0 = exp(in0[i])",
      "sum [6][4] of t0[i+6j]",
      "  out0 = result",
      "sum [4][6] of t0[6i+j]",
      "  out1 = result",
      "scratch 128 bytes",
    ]);
  });

  it("computes a cheap value again rather than storing it", () => {
    const x = ops.neg(leaf([4, 6]));
    assert.deepEqual(plan([ops.sum(x, 0), ops.sum(x, 1)]), [
      "sum [6][4] of neg(in0[i+6j])",
      "  out0 = result",
      "sum [4][6] of neg(in0[6i+j])",
      "  out1 = result",
    ]);
  });

  it("computes a dear value before it is repeated", () => {
    const row = ops.exp(leaf([1, 6]));
    assert.deepEqual(plan(ops.mul(leaf([4, 6]), row)), [
      "map [6]",
      "  t0 = exp(in1[i])",
      "map [4,6]",
      "  out0 = (in0[6i+j] * t0[j])",
      "scratch 64 bytes",
    ]);
  });

  it("cuts expressions that read more buffers than a kernel may", () => {
    let total = leaf([8]);
    for (let i = 0; i < 5; i++) total = ops.add(total, leaf([8]));
    assert.deepEqual(plan(total, { maxBuffers: 4 }), [
      "map [8]",
      "  t0 = ((in0[i] + in1[i]) + in2[i])",
      "map [8]",
      "  t1 = ((t0[i] + in3[i]) + in4[i])",
      "map [8]",
      "  out0 = (t1[i] + in5[i])",
      "scratch 128 bytes",
    ]);
  });
});

describe("schedule: views", () => {
  it("costs nothing to permute, slice and expand", () => {
    const x = p.slice(p.permute(leaf([4, 6]), [1, 0]), [5, 1], [-2, 1], [3, 3]);
    assert.deepEqual(plan(ops.neg(x)), ["map [3,3]", "  out0 = neg(in0[-2i+6j+11])"]);
  });

  it("guards padding", () => {
    assert.deepEqual(plan(ops.exp(p.pad(leaf([3, 4]), [1, 0], [0, 2]))), [
      "map [4,6]",
      "  out0 = exp({0<=i-1<3, 0<=j<4: in0[4i+j-4]})",
    ]);
  });

  it("joins by adding padded parts", () => {
    const [a, b] = [leaf([2, 4]), leaf([2, 6])];
    assert.deepEqual(plan(ops.add(p.pad(a, [0, 0], [0, 6]), p.pad(b, [0, 4], [0, 0]))), [
      "map [2,10]",
      "  out0 = ({0<=j<4: in0[4i+j]} + {0<=j-4<6: in1[6i+j-4]})",
    ]);
  });

  it("splits the loop where a reshape needs it", () => {
    const x = ops.add(p.permute(leaf([4, 6]), [1, 0]), leaf([4]));
    assert.deepEqual(plan(p.reshape(x, [24])), ["map [6,4]", "  out0 = (in0[i+6j] + in1[j])"]);
  });

  it("stores what no loop can say", () => {
    const x = p.reshape(ops.neg(p.permute(leaf([4, 6]), [1, 0])), [8, 3]);
    assert.deepEqual(plan(ops.sum(x, 1)), [
      "map [6,4]",
      "  t0 = neg(in0[i+6j])",
      "sum [8][3] of t0[3i+j]",
      "  out0 = result",
      "scratch 128 bytes",
    ]);
  });
});

describe("schedule: reductions", () => {
  it("softmax", () => {
    assert.deepEqual(plan(ops.softmax(leaf([128, 10]), 1)), [
      "max [128][10] of in0[10i+j]",
      "  t0 = result",
      "map [128,10]",
      "  t1 = exp((in0[10i+j] - t0[i]))",
      "sum [128][10] of t1[10i+j]",
      "  t2 = result",
      "map [128,10]",
      "  out0 = (t1[10i+j] * reciprocal(t2[i]))",
      "scratch 5632 bytes",
    ]);
  });

  it("normalises rows: what is made of a sum joins its kernel", () => {
    const x = leaf([32, 64]);
    const centred = ops.sub(x, ops.mean(x, 1, true));
    const deviation = ops.sqrt(ops.add(ops.mean(ops.mul(centred, centred), 1, true), 1e-5));
    assert.deepEqual(plan(ops.div(centred, deviation)), [
      "sum [32][64] of in0[64i+j]",
      "  t0 = (result / $0)",
      "sum [32][64] of ((in0[64i+j] - t0[i]) * (in0[64i+j] - t0[i]))",
      "  t1 = sqrt(((result / $1) + $2))",
      "map [32,64]",
      "  out0 = ((in0[64i+j] - t0[i]) / t1[i])",
      "scratch 256 bytes",
    ]);
  });

  it("max pooling reads windows in place", () => {
    assert.deepEqual(plan(ops.maxPool2d(leaf([2, 3, 8, 8]), 2)), [
      "max [24,4][2,2] of in0[16i+2j+8k+l]",
      "  out0 = result",
    ]);
  });
});

describe("schedule: templates", () => {
  it("an MLP's forward pass: bias and relu join the product", () => {
    const hidden = ops.relu(ops.add(ops.matmul(leaf([128, 784]), leaf([784, 256])), leaf([256])));
    assert.deepEqual(plan(ops.add(ops.matmul(hidden, leaf([256, 10])), leaf([10]))), [
      "matmul [] 128x256x784 of in0[784i+j], in1[256i+j]",
      "  t0 = (((result + in2[j]) <= 0) ? 0 : (result + in2[j]))",
      "matmul [] 128x10x256 of t0[256i+j], in3[10i+j]",
      "  out0 = (result + in4[j])",
      "scratch 131072 bytes",
    ]);
  });

  it("a batch that shares its right side is one product", () => {
    assert.deepEqual(plan(ops.matmul(leaf([8, 16, 32]), leaf([32, 64]))), [
      "matmul [] 128x64x32 of in0[32i+j], in1[64i+j]",
      "  out0 = result",
    ]);
    assert.deepEqual(plan(ops.matmul(leaf([8, 1, 32]), leaf([32, 64]))), [
      "matmul [] 8x64x32 of in0[32i+j], in1[64i+j]",
      "  out0 = result",
    ]);
  });

  it("reads transposes in place", () => {
    const x = ops.matmul(p.permute(leaf([5, 7]), [1, 0]), p.permute(leaf([3, 5]), [1, 0]));
    assert.deepEqual(plan(x), ["matmul [] 7x3x5 of in0[i+7j], in1[i+5j]", "  out0 = result"]);
  });

  it("a parameter's update joins the kernel of its gradient", () => {
    const gradient = ops.matmul(p.permute(leaf([128, 7]), [1, 0]), leaf([128, 5]));
    assert.deepEqual(plan(ops.sub(leaf([7, 5]), ops.mul(gradient, p.scalar(0.1)))), [
      "matmul [] 7x5x128 of in1[i+7j], in2[5i+j]",
      "  out0 = (in0[5i+j] - (result * $0))",
    ]);
  });

  it("gathers rows by an index that stands in a column", () => {
    const index = p.expand(leaf([3, 1], "i32"), [3, 16]);
    assert.deepEqual(plan(p.gather(leaf([50, 16]), 0, index)), ["map [3,16]", "  out0 = in0[j+16*<in1[i]>]"]);
  });
});

describe("schedule: memory", () => {
  it("reuses the room of temporaries that are no longer read", () => {
    let x = leaf([64, 64]);
    for (let i = 0; i < 4; i++) x = ops.matmul(x, leaf([64, 64]));
    const { plan } = new Scheduler().schedule([x]);
    const temporaries = plan.slots.filter((slot) => slot.role === "temporary");
    assert.equal(temporaries.length, 3);
    assert.equal(plan.scratchBytes, 2 * 4 * 64 * 64);
  });

  it("leaves out kernels of nothing", () => {
    assert.deepEqual(plan(ops.neg(leaf([0, 3]))), [""]);
  });
});

describe("schedule: recognising steps", () => {
  const step = (rate: number, key: number): Node =>
    ops.add(ops.mul(leaf([8]), p.scalar(rate)), p.cast(p.random([8], [key, 2], 3), "f32"));

  it("gives equal graphs the same plan, and each its own inputs and parameters", () => {
    const scheduler = new Scheduler();
    const first = scheduler.schedule([step(0.5, 7)]);
    const second = scheduler.schedule([step(0.25, 9)]);
    assert.equal(second.plan, first.plan);
    assert.notEqual(second.inputs[0], first.inputs[0]);
    const bits = new Uint32Array(new Float32Array([0.25]).buffer)[0]!;
    assert.deepEqual([...second.parameters], [bits, 9, 2]);
  });

  it("tells other shapes, attributes and wirings apart", () => {
    const scheduler = new Scheduler();
    const [x, y] = [leaf([4, 4]), leaf([4, 4])];
    const graphs = [
      ops.sub(x, y),
      ops.sub(y, x),
      ops.sub(x, x),
      ops.add(x, y),
      ops.sum(x, 0),
      ops.sum(x, 1),
      ops.sub(leaf([2, 8]), leaf([2, 8])),
    ];
    const texts = graphs.map((graph) => scheduler.schedule([graph]).plan.key);
    // sub(x, y) and sub(y, x) number their inputs by first use: they are the same structure.
    assert.equal(new Set(texts).size, graphs.length - 1);
  });

  it("leaves out roots that are realised, and takes each other root once", () => {
    const root = ops.neg(leaf([3]));
    const { outputs } = new Scheduler().schedule([root, leaf([3]), root]);
    assert.deepEqual(outputs, [root]);
  });

  it("walks graphs of any depth", () => {
    let x = leaf([2]);
    for (let i = 0; i < 20_000; i++) x = ops.neg(x);
    const { plan } = new Scheduler().schedule([x]);
    assert.ok(plan.kernels.length > 10);
  });
});
