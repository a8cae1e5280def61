import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { inspect } from "node:util";
import { referenceBackend } from "../backend/reference/reference.ts";
import { currentBackend, useBackend } from "../backend/registry.ts";
import { wasmBackend } from "../backend/wasm/wasm.ts";
import { manualSeed } from "../random/generator.ts";
import {
  arange,
  bernoulli,
  collect,
  concat,
  crossEntropy,
  dropout,
  eye,
  full,
  grad,
  linspace,
  mseLoss,
  noGrad,
  randint,
  randn,
  randperm,
  scope,
  stack,
  type Tensor,
  tensor,
  valueAndGrad,
  where,
  zeros,
} from "./index.ts";

before(() => {
  useBackend(referenceBackend());
});

const message = (f: () => unknown): string => {
  try {
    f();
  } catch (error) {
    return (error as Error).message.split("\n")[0]!;
  }
  return "";
};
const near = async (x: Tensor, expected: number[], tolerance = 1e-6): Promise<void> => {
  const values = await x.data();
  assert.equal(values.length, expected.length);
  values.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) <= tolerance, `${value} and ${expected[i]} at ${i}`);
  });
};

describe("tensor: making and looking", () => {
  it("takes nested literals and gives them back", async () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    assert.deepEqual([x.shape, x.rank, x.size, x.dtype], [[2, 3], 2, 6, "f32"]);
    assert.deepEqual(await x.toArray(), [
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });
  it("takes truths, integers and typed arrays with a shape", async () => {
    assert.deepEqual(await tensor([true, false]).data(), Uint8Array.of(1, 0));
    assert.equal(tensor(Uint8Array.of(1, 2)).dtype, "i32");
    assert.deepEqual(await tensor(Float64Array.of(1, 2, 3, 4), { shape: [2, 2] }).toArray(), [
      [1, 2],
      [3, 4],
    ]);
  });
  it("counts and spaces", async () => {
    assert.deepEqual(await arange(2, 10, 3).toArray(), [2, 5, 8]);
    assert.deepEqual(await linspace(0, 1, 3).toArray(), [0, 0.5, 1]);
    assert.deepEqual(await eye(2).toArray(), [
      [1, 0],
      [0, 1],
    ]);
    assert.deepEqual(await arange(3, 0, -1).toArray(), [3, 2, 1]);
  });
  it("gives a copy that can be changed", async () => {
    const x = tensor([1, 2]);
    (await x.data())[0] = 9;
    assert.deepEqual(await x.toArray(), [1, 2]);
  });
  it("prints its values, the middle of long axes left out", () => {
    assert.equal(inspect(tensor([1, 2])), "Tensor [2] f32 [1, 2]");
    assert.equal(inspect(arange(100)), "Tensor [100] i32 [0, 1, 2, …, 97, 98, 99]");
    const gone = zeros([3]).realize();
    const follower = gone.add(1);
    gone.dispose();
    assert.equal(inspect(gone), "Tensor [3] f32");
    assert.equal(inspect(follower), "Tensor [3] f32");
  });
  it("moves between devices, and works where its operands lie", async () => {
    const there = await tensor([1, 2]).to("wasm");
    assert.equal(there.device, "wasm");
    assert.equal(there.add(1).realize().device, "wasm");
    const mixed = there.add(await tensor([10, 20]).to("reference"));
    assert.deepEqual(await mixed.toArray(), [11, 22]);
    await assert.rejects(tensor([1]).to("tpu" as "wasm"), /device: there is no device tpu/);
  });
  it("goes through its first axis", async () => {
    const rows = [...tensor([[1], [2]])];
    assert.deepEqual(await Promise.all(rows.map((row) => row.item())), [1, 2]);
  });
});

describe("tensor: a target that is no class", () => {
  const logits = zeros([2, 3]);
  it("is refused where it can be seen", () => {
    assert.throws(
      () => crossEntropy(logits, tensor(Int32Array.of(1, 3))),
      /^ArgumentError: crossEntropy: a target is no class: got 3, with 3 classes \(0 to 2\)\nhelp: /,
    );
  });
  it("makes the loss NaN where it was computed", async () => {
    const targets = tensor(Int32Array.of(0, -2)).add(tensor(Int32Array.of(1, 1)));
    assert.equal(await crossEntropy(logits, targets).item(), Number.NaN);
    assert.ok(Math.abs((await crossEntropy(logits, targets.add(1)).item()) - Math.log(3)) < 1e-6);
  });
});

describe("tensor: what was computed is a leaf", () => {
  it("whatever computed it, on every device that is there at once", async () => {
    const before = currentBackend();
    for (const backend of [referenceBackend(), wasmBackend()]) {
      useBackend(backend);
      const rows = tensor([
        [1, 2],
        [3, 4],
      ]).indexSelect(0, tensor(Int32Array.of(1, 0)));
      await rows.data();
      assert.deepEqual(
        await rows
          .flatten(1)
          .matmul(tensor([[1], [1]]))
          .toArray(),
        [[7], [3]],
      );
    }
    useBackend(before);
  });
});

describe("tensor: errors say what differs", () => {
  // Shapes that the checker knows would be red lines here.
  const some = (shape: number[]): Tensor => zeros(shape);
  const x = some([2, 3]);
  const cases: [string, () => unknown][] = [
    ["matmul: inner sizes differ: [2, 3] and [5, 4] (3 vs 5)", () => x.matmul(some([5, 4]))],
    ["add: shapes do not broadcast: [2, 3] and [4] (3 vs 4)", () => x.add(some([4]))],
    ["sum: axis 2 is out of range for shape [2, 3]", () => x.sum(2)],
    ["reshape: sizes differ: [2, 3] has 6 values and [4, 2] has 8", () => x.reshape([4, 2])],
    ["reshape: 6 values do not divide into [4, -1]: from [2, 3]", () => x.reshape([4, -1])],
    [
      "permute: needs one axis for each dimension: [2, 3, 4] and [0, 1]",
      () => zeros([2, 3, 4] as number[]).permute([0, 1]),
    ],
    [
      "permute: axis 3 is out of range for shape [2, 3, 4]",
      () => zeros([2, 3, 4] as number[]).permute([0, 1, 3]),
    ],
    ["transpose: axis 2 is out of range for shape [2, 3]", () => x.transpose(0, 2)],
    ["softmax: axis 2 is out of range for shape [2, 3]", () => x.softmax(2)],
    ["concat: sizes differ off axis 0: [2, 3] and [5, 4]", () => concat([x, some([5, 4])])],
    [
      "conv2d: channels differ: input [1, 3, 8, 8] and weight [8, 4, 3, 3] (3 vs 4)",
      () => zeros([1, 3, 8, 8]).conv2d(some([8, 4, 3, 3])),
    ],
    [
      "conv2d: kernel [8, 3, 5, 5] is larger than the padded input [1, 3, 2, 2]",
      () => zeros([1, 3, 2, 2]).conv2d(some([8, 3, 5, 5])),
    ],
    [
      "crossEntropy: targets [16] do not fit logits [32, 10]: expected [32]",
      () => crossEntropy(some([32, 10]), some([16])),
    ],
    ["tensor: rows have different lengths", () => tensor([[1, 2], [3]] as number[][] as never)],
    ["at: too many indices for shape [4]", () => some([4]).at(0, 0)],
    ["slice: axis 5 is out of range for shape [2, 3]", () => x.slice(0, 1, 5)],
    ["unsqueeze: axis 4 is out of range for shape [2, 3]", () => x.unsqueeze(4)],
    [
      "matmul: batch sizes do not broadcast: [5, 8, 2, 3] and [4, 3, 4] (8 vs 4)",
      () => zeros([5, 8, 2, 3]).matmul(some([4, 3, 4])),
    ],
    ["add: takes a tensor or a number: got string", () => x.add("1" as never)],
    [
      "backward: needs a single value: got shape [2, 3]",
      () => zeros([2, 3], { requiresGrad: true }).backward(),
    ],
    ["backward: nothing that this was computed from requires a gradient", () => x.sum().backward()],
    ["tensor: operators take numbers: got Tensor [2, 3] f32", () => Number(x)],
  ];
  for (const [expected, f] of cases) it(expected, () => assert.equal(message(f), expected));

  it("and how to help it", () => {
    assert.throws(() => zeros([2, 3]).matmul(some([4, 3])), /help: .*a\.matmul\(b\.transpose\(-2, -1\)\)/);
  });
});

describe("tensor: PyTorch's values", () => {
  const z = tensor([2, 1, 0.1]);
  it("cross-entropy, with and without label smoothing, and far out", async () => {
    await near(crossEntropy(z, tensor(0)), [0.41703], 1e-6);
    await near(crossEntropy(z, tensor(0), { labelSmoothing: 0.1 }), [0.5136967], 1e-6);
    await near(crossEntropy(tensor([1e4, 0, -1e4]), tensor(0)), [0]);
    await near(crossEntropy(zeros([4, 10]), zeros([4])), [Math.log(10)]);
  });
  it("mean squared error", () => near(mseLoss(tensor([1, 2, 3]), tensor([2, 2, 5])), [5 / 3]));
  it("standard deviation with Bessel's correction", () => near(tensor([1, 2, 3, 4]).std(), [1.2909944]));
  it("division of integers is true division", async () => {
    const half = tensor([1, 3], { dtype: "i32" }).div(2);
    assert.equal(half.dtype, "f32");
    await near(half, [0.5, 1.5]);
  });
  it("promotes bool to integers, and integers to floats", () => {
    const truth = tensor([true, false]);
    assert.equal(truth.add(truth).dtype, "bool");
    assert.equal(truth.add(1).dtype, "i32");
    assert.equal(truth.sum().dtype, "i32");
    assert.equal(truth.mul(0.5).dtype, "f32");
  });
  it("slices backwards and with steps", async () => {
    assert.deepEqual(await arange(6).slice(-1, null, 0, -2).toArray(), [5, 3, 1]);
    assert.deepEqual(await arange(6).at([1, 5, 2]).toArray(), [1, 3]);
  });
});

describe("tensor: randomness follows from the seed", () => {
  const draw = async () => [
    ...(await randn([4]).data()),
    ...(await randint(0, 10, [4]).data()),
    ...(await randperm(5).data()),
    ...(await dropout(full([4], 1), 0.5).data()),
  ];
  it("the same seed gives the same numbers, however late they are computed", async () => {
    manualSeed(7);
    const first = await draw();
    manualSeed(7);
    const second = await draw();
    assert.deepEqual(first, second);
    assert.notDeepEqual(await draw(), first);
  });
  it("normal numbers have mean 0 and variance 1", async () => {
    manualSeed(1);
    const x = randn([10_000]);
    await near(x.mean(), [0], 0.03);
    await near(x.std(), [1], 0.03);
  });
  it("bernoulli and dropout keep the expected value", async () => {
    manualSeed(2);
    await near(bernoulli(full([10_000], 0.3)).mean(), [0.3], 0.02);
    await near(dropout(full([10_000], 1), 0.2).mean(), [1], 0.02);
  });
  it("dropout leaves evaluation alone", () => {
    const x = full([3], 1);
    assert.equal(dropout(x, 0.5, { training: false }), x);
  });
});

describe("tensor: gradients", () => {
  it("are left at leaves and add up until cleared", async () => {
    const w = tensor([1, 2], { requiresGrad: true });
    w.square().sum().backward();
    assert.deepEqual(await w.grad!.toArray(), [2, 4]);
    w.square().sum().backward();
    assert.deepEqual(await w.grad!.toArray(), [4, 8]);
  });
  it("stop at detach, and under noGrad", () => {
    const w = tensor([1], { requiresGrad: true });
    assert.equal(w.detach().mul(2).requiresGrad, false);
    assert.equal(noGrad(() => w.mul(2)).requiresGrad, false);
    assert.equal(w.mul(2).requiresGrad, true);
  });
  it("are left at intermediate tensors that ask", async () => {
    const w = tensor([3], { requiresGrad: true });
    const h = w.mul(2).retainGrad();
    h.square().sum().backward();
    assert.deepEqual(await h.grad!.toArray(), [12]);
  });
  it("need the graph, which goes with the first backward", async () => {
    const loss = tensor([1], { requiresGrad: true }).square().sum();
    loss.backward();
    await loss.item();
    assert.match(
      message(() => loss.backward()),
      /the graph is gone/,
    );
    const kept = tensor([1], { requiresGrad: true }).square().sum();
    kept.backward(null, { retainGraph: true });
    await kept.item();
    kept.backward();
  });
  it("of a parameter that begins as a constant", async () => {
    const w = zeros([2, 2], { requiresGrad: true });
    w.reshape([4])
      .mul(tensor([1, 2, 3, 4]))
      .sum()
      .backward();
    assert.deepEqual(await w.grad!.toArray(), [
      [1, 2],
      [3, 4],
    ]);
  });
  it("of functions, to any order", async () => {
    const cube = (x: Tensor) => x.pow(3).sum();
    const x = tensor([2]);
    await near(grad(cube)(x), [12]);
    await near(grad((y) => grad(cube)(y).sum())(x), [12]);
    const [value, [dx, dy]] = valueAndGrad((a: Tensor, b: Tensor) => a.mul(b).sum())(x, tensor([5]));
    await near(value, [10]);
    await near(dx, [5]);
    await near(dy, [2]);
  });
  it("of functions leave no graph behind", () => {
    const slope = grad((x) => x.square().sum())(tensor([1]));
    assert.equal(slope.requiresGrad, false);
  });
  it("through a gradient reach the parameters it used", async () => {
    const w = tensor([3], { requiresGrad: true });
    const slope = grad((x) => x.square().mul(w).sum())(tensor([2]));
    slope.square().sum().backward();
    // slope = 2 x w, and d slope²/dw = 2 (2 x w) 2 x.
    assert.deepEqual(await w.grad!.toArray(), [96]);
  });
});

describe("tensor: laziness and memory", () => {
  it("computes nothing before somebody looks", () => {
    const live = currentBackend().memory().live;
    const x = randn([1000, 1000])
      .matmul(zeros([1000, 1000]))
      .relu();
    assert.deepEqual(x.shape, [1000, 1000]);
    assert.equal(currentBackend().memory().live, live);
  });
  it("counts in a long loop without growing a graph", async () => {
    let x = zeros([1]);
    for (let i = 0; i < 20_000; i++) x = x.add(1);
    assert.ok(x.node.depth <= 2001);
    assert.equal(await x.item(), 20_000);
  });
  it("frees what is no longer held", async () => {
    const live = currentBackend().memory().live;
    await (async () => {
      const x = await Promise.all([zeros([1000]).add(1).data(), zeros([500]).add(2).data()]);
      assert.equal(x.length, 2);
    })();
    collect();
    assert.ok(currentBackend().memory().live <= live);
  });
  it("gives a scope's tensors back, except its result", async () => {
    let inside: Tensor | undefined;
    const mean = scope(() => {
      inside = full([100], 3).mul(2).realize();
      return inside.mean();
    });
    assert.equal(await mean.item(), 6);
    await assert.rejects(inside!.data(), /disposed and is used again/);
  });
  it("says so when a disposed tensor is used", async () => {
    const x = full([2], 1).add(1).realize();
    x.dispose();
    await assert.rejects(x.add(1).data(), /help:/);
  });
});

describe("concat and stack", () => {
  it("join hundreds", async () => {
    useBackend(wasmBackend());
    const rows = Array.from({ length: 300 }, (_, i) => full([5], i));
    const joined = stack(rows as Tensor[]);
    assert.deepEqual(joined.shape, [300, 5]);
    assert.deepEqual(
      await joined.at(null, 2).toArray(),
      rows.map((_, i) => i),
    );
  });
});

describe("where", () => {
  it("chooses between tensors and numbers", async () => {
    const x = tensor([-1, 2]);
    assert.deepEqual(await where(x.gt(0), x, 0).toArray(), [0, 2]);
  });
});
