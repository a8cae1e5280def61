// The tasks with jax-js, in its best form: each is one `jit`-compiled function. Its values are owned by hand: `.ref` keeps
// one that is used again.
import { labels, normals } from "../numbers.ts";
import { type Prepare, serve } from "../serve.ts";
import { addCount, cnn, conv, gpt, mlp, rows } from "../tasks.ts";
import { likeABrowser, load, type Untyped } from "./library.ts";

likeABrowser(1);
const jax = await load("@jax-js/jax");
const { numpy: np, jit, valueAndGrad, grad, nn, lax, tree } = jax;
await jax.init();
jax.defaultDevice("wasm");

type Arrays = Record<string, Untyped>;

const values = (shape: readonly number[], seed: number, scale = 1): Untyped =>
  np
    .array(
      normals(
        shape.reduce((a, b) => a * b, 1),
        scale,
        seed,
      ),
    )
    .reshape([...shape]);

/** Runs a compiled function and waits for what it makes. */
const computed =
  (make: (...inputs: Untyped[]) => Untyped, ...inputs: Untyped[]) =>
  async () => {
    const made = make(...inputs.map((input) => input.ref));
    await jax.blockUntilReady(made);
    tree.dispose(made);
  };

const matmul =
  (n: number): Prepare =>
  () =>
    computed(jit(np.matmul), values([n, n], 1), values([n, n], 2));

const convolve = (x: Untyped, w: Untyped) =>
  lax.convGeneralDilated(
    x,
    w,
    [1, 1],
    [
      [1, 1],
      [1, 1],
    ],
  );

/** The mean of -log p of the labels, given as one-hot rows. */
const crossEntropy = (logits: Untyped, y: Untyped, count: number) =>
  nn
    .logSoftmax(logits, -1)
    .mul(y)
    .sum()
    .mul(-1 / count);

function oneHot(of: Int32Array, classes: number): Untyped {
  const hot = new Float32Array(of.length * classes);
  for (const [i, label] of of.entries()) hot[i * classes + label] = 1;
  return np.array(hot).reshape([of.length, classes]);
}

type Loss = (parameters: Arrays, x: Untyped, y: Untyped) => Untyped;

/** A step of Adam as one compiled function. */
function adam(parameters: Arrays, loss: Loss, x: Untyped, y: Untyped) {
  const names = Object.keys(parameters);
  const lossAndGradient = valueAndGrad(loss);
  const zeros = (): Arrays =>
    Object.fromEntries(names.map((name) => [name, np.zeros(parameters[name].shape)]));
  let [p, m, v] = [parameters, zeros(), zeros()];
  let t = 0;
  const advance = jit(
    (p: Arrays, m: Arrays, v: Arrays, rate: Untyped, root: Untyped, x: Untyped, y: Untyped) => {
      const [now, gradient] = lossAndGradient(tree.ref(p), x, y);
      const [nextP, nextM, nextV]: [Arrays, Arrays, Arrays] = [{}, {}, {}];
      for (const name of names) {
        const g = gradient[name];
        nextM[name] = m[name].mul(0.9).add(g.ref.mul(0.1));
        nextV[name] = v[name].mul(0.999).add(g.ref.mul(g).mul(0.001));
        const scale = np.sqrt(nextV[name].ref.mul(root.ref)).add(1e-8);
        nextP[name] = p[name].sub(nextM[name].ref.mul(rate.ref).div(scale));
      }
      rate.dispose();
      root.dispose();
      return [now, nextP, nextM, nextV];
    },
  );
  return async () => {
    t++;
    const rate = np.array(new Float32Array([1e-3 / (1 - 0.9 ** t)]));
    const root = np.array(new Float32Array([1 / (1 - 0.999 ** t)]));
    const [now, ...next] = advance(p, m, v, rate, root, x.ref, y.ref);
    [p, m, v] = next as [Arrays, Arrays, Arrays];
    await jax.blockUntilReady(p);
    now.dispose();
  };
}

