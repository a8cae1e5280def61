// What is measured on a graphics card, by us and by PyTorch under the same names. Each case makes what it needs once and
// gives a function that enqueues the work of one run; `gpu_torch.py` has the same list.

import { dtypes } from "../../src/graph/dtype.ts";
import {
  crossEntropy,
  nn,
  noGrad,
  optim,
  randint,
  randn,
  type Tensor,
  tensor,
  zeros,
} from "../../src/index.ts";
import { realizeStep } from "../../src/tensor/index.ts";

export interface Case {
  readonly name: string;
  /** Operations of one run, for those that are bound by arithmetic. */
  readonly operations?: number;
  /** Bytes of one run, for those that are bound by memory. */
  readonly bytes?: number;
  make(): () => Tensor | undefined;
}

/** Sizes: real ones, and ones that a software driver gets through. */
export interface Scale {
  readonly products: readonly number[];
  readonly rows: number;
  readonly columns: number;
  readonly elements: number;
  readonly images: number;
  readonly side: number;
  readonly channels: readonly [number, number];
  readonly hidden: number;
  readonly batch: number;
  /** Of the language model: width, context, batch, blocks, tokens. */
  readonly gpt: readonly [number, number, number, number, number];
}

export const scales: { readonly [name in "full" | "small"]: Scale } = {
  full: {
    products: [1024, 2048, 4096, 8192],
    rows: 16384,
    columns: 2048,
    elements: 2 ** 26,
    images: 32,
    side: 56,
    channels: [64, 128],
    hidden: 4096,
    batch: 1024,
    gpt: [512, 256, 16, 4, 8192],
  },
  small: {
    products: [64, 128],
    rows: 64,
    columns: 256,
    elements: 2 ** 14,
    images: 2,
    side: 8,
    channels: [4, 8],
    hidden: 32,
    batch: 16,
    gpt: [16, 8, 2, 1, 32],
  },
};

const made = (...shape: number[]): Tensor => (randn(shape) as Tensor).realize();

function products(n: number): Case[] {
  const operations = 2 * n ** 3;
  const product = (name: string, inputs: () => readonly [Tensor, Tensor]): Case => ({
    name,
    operations,
    make() {
      const [a, b] = inputs();
      return () => a.matmul(b).realize();
    },
  });
  const half = () => (made(n, n).to("f16" as "f32") as Tensor).realize();
  return [
    product(`matmul ${n} f32`, () => [made(n, n), made(n, n)]),
    product(`matmul ${n} f32, second turned`, () => [made(n, n), made(n, n).transpose(0, 1) as Tensor]),
    ...("f16" in dtypes ? [product(`matmul ${n} f16`, () => [half(), half()])] : []),
  ];
}

