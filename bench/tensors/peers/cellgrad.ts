// The tasks with this package, as its users write them: modules, `backward`, an optimizer. The device's options come with
// the environment (CELLGRAD_THREADS, CELLGRAD_BLAS).
import { crossEntropy, nn, noGrad, optim, setDevice, type Tensor, tensor } from "../../../src/index.ts";
import { labels, normals } from "../numbers.ts";
import { serve } from "../serve.ts";
import { addCount, cnn, conv, gpt, mlp, rows } from "../tasks.ts";
import { Transformer } from "./transformer.ts";

await setDevice("wasm");

const values = (shape: readonly number[], seed: number, scale = 1): Tensor =>
  tensor(
    normals(
      shape.reduce((a, b) => a * b, 1),
      scale,
      seed,
    ),
  )
    .reshape([...shape])
    .realize();

/** Computes without a graph, and gives the memory back at once. */
const computed = (make: () => Tensor) => () => noGrad(make).realize().dispose();

const matmul = (n: number) => () => {
  const [a, b] = [values([n, n], 1), values([n, n], 2)];
  return computed(() => a.matmul(b));
};

function convGradients() {
  const x = values([conv.batch, conv.from, conv.size, conv.size], 1).requiresGrad_();
  const w = values([conv.to, conv.from, 3, 3], 2, 0.05).requiresGrad_();
  return () => {
    x.grad = w.grad = null;
    x.conv2d(w, { padding: 1 }).sum().backward();
    const { grad: gx } = x as { grad: Tensor | null };
    const { grad: gw } = w as { grad: Tensor | null };
    gx!.realize().dispose();
    gw!.realize().dispose();
  };
}

/** One step of training; the loss is read now and then, as a user's loop does. */
function training(model: nn.Module, optimizer: optim.Optimizer, loss: () => Tensor) {
  model.train();
  let step = 0;
  return () => {
    const now = loss();
    optimizer.zeroGrad();
    now.backward();
    optimizer.step();
    return ++step % 50 === 0 ? now.item() : undefined;
  };
}

function perceptron(hidden: number, optimizer: (model: nn.Module) => optim.Optimizer) {
  const x = values([mlp.batch, mlp.input], 1);
  const y = tensor(labels(mlp.batch, mlp.classes));
  const model = new nn.Sequential(
    new nn.Linear(mlp.input, hidden),
    new nn.ReLU(),
    new nn.Linear(hidden, mlp.classes),
  );
  return training(model, optimizer(model), () => crossEntropy(model.forward(x), y));
}

function convolutional() {
  const x = values([cnn.batch, 1, cnn.size, cnn.size], 1);
  const y = tensor(labels(cnn.batch, cnn.classes));
  const model = new nn.Sequential(
    new nn.Conv2d(1, cnn.first, 3, { padding: 1 }),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Conv2d(cnn.first, cnn.second, 3, { padding: 1 }),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Flatten(),
    new nn.Linear((cnn.second * cnn.size ** 2) / 16, cnn.classes),
  );
  return training(model, new optim.Adam(model.parameters()), () => crossEntropy(model.forward(x), y));
}

function transformer() {
  const ids = tensor(labels(gpt.batch * gpt.time, gpt.vocabulary)).reshape([gpt.batch, gpt.time]);
  const next = tensor(labels(gpt.batch * gpt.time + 1, gpt.vocabulary).slice(1));
  const model = new Transformer();
  return training(model, new optim.Adam(model.parameters()), () => crossEntropy(model.forward(ids), next));
}

await serve({
  matmul512: matmul(512),
  matmul1024: matmul(1024),
  matmul2048: matmul(2048),
  add() {
    const [a, b] = [values([addCount], 1), values([addCount], 2)];
    return computed(() => a.add(b));
  },
  copy() {
    const [from, to] = [new Uint8Array(4 * addCount).fill(1), new Uint8Array(4 * addCount).fill(2)];
    return () => to.set(from);
  },
  softmax() {
    const x = values(rows, 1);
    return computed(() => x.softmax(-1));
  },
  layerNorm() {
    const [x, layer] = [values(rows, 1), new nn.LayerNorm([rows[1]])];
    return computed(() => layer.forward(x) as Tensor);
  },
  gelu() {
    const x = values(rows, 1);
    return computed(() => x.gelu());
  },
  conv() {
    const x = values([conv.batch, conv.from, conv.size, conv.size], 1);
    const w = values([conv.to, conv.from, 3, 3], 2, 0.05);
    return computed(() => x.conv2d(w, { padding: 1 }));
  },
  convGradients,
  record() {
    const x = values([128, 256], 1);
    const b = values([256], 2);
    return () => x.add(b);
  },
  mlpAdam: () => perceptron(256, (model) => new optim.Adam(model.parameters())),
  mlpSgd: () => perceptron(512, (model) => new optim.SGD(model.parameters(), { lr: 0.1 })),
  cnn: convolutional,
  gpt: transformer,
});