/** A step of plain gradient descent as one compiled function. */
function descent(parameters: Arrays, loss: Loss, x: Untyped, y: Untyped) {
  const names = Object.keys(parameters);
  const lossAndGradient = valueAndGrad(loss);
  let p = parameters;
  const advance = jit((p: Arrays, x: Untyped, y: Untyped) => {
    const [now, gradient] = lossAndGradient(tree.ref(p), x, y);
    const next = Object.fromEntries(names.map((name) => [name, p[name].sub(gradient[name].mul(0.1))]));
    return [now, next];
  });
  return async () => {
    const [now, next] = advance(p, x.ref, y.ref);
    p = next as Arrays;
    await jax.blockUntilReady(p);
    now.dispose();
  };
}

function perceptron(hidden: number): [Arrays, Loss, Untyped, Untyped] {
  const parameters = {
    w1: values([mlp.input, hidden], 2, 0.05),
    b1: np.zeros([hidden]),
    w2: values([hidden, mlp.classes], 3, 0.05),
    b2: np.zeros([mlp.classes]),
  };
  const loss: Loss = (p, x, y) => {
    const h = nn.relu(np.dot(x, p.w1).add(p.b1));
    return crossEntropy(np.dot(h, p.w2).add(p.b2), y, mlp.batch);
  };
  const y = oneHot(labels(mlp.batch, mlp.classes), mlp.classes);
  return [parameters, loss, values([mlp.batch, mlp.input], 1), y];
}

function convolutional(): [Arrays, Loss, Untyped, Untyped] {
  const { batch, size, first, second, classes } = cnn;
  const flat = (second * size ** 2) / 16;
  const parameters = {
    k1: values([first, 1, 3, 3], 2, 0.2),
    c1: np.zeros([first, 1, 1]),
    k2: values([second, first, 3, 3], 3, 0.1),
    c2: np.zeros([second, 1, 1]),
    w: values([flat, classes], 4, 0.1),
    b: np.zeros([classes]),
  };
  // Windows that do not overlap are axes of their own.
  const pool = (x: Untyped, channels: number, half: number) =>
    np.max(x.reshape([batch, channels, half, 2, half, 2]), [3, 5]);
  const loss: Loss = (p, x, y) => {
    const h1 = pool(nn.relu(convolve(x, p.k1).add(p.c1)), first, size / 2);
    const h2 = pool(nn.relu(convolve(h1, p.k2).add(p.c2)), second, size / 4);
    return crossEntropy(np.dot(h2.reshape([batch, flat]), p.w).add(p.b), y, batch);
  };
  return [parameters, loss, values([batch, 1, size, size], 1), oneHot(labels(batch, classes), classes)];
}