function rowwise({ rows, columns, elements }: Scale): Case[] {
  const bytes = 8 * rows * columns;
  const over = (name: string, f: (x: Tensor) => Tensor): Case => ({
    name: `${name} [${rows}, ${columns}]`,
    bytes,
    make() {
      const x = made(rows, columns);
      return () => f(x).realize();
    },
  });
  const norm = () => new nn.LayerNorm(columns);
  /** Forward and the gradient of x. */
  const withGradient = (name: string, lossOf: () => (x: Tensor) => Tensor): Case => ({
    name: `${name} and gradient [${rows}, ${columns}]`,
    bytes: 12 * rows * columns,
    make() {
      const [x, f] = [made(rows, columns), lossOf()];
      x.requiresGrad_();
      return () => {
        x.grad = null;
        const loss = f(x);
        loss.backward();
        // As an optimizer does: the loss with the gradient that it caused.
        const gradient = x.grad!;
        realizeStep({ values: new Map([[gradient.node, gradient]]), oldValues: [], states: new Map() });
        return loss;
      };
    },
  });
  return [
    over("softmax", (x) => x.softmax(1) as Tensor),
    over("logSoftmax", (x) => x.logSoftmax(1) as Tensor),
    { ...over("logsumexp", (x) => x.logsumexp(1) as Tensor), bytes: 4 * rows * columns },
    { ...over("variance", (x) => x.var(1) as Tensor), bytes: 4 * rows * columns },
    withGradient("crossEntropy", () => {
      const targets = labels([rows], columns);
      return (x) => crossEntropy(x, targets) as Tensor;
    }),
    withGradient("softmax", () => {
      const weight = made(rows, columns);
      return (x) => (x.softmax(1) as Tensor).mul(weight).sum() as Tensor;
    }),
    {
      ...over("layerNorm", (x) => x),
      make() {
        const [x, layer] = [made(rows, columns), norm()];
        return () => noGrad(() => (layer.forward(x) as Tensor).realize());
      },
    },
    over("gelu", (x) => x.gelu() as Tensor),
    withGradient("layerNorm", () => {
      const [layer, weight] = [norm(), made(rows, columns)];
      layer.requiresGrad_(false);
      return (x) => (layer.forward(x) as Tensor).mul(weight).sum() as Tensor;
    }),
    { ...over("sum of rows", (x) => x.sum(1) as Tensor), bytes: 4 * rows * columns },
    { ...over("sum of columns", (x) => x.sum(0) as Tensor), bytes: 4 * rows * columns },
    {
      name: `sum of all ${elements}`,
      bytes: 4 * elements,
      make() {
        const x = made(elements);
        return () => (x.sum() as Tensor).realize();
      },
    },
    {
      name: `add of ${elements}`,
      bytes: 12 * elements,
      make() {
        const [x, y] = [made(elements), made(elements)];
        return () => x.add(y).realize();
      },
    },
    {
      name: `place of the largest of ${elements}`,
      bytes: 4 * elements,
      make() {
        const x = made(elements);
        return () => (x.argmax() as Tensor).realize();
      },
    },
    {
      name: `matrix by vector [${rows}, ${columns}]`,
      bytes: 4 * rows * columns,
      make() {
        const [a, x] = [made(rows, columns), made(columns, 1)];
        return () => a.matmul(x).realize();
      },
    },
  ];
}

function convolutions({ images, side, channels: [input, output] }: Scale): Case[] {
  const operations = 2 * images * side * side * input * output * 9;
  const shape = `${input} to ${output}, ${images}×${side}×${side}`;
  const forward = (x: Tensor, w: Tensor): Tensor => x.conv2d(w, { padding: 1 }) as Tensor;
  return [
    {
      name: `conv2d 3×3 ${shape}`,
      operations,
      make() {
        const [x, w] = [made(images, input, side, side), made(output, input, 3, 3)];
        return () => forward(x, w).realize();
      },
    },
    {
      name: `conv2d 3×3 and gradients ${shape}`,
      operations: 3 * operations,
      make() {
        const [x, w] = [made(images, input, side, side), made(output, input, 3, 3)];
        const g = made(images, output, side, side);
        x.requiresGrad_();
        w.requiresGrad_();
        return () => {
          x.grad = w.grad = null;
          forward(x, w).backward(g);
          w.grad!.realize();
          return x.grad!.realize();
        };
      },
    },
  ];
}

/** A training step: forward, backward, optimizer. */
function training(name: string, setUp: () => readonly [nn.Module, () => Tensor]): Case {
  return {
    name,
    make() {
      const [model, loss] = setUp();
      const optimizer = new optim.AdamW(model.parameters(), { lr: 1e-4 });
      return () => {
        optimizer.zeroGrad();
        loss().backward();
        optimizer.step();
        return undefined;
      };
    },
  };
}

const labels = (shape: number[], classes: number): Tensor => (randint(0, classes, shape) as Tensor).realize();

class Block extends nn.Module {
  readonly width: number;
  readonly ln1: nn.LayerNorm;
  readonly ln2: nn.LayerNorm;
  readonly qkv: nn.Linear;
  readonly out: nn.Linear;
  readonly up: nn.Linear;
  readonly down: nn.Linear;
  readonly heads: number;

