// The tasks with TensorFlow.js on its WebAssembly backend (one thread: its threads do not start in Node). The whole library,
// since its core alone has no gradients; the backend lacks that of a convolution's weights.
import { labels, normals } from "../numbers.ts";
import { type Prepare, serve } from "../serve.ts";
import { addCount, cnn, conv, mlp, rows } from "../tasks.ts";
import { required, type Untyped } from "./library.ts";

console.log = console.warn = () => {};
const tf = required("@tensorflow/tfjs");
required("@tensorflow/tfjs-backend-wasm");
await tf.setBackend("wasm");
await tf.ready();

const values = (shape: readonly number[], seed: number, scale = 1): Untyped =>
  tf.tensor(
    normals(
      shape.reduce((a, b) => a * b, 1),
      scale,
      seed,
    ),
    [...shape],
  );

const computed = (make: () => Untyped) => () => tf.tidy(make).dispose();

const matmul =
  (n: number): Prepare =>
  () => {
    const [a, b] = [values([n, n], 1), values([n, n], 2)];
    return computed(() => tf.matMul(a, b));
  };

/** Training as its users write it: a loss, an optimizer that minimises it. */
function training(variables: Untyped[], optimizer: Untyped, logits: () => Untyped, y: Untyped) {
  return () => optimizer.minimize(() => tf.losses.softmaxCrossEntropy(y, logits()), false, variables);
}

function perceptron(hidden: number, optimizer: Untyped) {
  const x = values([mlp.batch, mlp.input], 1);
  const y = tf.oneHot(tf.tensor1d(labels(mlp.batch, mlp.classes), "int32"), mlp.classes, 1, 0, "float32");
  const w1 = tf.variable(values([mlp.input, hidden], 2, 0.05));
  const b1 = tf.variable(tf.zeros([hidden]));
  const w2 = tf.variable(values([hidden, mlp.classes], 3, 0.05));
  const b2 = tf.variable(tf.zeros([mlp.classes]));
  const logits = () => tf.add(tf.matMul(tf.relu(tf.add(tf.matMul(x, w1), b1)), w2), b2);
  return training([w1, b1, w2, b2], optimizer, logits, y);
}

function convolutional() {
  const { batch, size, first, second, classes } = cnn;
  const flat = (second * size ** 2) / 16;
  const x = values([batch, size, size, 1], 1);
  const y = tf.oneHot(tf.tensor1d(labels(batch, classes), "int32"), classes, 1, 0, "float32");
  const variables = [
    values([3, 3, 1, first], 2, 0.2),
    tf.zeros([first]),
    values([3, 3, first, second], 3, 0.1),
    tf.zeros([second]),
    values([flat, classes], 4, 0.1),
    tf.zeros([classes]),
  ].map((value) => tf.variable(value));
  const [k1, c1, k2, c2, w, b] = variables;
  const block = (h: Untyped, k: Untyped, c: Untyped) =>
    tf.maxPool(tf.relu(tf.add(tf.conv2d(h, k, 1, "same"), c)), 2, 2, "valid");
  const logits = () => tf.add(tf.matMul(tf.reshape(block(block(x, k1, c1), k2, c2), [batch, flat]), w), b);
  return training(variables, tf.train.adam(1e-3), logits, y);
}

await serve({
  matmul512: matmul(512),
  matmul1024: matmul(1024),
  matmul2048: matmul(2048),
  add() {
    const [a, b] = [values([addCount], 1), values([addCount], 2)];
    return computed(() => tf.add(a, b));
  },
  softmax() {
    const x = values(rows, 1);
    return computed(() => tf.softmax(x, -1));
  },
  layerNorm() {
    const [x, g, b] = [values(rows, 1), tf.ones([rows[1]]), tf.zeros([rows[1]])];
    return computed(() => {
      const { mean, variance } = tf.moments(x, -1, true);
      return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), g), b);
    });
  },
  gelu() {
    const x = values(rows, 1);
    return computed(() => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)));
  },
  conv() {
    const x = values([conv.batch, conv.size, conv.size, conv.from], 1);
    const w = values([3, 3, conv.from, conv.to], 2, 0.05);
    return computed(() => tf.conv2d(x, w, 1, "same"));
  },
  convGradients() {
    const x = values([conv.batch, conv.size, conv.size, conv.from], 1);
    const w = values([3, 3, conv.from, conv.to], 2, 0.05);
    const both = tf.grads((x: Untyped, w: Untyped) => tf.sum(tf.conv2d(x, w, 1, "same")));
    return () => tf.dispose(both([x, w]));
  },
  record() {
    const [x, b] = [values([128, 256], 1), values([256], 2)];
    return computed(() => tf.add(x, b));
  },
  mlpAdam: () => perceptron(256, tf.train.adam(1e-3)),
  mlpSgd: () => perceptron(512, tf.train.sgd(0.1)),
  cnn: convolutional,
});
