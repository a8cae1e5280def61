// Gradients of functions against closed forms, and what a backward pass computes.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Backend } from "../backend/backend.ts";
import { referenceBackend } from "../backend/reference/reference.ts";
import { useBackend } from "../backend/registry.ts";
import type { Kernel } from "../graph/kernel.ts";
import { Scheduler } from "../graph/schedule.ts";
import {
  checkpoint,
  customGradient,
  grad,
  hessian,
  isGradEnabled,
  jacobian,
  jvp,
  noGrad,
  ones,
  randn,
  type Tensor,
  tensor,
  valueAndGrad,
  vjp,
  vmap,
} from "./index.ts";

before(() => {
  useBackend(referenceBackend());
});

async function near(x: Tensor, expected: readonly number[], tolerance = 1e-5): Promise<void> {
  const values = await x.data();
  assert.equal(values.length, expected.length);
  values.forEach((value, i) => {
    const bound = tolerance * Math.max(1, Math.abs(expected[i]!));
    assert.ok(Math.abs(value - expected[i]!) <= bound, `${value} and ${expected[i]} at ${i}`);
  });
}
async function alike(a: Tensor, b: Tensor): Promise<void> {
  assert.deepEqual(a.shape, b.shape);
  await near(a, [...(await b.data())]);
}

/** A backend that keeps the plan of everything that it is asked to compute. */
function watched() {
  const real = referenceBackend();
  const scheduler = new Scheduler();
  const kernels: Kernel[] = [];
  const scratch: number[] = [];
  const realize: Backend["realize"] = (roots) => {
    const { plan } = scheduler.schedule(roots);
    kernels.push(...plan.kernels);
    scratch.push(plan.scratchBytes);
    real.realize(roots);
  };
  useBackend({ ...real, realize });
  return { count: (kind: string) => kernels.filter((k) => k.kind === kind).length, scratch };
}

describe("vjp", () => {
  it("gives the value and vᵀJ for each input", async () => {
    const [value, pullback] = vjp((a: Tensor, b: Tensor) => a.mul(b), tensor([1, 2]), tensor([3, 5]));
    await near(value, [3, 10]);
    const [da, db] = pullback(tensor([10, 100]));
    await near(da!, [30, 500]);
    await near(db!, [10, 200]);
  });
  it("may be pulled back more than once, and gives zeros where nothing depends", async () => {
    const [, pullback] = vjp((a: Tensor, _: Tensor) => a.exp(), tensor([0]), tensor([7]));
    for (const scale of [1, 2]) {
      const [da, db] = pullback(tensor([scale]));
      await near(da!, [scale]);
      await near(db!, [0]);
    }
  });
  it("refuses a gradient of another shape", () => {
    const [, pullback] = vjp((a: Tensor) => a.exp(), tensor([0]));
    assert.throws(() => pullback(tensor([1, 2])), /vjp: gradient and value differ in shape: \[2\] and \[1\]/);
  });
});

describe("jvp", () => {
  it("is Jv, exactly", async () => {
    const f = (a: Tensor, b: Tensor) => a.matmul(b).tanh();
    const [a, b, da, db] = [randn([2, 3]), randn([3, 2]), randn([2, 3]), randn([3, 2])];
    const [value, change] = jvp(f, [a, b], [da, db]);
    await alike(value, f(a, b));
    const slope = f(a, b).square().neg().add(1);
    await alike(change, slope.mul(da.matmul(b).add(a.matmul(db))) as Tensor);
  });
  it("is differentiable itself", async () => {
    // d/dx of (cos x · 1) = -sin x
    const second = grad((x) => jvp((y: Tensor) => y.sin(), [x], [ones([1])])[1].sum());
    await near(second(tensor([0.5])), [-Math.sin(0.5)]);
  });
  it("of what does not depend on the input is 0", async () => {
    await near(jvp((_: Tensor) => tensor([5]), [tensor([1, 2])], [ones([2])])[1], [0]);
  });
  it("refuses tangents that do not fit", () => {
    const f = (x: Tensor) => x.exp();
    assert.throws(() => jvp(f, [tensor([1])], []), /needs one tangent for each input: 1 and 0/);
    assert.throws(() => jvp(f, [tensor([1])], [tensor([1, 2])]), /tangent and input differ in shape/);
  });
});

