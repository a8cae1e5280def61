// One training step of an MLP (784-256-10, batch 128, Adam) at graph level, on the WebAssembly backend: steps a second, and
// what a replayed step costs outside of its arithmetic.
import { gradientsFor } from "../src/autograd/backward.ts";
import { wasmBackend } from "../src/backend/wasm/wasm.ts";
import type { Node } from "../src/graph/node.ts";
import { printPlan, Scheduler } from "../src/graph/schedule.ts";
import { ops, primitive } from "../src/ops/index.ts";
import { scalar, stored } from "../src/ops/leaf.ts";

const backend = wasmBackend();
let seed = 1;
const random = () => ((seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) / 2 ** 32 - 0.5) * 2;
const leaf = (shape: number[], scale: number) => {
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random() * scale);
  return stored(backend.upload(data, "f32"), shape);
};

const batch = 128;
const x = leaf([batch, 784], 1);
const labels = stored(
  backend.upload(
    Int32Array.from({ length: batch }, (_, i) => i % 10),
    "i32",
  ),
  [batch],
);
const shapes = [[784, 256], [256], [256, 10], [10]];
let parameters = shapes.map((shape) => leaf(shape, 0.05));
let first = shapes.map((shape) => leaf(shape, 0));
let second = shapes.map((shape) => leaf(shape, 0));
let t = 0;

function build(): { roots: Node[]; loss: Node } {
  t++;
  for (const p of parameters) p.requiresGrad = true;
  const [w1, b1, w2, b2] = parameters as [Node, Node, Node, Node];
  const hidden = ops.relu(ops.add(ops.matmul(x, w1), b1));
  const logits = ops.add(ops.matmul(hidden, w2), b2);
  const loss = ops.crossEntropy(logits, labels);
  const gradients = gradientsFor(loss, primitiveOne(), new Set(parameters));
  const rate = scalar(1e-3 / (1 - 0.9 ** t));
  const correction = scalar(1 / (1 - 0.999 ** t));
  const roots: Node[] = [];
  parameters.forEach((p, i) => {
    const g = gradients.get(p)!;
    const m = ops.add(ops.mul(first[i]!, 0.9), ops.mul(g, 0.1));
    const v = ops.add(ops.mul(second[i]!, 0.999), ops.mul(ops.mul(g, g), 0.001));
    const next = ops.sub(p, ops.div(ops.mul(m, rate), ops.add(ops.sqrt(ops.mul(v, correction)), 1e-8)));
    roots.push(next, m, v);
  });
  return { roots, loss };
}

const primitiveOne = (): Node => primitive.constant(1, [], "f32");

function step(): Node {
  const { roots, loss } = build();
  backend.realize([...roots, loss]);
  const old = [...parameters, ...first, ...second];
  const fresh = roots.map((root) => stored(root.storage!, root.shape));
  parameters = fresh.filter((_, i) => i % 3 === 0);
  first = fresh.filter((_, i) => i % 3 === 1);
  second = fresh.filter((_, i) => i % 3 === 2);
  for (const node of old) backend.free(node.storage!);
  return loss;
}

const started = performance.now();
const before = backend.read!(step().storage!)[0]!;
const firstStep = performance.now() - started;
for (let i = 0; i < 40; i++) backend.free(step().storage!);
let best = 0;
let after = 0;
for (let round = 0; round < 8; round++) {
  const from = performance.now();
  const count = 50;
  for (let i = 0; i < count; i++) {
    const loss = step();
    after = backend.read!(loss.storage!)[0]!;
    backend.free(loss.storage!);
  }
  best = Math.max(best, (1000 * count) / (performance.now() - from));
}
console.log(`MLP 784-256-10, batch ${batch}, Adam: ${best.toFixed(0)} steps/s`);
console.log(`first step ${firstStep.toFixed(1)} ms, loss ${before.toFixed(3)} → ${after.toExponential(2)}`);

const scheduler = new Scheduler();
const { roots, loss } = build();
const all = [...roots, loss];
const { plan } = scheduler.schedule(all);
if (process.argv.includes("--plan")) console.log(printPlan(plan));
const rebinds = 2000;
let from = performance.now();
for (let i = 0; i < rebinds; i++) scheduler.schedule(all);
const rebind = (performance.now() - from) / rebinds;
from = performance.now();
for (let i = 0; i < 200; i++) build();
const building = (performance.now() - from) / 200;
console.log(
  `${plan.kernels.length} kernels; rebinding ${rebind.toFixed(3)} ms, building the graph ${building.toFixed(3)} ms`,
);
console.log(`memory`, backend.memory());