function transformer(): [Arrays, Loss, Untyped, Untyped] {
  const { batch, time, width, heads, layers, vocabulary } = gpt;
  const count = batch * time;
  const parameters: Arrays = {
    tokens: values([vocabulary, width], 2),
    positions: values([time, width], 3),
    g: np.ones([width]),
    s: np.zeros([width]),
    w: values([width, vocabulary], 4, 0.1),
    b: np.zeros([vocabulary]),
  };
  for (let i = 0; i < layers; i++) {
    Object.assign(parameters, {
      [`g1${i}`]: np.ones([width]),
      [`s1${i}`]: np.zeros([width]),
      [`q${i}`]: values([width, 3 * width], 5, 0.1),
      [`qb${i}`]: np.zeros([3 * width]),
      [`o${i}`]: values([width, width], 6, 0.1),
      [`ob${i}`]: np.zeros([width]),
      [`g2${i}`]: np.ones([width]),
      [`s2${i}`]: np.zeros([width]),
      [`u${i}`]: values([width, 4 * width], 7, 0.1),
      [`ub${i}`]: np.zeros([4 * width]),
      [`d${i}`]: values([4 * width, width], 8, 0.1),
      [`db${i}`]: np.zeros([width]),
    });
  }
  const bias = new Float32Array(time * time);
  for (let q = 0; q < time; q++) bias.fill(-1e9, q * time + q + 1, (q + 1) * time);
  const mask = np.array(bias).reshape([time, time]);
  const norm = (x: Untyped, g: Untyped, s: Untyped) => nn.standardize(x, -1).mul(g).add(s);
  const loss: Loss = (p, x, y) => {
    let h = np.dot(x, p.tokens).reshape([batch, time, width]).add(p.positions);
    for (let i = 0; i < layers; i++) {
      const qkv = np.dot(norm(h.ref, p[`g1${i}`], p[`s1${i}`]), p[`q${i}`]).add(p[`qb${i}`]);
      const parts = np.transpose(qkv.reshape([batch, time, 3, heads, width / heads]), [2, 0, 3, 1, 4]);
      const [q, k, v] = np.unstack(parts, 0);
      const scores = np
        .matmul(q, np.swapaxes(k, -1, -2))
        .mul(1 / Math.sqrt(width / heads))
        .add(mask.ref);
      const mixed = np.matmul(nn.softmax(scores, -1), v);
      const joined = np.transpose(mixed, [0, 2, 1, 3]).reshape([batch, time, width]);
      h = h.add(np.dot(joined, p[`o${i}`]).add(p[`ob${i}`]));
      const up = nn.gelu(np.dot(norm(h.ref, p[`g2${i}`], p[`s2${i}`]), p[`u${i}`]).add(p[`ub${i}`]), {
        approximate: false,
      });
      h = h.add(np.dot(up, p[`d${i}`]).add(p[`db${i}`]));
    }
    const logits = np
      .dot(norm(h, p.g, p.s), p.w)
      .add(p.b)
      .reshape([count, vocabulary]);
    return crossEntropy(logits, y, count);
  };
  const ids = labels(count + 1, vocabulary);
  return [parameters, loss, oneHot(ids.slice(0, count), vocabulary), oneHot(ids.slice(1), vocabulary)];
}

await serve({
  matmul512: matmul(512),
  matmul1024: matmul(1024),
  matmul2048: matmul(2048),
  add: () => computed(jit(np.add), values([addCount], 1), values([addCount], 2)),
  softmax: () =>
    computed(
      jit((x: Untyped) => nn.softmax(x, -1)),
      values(rows, 1),
    ),
  layerNorm: () =>
    computed(
      jit((x: Untyped, g: Untyped, b: Untyped) => nn.standardize(x, -1).mul(g).add(b)),
      values(rows, 1),
      np.ones([rows[1]]),
      np.zeros([rows[1]]),
    ),
  gelu: () =>
    computed(
      jit((x: Untyped) => nn.gelu(x, { approximate: false })),
      values(rows, 1),
    ),
  conv() {
    const x = values([conv.batch, conv.from, conv.size, conv.size], 1);
    return computed(jit(convolve), x, values([conv.to, conv.from, 3, 3], 2, 0.05));
  },
  convGradients() {
    const x = values([conv.batch, conv.from, conv.size, conv.size], 1);
    const w = values([conv.to, conv.from, 3, 3], 2, 0.05);
    const sum = (inputs: Untyped) => convolve(inputs[0], inputs[1]).sum();
    const both = jit((x: Untyped, w: Untyped) => grad(sum)([x, w]));
    return computed(both, x, w);
  },
  record() {
    const [x, b] = [values([128, 256], 1), values([256], 2)];
    return () => x.ref.add(b.ref).dispose();
  },
  mlpAdam: () => adam(...perceptron(256)),
  mlpSgd: () => descent(...perceptron(512)),
  cnn: () => adam(...convolutional()),
  gpt: () => adam(...transformer()),
});