describe("jacobian and hessian", () => {
  it("of a linear map is its matrix", async () => {
    const a = randn([3, 2]);
    await alike(
      jacobian((x) => a.matmul(x), randn([2])),
      a as Tensor,
    );
  });
  it("has the shapes of value and input, one after the other", async () => {
    const j = jacobian((x) => x.transpose(0, 1), randn([2, 3]));
    assert.deepEqual(j.shape, [3, 2, 2, 3]);
    assert.equal(await j.at(2, 1, 1, 2).item(), 1);
    assert.equal(await j.sum().item(), 6);
  });
  it("of a convolution agrees with its weights", async () => {
    const w = tensor([[[[1, 2]]]]);
    const j = jacobian((x) => x.conv2d(w) as Tensor, randn([1, 1, 1, 3]));
    await near(j, [1, 2, 0, 0, 1, 2]);
  });
  it("xᵀAx has A + Aᵀ for its second derivatives", async () => {
    const a = randn([3, 3]);
    await alike(
      hessian((x) => x.mul(a.matmul(x)).sum(), randn([3])),
      a.add(a.transpose(0, 1)) as Tensor,
    );
  });
  it("holds where a formula's cases meet", async () => {
    const h = hessian((x) => x.at(0).logaddexp(x.at(1)), tensor([2, 2]));
    await alike(h, tensor([0.25, -0.25, -0.25, 0.25], { shape: [2, 2] }));
    const last = hessian((x) => x.cumprod(0).at(-1), tensor([2, 0, 3]));
    await alike(last, tensor([0, 3, 0, 3, 0, 2, 0, 2, 0], { shape: [3, 3] }));
    const [, turn] = jvp((y, x) => y.atan2(x), [tensor([0]), tensor([0])], [tensor([1]), tensor([1])]);
    assert.equal(await turn.item(), 0);
  });
});

describe("vmap", () => {
  const each = async (f: (x: Tensor) => Tensor, x: Tensor) => {
    const rows: Tensor[] = [...x].map(f);
    const values = await Promise.all(rows.map(async (row) => [...(await row.data())]));
    const all = vmap(f)(x);
    assert.deepEqual(all.shape, [x.shape[0], ...rows[0]!.shape]);
    await near(all, values.flat());
  };
  it("is what a loop over the first axis gives, for every kind of op", async () => {
    const w = randn([4, 3, 2, 2]);
    const x = randn([5, 3, 6, 6]);
    const cases: ((x: Tensor) => Tensor)[] = [
      (one) => one.reshape([1, 3, 6, 6]).conv2d(w, { padding: 1, stride: 2 }) as Tensor,
      (one) => one.reshape([1, 3, 6, 6]).maxPool2d(2) as Tensor,
      (one) => one.matmul(one.transpose(-2, -1)).softmax(-1) as Tensor,
      (one) => one.flip(1).slice(0, 6, 2, 2).sum(0) as Tensor,
      (one) => one.argmax(1).to("f32"),
      (one) => one.mean([1, 2]).sub(1) as Tensor,
      () => tensor([1, 2]),
    ];
    for (const f of cases) await each(f, x);
  });
  it("of a gradient gives one gradient an example", async () => {
    const perExample = vmap(grad((x) => x.pow(3).sum()));
    await near(perExample(tensor([[1], [2], [3]])), [3, 12, 27]);
  });
  it("batches a convolution's two gradients", async () => {
    const w = randn([2, 3, 2, 2]);
    const loss = (x: Tensor, k: Tensor) => (x.conv2d(k) as Tensor).square().sum();
    const both = vmap((x: Tensor) => valueAndGrad(loss)(x, w)[1] as readonly Tensor[]);
    const x = randn([3, 1, 3, 4, 4]);
    const [dx, dw] = both(x) as [Tensor, Tensor];
    const single = valueAndGrad(loss)(x.at(1), w)[1];
    await alike(dx.at(1), single[0]);
    await alike(dw.at(1), single[1]);
  });
  it("lets gradients through, and nests", async () => {
    const outer = vmap((row: Tensor) => vmap((one: Tensor) => one.square())(row));
    await near(
      grad((x) => outer(x).sum())(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ),
      [2, 4, 6, 8],
    );
  });
  it("refuses sizes that differ, and values computed inside", () => {
    const add = vmap((a: Tensor, b: Tensor) => a.add(b) as Tensor);
    assert.throws(() => add(ones([2]), ones([3])), /vmap: first sizes differ: got \[2\] and \[3\]/);
    assert.throws(() => add(tensor(1), tensor(2)), /needs a first axis of at least one example/);
    assert.throws(() => vmap((a: Tensor) => a.add(1).realize())(ones([2])), /a value was computed inside/);
  });
});

describe("customGradient", () => {
  const double = customGradient(
    (x: Tensor) => x.mul(2),
    (g) => [g.mul(100)],
  );
  it("replaces the gradient, not the value", async () => {
    const [value, [slope]] = valueAndGrad((x: Tensor) => double(x).sum())(tensor([1, 2]));
    await near(value, [6]);
    await near(slope, [100, 100]);
  });
  it("works with backward, with inputs and output at hand, and to higher orders", async () => {
    const exp = customGradient(
      (x: Tensor) => x.exp(),
      (g, { output }) => [g.mul(output)],
    );
    const w = tensor([1], { requiresGrad: true });
    exp(w).sum().backward();
    await near(w.grad!, [Math.E]);
    const cube = customGradient(
      (x: Tensor) => x.pow(3),
      (g, { inputs: [x] }) => [g.mul(x.square()).mul(3)],
    );
    await near(grad((y) => grad((x) => cube(x).sum())(y).sum())(tensor([2])), [12]);
    await near(grad((y) => grad((x) => exp(x).sum())(y).sum())(tensor([1])), [Math.E]);
  });
  it("refuses gradients that do not fit", () => {
    const wrong = customGradient(
      (x: Tensor) => x.exp(),
      () => [],
    );
    assert.throws(
      () => grad((x) => wrong(x).sum())(tensor([1])),
      /needs one gradient for each input: 0 and 1/,
    );
  });
});

