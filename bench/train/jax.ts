// The task with jax-js, in its best form: one `jit`-compiled function makes the whole step. Its values are owned by hand:
// `.ref` keeps one that is used again. A door to a library without types here.
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageFolder } from "../../kernel/install/package.ts";
import { batch, labels, normals, sizes, time } from "./stopwatch.ts";

const navigator = { userAgent: "node", hardwareConcurrency: availableParallelism() };
Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
const path = createRequire(join(packageFolder, "bench", "package.json")).resolve("@jax-js/jax");
const jax = await import(pathToFileURL(path).href);
const { numpy: np, jit, valueAndGrad, nn, tree } = jax;
await jax.init();
jax.defaultDevice("wasm");

// biome-ignore lint/suspicious/noExplicitAny: jax-js's arrays, untyped through the dynamic import
type Arrays = Record<string, any>;

const [input, hidden, classes] = sizes;
const matrix = (rows: number, columns: number, scale: number, seed: number) =>
  np.array(normals(rows * columns, scale, seed)).reshape([rows, columns]);
const x = matrix(batch, input, 1, 1);
const oneHot = new Float32Array(batch * classes);
for (const [i, label] of labels().entries()) oneHot[i * classes + label] = 1;
const y = np.array(oneHot).reshape([batch, classes]);

let parameters: Arrays = {
  w1: matrix(input, hidden, 0.05, 2),
  b1: np.zeros([hidden]),
  w2: matrix(hidden, classes, 0.05, 3),
  b2: np.zeros([classes]),
};
const names = Object.keys(parameters);
const zeros = (): Arrays => Object.fromEntries(names.map((name) => [name, np.zeros(parameters[name].shape)]));
let first = zeros();
let second = zeros();
let t = 0;

const lossAndGradient = valueAndGrad((p: Arrays, x: Arrays, y: Arrays) => {
  const h = nn.relu(np.dot(x, p.w1).add(p.b1));
  const logits = np.dot(h, p.w2).add(p.b2);
  return nn
    .logSoftmax(logits, -1)
    .mul(y)
    .sum()
    .mul(-1 / batch);
});

const adam = jit(
  (p: Arrays, m: Arrays, v: Arrays, rate: Arrays, correction: Arrays, x: Arrays, y: Arrays) => {
    const [loss, gradient] = lossAndGradient(tree.ref(p), x, y);
    const [nextP, nextM, nextV]: [Arrays, Arrays, Arrays] = [{}, {}, {}];
    for (const name of names) {
      const g = gradient[name];
      nextM[name] = m[name].mul(0.9).add(g.ref.mul(0.1));
      nextV[name] = v[name].mul(0.999).add(g.ref.mul(g).mul(0.001));
      const scale = np.sqrt(nextV[name].ref.mul(correction.ref)).add(1e-8);
      nextP[name] = p[name].sub(nextM[name].ref.mul(rate.ref).div(scale));
    }
    rate.dispose();
    correction.dispose();
    return [loss, nextP, nextM, nextV];
  },
);

function step(): Arrays {
  t++;
  const rate = np.array(new Float32Array([1e-3 / (1 - 0.9 ** t)]));
  const correction = np.array(new Float32Array([1 / (1 - 0.999 ** t)]));
  const [loss, ...next] = adam(parameters, first, second, rate, correction, x.ref, y.ref);
  [parameters, first, second] = next as [Arrays, Arrays, Arrays];
  return loss;
}

await time(async (steps) => {
  for (let i = 1; i < steps; i++) step().dispose();
  return (await step().data())[0];
});