  constructor(width: number) {
    super();
    this.width = width;
    this.heads = Math.max(1, width / 64);
    this.ln1 = new nn.LayerNorm(width) as nn.LayerNorm;
    this.ln2 = new nn.LayerNorm(width) as nn.LayerNorm;
    this.qkv = new nn.Linear(width, 3 * width);
    this.out = new nn.Linear(width, width);
    this.up = new nn.Linear(width, 4 * width);
    this.down = new nn.Linear(4 * width, width);
  }
  override forward(x: Tensor, mask: Tensor): Tensor {
    const [batch, context] = x.shape as [number, number, number];
    const size = this.width / this.heads;
    const mixed = this.qkv.forward(this.ln1.forward(x) as Tensor) as Tensor;
    const parts = mixed.reshape([batch, context, 3, this.heads, size]).permute([2, 0, 3, 1, 4]) as Tensor;
    const [q, k, v] = [0, 1, 2].map((i) => parts.at(i) as Tensor) as [Tensor, Tensor, Tensor];
    const scores = q
      .matmul(k.transpose(-1, -2))
      .mul(size ** -0.5)
      .add(mask) as Tensor;
    const attended = (scores.softmax(-1) as Tensor).matmul(v).permute([0, 2, 1, 3]) as Tensor;
    const h = x.add(this.out.forward(attended.reshape([batch, context, this.width])) as Tensor) as Tensor;
    const up = (this.up.forward(this.ln2.forward(h) as Tensor) as Tensor).gelu() as Tensor;
    return h.add(this.down.forward(up) as Tensor) as Tensor;
  }
}

class Gpt extends nn.Module {
  readonly tokens: nn.Embedding;
  readonly places: nn.Embedding;
  readonly blocks: readonly Block[];
  readonly head: nn.Linear;
  readonly mask: Tensor;
  constructor(width: number, context: number, blocks: number, vocabulary: number) {
    super();
    this.tokens = new nn.Embedding(vocabulary, width);
    this.places = new nn.Embedding(context, width);
    this.blocks = Array.from({ length: blocks }, () => new Block(width));
    this.head = new nn.Linear(width, vocabulary);
    const rows = Array.from({ length: context }, (_, i) =>
      Array.from({ length: context }, (_, j) => (j > i ? -1e9 : 0)),
    );
    this.mask = tensor(rows) as Tensor;
  }
  override forward(tokens: Tensor, places: Tensor): Tensor {
    let x = (this.tokens.forward(tokens) as Tensor).add(this.places.forward(places) as Tensor) as Tensor;
    for (const block of this.blocks) x = block.forward(x, this.mask);
    return this.head.forward(x) as Tensor;
  }
}

function trainings({ hidden, batch, images, channels: [, wide], gpt }: Scale): Case[] {
  const [width, context, sentences, blocks, vocabulary] = gpt;
  return [
    training(`MLP 784-${hidden}-${hidden}-10, batch ${batch}`, () => {
      const model = new nn.Sequential(
        new nn.Linear(784, hidden),
        new nn.ReLU(),
        new nn.Linear(hidden, hidden),
        new nn.ReLU(),
        new nn.Linear(hidden, 10),
      );
      const [x, y] = [made(batch, 784), labels([batch], 10)];
      return [model, () => crossEntropy(model.forward(x) as Tensor, y) as Tensor];
    }),
    training(`CNN 3-${wide}-${2 * wide}-10, ${4 * images}×32×32`, () => {
      const model = new nn.Sequential(
        new nn.Conv2d(3, wide, 3, { padding: 1 }),
        new nn.ReLU(),
        new nn.MaxPool2d(2),
        new nn.Conv2d(wide, 2 * wide, 3, { padding: 1 }),
        new nn.ReLU(),
        new nn.MaxPool2d(2),
        new nn.Flatten(),
        new nn.Linear(2 * wide * 64, 10),
      );
      const [x, y] = [made(4 * images, 3, 32, 32), labels([4 * images], 10)];
      return [model as nn.Module, () => crossEntropy(model.forward(x) as Tensor, y) as Tensor];
    }),
    training(`GPT ${blocks} blocks of ${width}, ${sentences}×${context}, ${vocabulary} tokens`, () => {
      const model = new Gpt(width, context, blocks, vocabulary);
      const count = sentences * context;
      const tokens = labels([sentences, context], vocabulary);
      const targets = labels([count], vocabulary);
      const places = (zeros([context], { dtype: "i32" }) as Tensor).add(
        tensor(Int32Array.from({ length: context }, (_, i) => i)),
      ) as Tensor;
      return [
        model,
        () =>
          crossEntropy(
            model.forward(tokens, places.realize()).reshape([count, vocabulary]),
            targets,
          ) as Tensor,
      ];
    }),
  ];
}

/** All cases at a scale. */
export const casesAt = (scale: Scale): Case[] => [
  ...scale.products.flatMap(products),
  ...rowwise(scale),
  ...convolutions(scale),
  ...trainings(scale),
];