describe("checkpoint", () => {
  const layers = () => Array.from({ length: 6 }, () => randn([32, 32], { requiresGrad: true }));
  const block = (w: Tensor) => (x: Tensor) => x.matmul(w).tanh().matmul(w).tanh().matmul(w).tanh() as Tensor;

  it("gives the value and the gradients of the function, also for what it closes over", async () => {
    const gradients = async (
      through: (f: (x: Tensor) => Tensor, x: Tensor) => Tensor,
      w: Tensor,
      x: Tensor,
    ) => {
      w.grad = x.grad = null;
      through(block(w), x.mul(2)).square().sum().backward();
      return [[...(await w.grad!.data())], [...(await x.grad!.data())]] as const;
    };
    const w = randn([4, 4], { requiresGrad: true });
    const x = randn([3, 4], { requiresGrad: true });
    const plain = await gradients((f, y) => f(y), w, x);
    const again = await gradients((f, y) => checkpoint(f, y), w, x);
    again.forEach((values, i) => {
      values.forEach((value, k) => {
        assert.ok(Math.abs(value - plain[i]![k]!) < 1e-4);
      });
    });
  });
  it("keeps less in memory at once, and computes the forward again", async () => {
    const run = async (through: (f: (x: Tensor) => Tensor, x: Tensor) => Tensor) => {
      const ws = layers();
      const plans = watched();
      let x: Tensor = randn([256, 32]);
      for (const w of ws) x = through(block(w), x);
      x.sum().backward();
      for (const w of ws) await w.grad!.data();
      return { most: Math.max(...plans.scratch), products: plans.count("matmul") };
    };
    const plain = await run((f, x) => f(x));
    const again = await run((f, x) => checkpoint(f, x));
    assert.ok(again.most < plain.most / 2, `${again.most} and ${plain.most}`);
    assert.ok(again.products > 0);
  });
});

describe("hooks", () => {
  it("see the complete gradient, and may change it", async () => {
    useBackend(referenceBackend());
    const w = tensor([1, 2], { requiresGrad: true });
    const h = w.mul(3);
    const seen: Tensor[] = [];
    h.registerHook((g) => {
      seen.push(g);
      return g.mul(10);
    });
    h.add(h).sum().backward();
    assert.equal(seen.length, 1);
    await near(seen[0]!, [2, 2]);
    await near(w.grad!, [60, 60]);
  });
  it("can be taken away, and refuse what requires no gradient", async () => {
    const w = tensor([1], { requiresGrad: true });
    const { remove } = w.registerHook((g) => g.mul(5));
    remove();
    w.mul(2).sum().backward();
    await near(w.grad!, [2]);
    assert.throws(() => tensor([1]).registerHook(() => {}), /registerHook: this tensor requires no gradient/);
  });
});

describe("noGrad", () => {
  it("refuses asynchronous functions and leaves recording as it was", () => {
    assert.throws(() => noGrad(async () => 1), /noGrad: the function is asynchronous.*\nhelp: /);
    assert.throws(() => noGrad(() => Promise.resolve(1)), /noGrad: the function is asynchronous/);
    assert.equal(isGradEnabled(), true);
  });
});

describe("looking at a loss before its backward pass", () => {
  it("computes the forward once", async () => {
    const [w, v] = [randn([8, 8], { requiresGrad: true }), randn([8, 4], { requiresGrad: true })];
    const x = randn([16, 8]).realize();
    w.realize();
    v.realize();
    const step = async (looks: boolean) => {
      w.grad = v.grad = null;
      const plans = watched();
      const loss = x.matmul(w).tanh().matmul(v).square().mean();
      if (looks) await loss.item();
      loss.backward();
      const gradients: (Tensor | null)[] = [w.grad, v.grad];
      await gradients[0]!.add(gradients[1]!.sum()).data();
      return plans.count("matmul");
    };
    const products = await step(false);
    assert.equal(await step(true), products);
  });
  it("calls hooks once", async () => {
    useBackend(referenceBackend());
    const w = tensor([2], { requiresGrad: true });
    let calls = 0;
    w.registerHook(() => {
      calls++;
    });
    const loss = w.square().sum();
    await loss.item();
    loss.backward();
    assert.equal(calls, 1);
    await near(w.grad!, [4]);
  });
});
