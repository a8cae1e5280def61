import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { referenceBackend } from "../../backend/reference/reference.ts";
import { useBackend } from "../../backend/registry.ts";
import { manualSeed } from "../../random/generator.ts";
import { ones, randn, type Tensor, tensor, zeros } from "../../tensor/index.ts";
import * as nn from "../index.ts";

before(() => {
  useBackend(referenceBackend());
});

const values = async (x: Tensor): Promise<number[]> => [...(await x.data())];
const near = (actual: readonly number[], expected: readonly number[], tolerance = 1e-5): void => {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) <= tolerance, `${actual} and ${expected} within ${tolerance}`);
  });
};
const message = (f: () => unknown): string => {
  try {
    f();
  } catch (error) {
    return (error as Error).message.split("\n")[0]!;
  }
  return "";
};
const some = (shape: number[]): Tensor => zeros(shape);

describe("layers: what they compute", () => {
  it("Linear: x Wᵀ + b over the last axis", async () => {
    const layer = new nn.Linear(2, 3);
    layer.loadStateDict({
      weight: tensor([
        [1, 0],
        [0, 1],
        [1, 1],
      ]) as Tensor,
      bias: tensor([10, 20, 30]) as Tensor,
    });
    near(await values(layer.forward(tensor([[1, 2]]))), [11, 22, 33]);
    assert.deepEqual(layer.forward(zeros([4, 5, 2])).shape, [4, 5, 3]);
    assert.deepEqual(layer.forward(zeros([2])).shape, [3]);
  });

  it("Conv2d: stride, padding, dilation, groups", () => {
    const shape = (layer: nn.Layer, of = [2, 4, 8, 8]) => layer.forward(some(of)).shape;
    assert.deepEqual(shape(new nn.Conv2d(4, 6, 3)), [2, 6, 6, 6]);
    assert.deepEqual(shape(new nn.Conv2d(4, 6, 3, { padding: "same" })), [2, 6, 8, 8]);
    assert.deepEqual(shape(new nn.Conv2d(4, 6, [1, 3], { stride: 2 })), [2, 6, 4, 3]);
    assert.deepEqual(shape(new nn.Conv2d(4, 6, 3, { dilation: 2 })), [2, 6, 4, 4]);
    assert.deepEqual(new nn.Conv2d(4, 6, 3, { groups: 2 }).weight.shape, [6, 2, 3, 3]);
    assert.deepEqual(shape(new nn.Conv2d(4, 6, 3, { groups: 2 })), [2, 6, 6, 6]);
  });

  it("activations", async () => {
    const x: Tensor = tensor([-2, 0, 3]);
    const of = async (layer: nn.Layer) => values(layer.forward(x));
    near(await of(new nn.ReLU()), [0, 0, 3]);
    near(await of(new nn.LeakyReLU(0.1)), [-0.2, 0, 3]);
    near(await of(new nn.GELU()), [-0.0455003, 0, 2.9959502]);
    near(await of(new nn.SiLU()), [-0.2384058, 0, 2.8577224]);
    near(await of(new nn.Sigmoid()), [0.1192029, 0.5, 0.9525741]);
    near(await of(new nn.Tanh()), [-0.9640276, 0, 0.9950548]);
    near(await of(new nn.Softmax()), [0.0063775, 0.0471234, 0.9464992]);
  });

  it("pooling and flattening", async () => {
    const x: Tensor = tensor([
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ]);
    near(await values(new nn.MaxPool2d(2).forward(x)), [4]);
    near(await values(new nn.AvgPool2d(2).forward(x)), [2.5]);
    assert.deepEqual(
      new nn.MaxPool2d(3, { stride: 2, padding: 1 }).forward(some([1, 1, 8, 8])).shape,
      [1, 1, 4, 4],
    );
    assert.deepEqual(new nn.Flatten().forward(some([5, 2, 3])).shape, [5, 6]);
  });

  it("Embedding: rows by number", async () => {
    const layer = new nn.Embedding(3, 2);
    layer.loadStateDict({
      weight: tensor([
        [0, 1],
        [10, 11],
        [20, 21],
      ]) as Tensor,
    });
    near(await values(layer.forward(tensor([[2, 0]], { dtype: "i32" }))), [20, 21, 0, 1]);
  });

  it("LayerNorm: mean 0 and variance 1 over the last axes, then weight and bias", async () => {
    const layer = new nn.LayerNorm(4);
    near(await values(layer.forward(tensor([[1, 2, 3, 4]]))), [-1.341635, -0.447212, 0.447212, 1.341635]);
    layer.loadStateDict({ weight: tensor([2, 2, 2, 2]) as Tensor, bias: ones([4]) as Tensor });
    near(await values(layer.forward(tensor([[1, 2, 3, 4]]))), [-1.68327, 0.105577, 1.894423, 3.68327]);
    const wide = new nn.LayerNorm([2, 2], { affine: false });
    assert.equal(wide.parameters().length, 0);
    near(
      await values(
        wide.forward(
          tensor([
            [
              [1, 2],
              [3, 4],
            ],
          ]),
        ),
      ),
      [-1.341635, -0.447212, 0.447212, 1.341635],
    );
  });

  it("BatchNorm: the batch's statistics while training, the running ones afterwards", async () => {
    const layer = new nn.BatchNorm1d(1);
    const x: Tensor = tensor([[1], [3]]);
    near(await values(layer.forward(x)), [-1, 1]);
    // 0.9 · 0 + 0.1 · 2, and 0.9 · 1 + 0.1 · (variance with n - 1: 2)
    near(await values(layer.runningMean), [0.2]);
    near(await values(layer.runningVar), [1.1]);
    near(await values(layer.numBatchesTracked), [1]);
    layer.eval();
    near(await values(layer.forward(x)), [0.8 / Math.sqrt(1.1 + 1e-5), 2.8 / Math.sqrt(1.1 + 1e-5)]);
    near(await values(layer.runningMean), [0.2]);
  });

  it("BatchNorm2d: over batch, height and width", async () => {
    const x: Tensor = randn([4, 2, 3, 3]).mul(5).add(2);
    const y = new nn.BatchNorm2d(2).forward(x) as Tensor;
    near(await values(y.mean([0, 2, 3]) as Tensor), [0, 0], 1e-5);
    near(await values(y.var([0, 2, 3], false, 0) as Tensor), [1, 1], 1e-4);
  });

  it("Dropout: leaves out a share and scales the rest while training, nothing afterwards", async () => {
    manualSeed(3);
    const layer = new nn.Dropout(0.25);
    const y = await values(layer.forward(ones([4000])));
    assert.deepEqual(new Set(y.map((value) => value.toFixed(4))), new Set(["0.0000", "1.3333"]));
    const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
    // Three standard deviations of the mean: 3 √(0.25 / 0.75 / 4000).
    assert.ok(Math.abs(mean - 1) < 0.028, `${mean}`);
    assert.notDeepEqual(await values(layer.forward(ones([4000]))), y);
    near(await values(layer.eval().forward(ones([3]))), [1, 1, 1]);
  });

  it("losses as modules", async () => {
    const logits: Tensor = tensor([[2, 1, 0.1]]);
    const target = tensor([0], { dtype: "i32" }) as Tensor;
    near([await new nn.CrossEntropyLoss().forward(logits, target).item()], [0.41703]);
    near(
      [await new nn.CrossEntropyLoss({ labelSmoothing: 0.1 }).forward(logits, target).item()],
      [0.5136967],
    );
    const [p, t]: [Tensor, Tensor] = [tensor([1, 2, 3]), tensor([2, 2, 5])];
    near([await new nn.MSELoss().forward(p, t).item()], [5 / 3]);
    near([await new nn.MSELoss({ reduction: "sum" }).forward(p, t).item()], [5]);
    const bce = new nn.BCEWithLogitsLoss().forward(tensor([0]) as Tensor, tensor([1]) as Tensor);
    near([await bce.item()], [Math.LN2]);
  });
});

describe("layers: how parameters start", () => {
  const bounds = async (x: Tensor) => {
    const all = await values(x);
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    const variance = all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length;
    return { least: Math.min(...all), greatest: Math.max(...all), mean, variance };
  };

  for (const [name, weight, bound] of [
    ["Linear", new nn.Linear(100, 80).weight, 0.1],
    ["Linear's bias", new nn.Linear(100, 5000).bias!, 0.1],
    ["Conv2d", new nn.Conv2d(4, 300, 5).weight, 0.1],
    ["Conv2d in groups", new nn.Conv2d(8, 600, 5, { groups: 2 }).weight, 0.1],
  ] as const) {
    it(`${name}: uniform in ±1/√(inputs of one output)`, async () => {
      const { least, greatest, mean, variance } = await bounds(weight);
      assert.ok(least >= -bound && least < -0.98 * bound, `${least}`);
      assert.ok(greatest <= bound && greatest > 0.98 * bound, `${greatest}`);
      assert.ok(Math.abs(mean) < 0.05 * bound, `${mean}`);
      assert.ok(Math.abs(variance / (bound ** 2 / 3) - 1) < 0.1, `${variance}`);
    });
  }

  it("Embedding: normal", async () => {
    const { mean, variance } = await bounds(new nn.Embedding(100, 80).weight);
    assert.ok(Math.abs(mean) < 0.05 && Math.abs(variance - 1) < 0.1, `${mean} ${variance}`);
  });

  it("normalisation: weight 1 and bias 0", async () => {
    for (const layer of [new nn.LayerNorm(2), new nn.BatchNorm1d(2)]) {
      assert.deepEqual(
        [await values(layer.weight!), await values(layer.bias!)],
        [
          [1, 1],
          [0, 0],
        ],
      );
    }
  });
});

describe("layers: what they refuse", () => {
  const linear = new nn.Linear(784, 10);
  const model: nn.Layer = new nn.Sequential(
    new nn.Conv2d(1, 16, 3),
    new nn.ReLU(),
    new nn.Flatten(),
    new nn.Linear(4608, 10),
  );
  const refused: [expected: string, f: () => unknown][] = [
    ["linear: expects 784 features: got [32, 100] (100 vs 784)", () => linear.forward(some([32, 100]))],
    ["linear: needs at least one dimension: got []", () => linear.forward(some([]))],
    [
      "layer 3: linear: expects 4608 features: got [64, 10816] (10816 vs 4608)",
      () => model.forward(some([64, 1, 28, 28])),
    ],
    [
      "layer 0: conv2d: channels differ: input [64, 3, 28, 28] and weight [16, 1, 3, 3] (3 vs 1)",
      () => model.forward(some([64, 3, 28, 28])),
    ],
    [
      "layer 1: layer 0: linear: expects 3 features: got [1, 2] (2 vs 3)",
      () =>
        (new nn.Sequential(new nn.ReLU(), new nn.Sequential(new nn.Linear(3, 2))) as nn.Layer).forward(
          some([1, 2]),
        ),
    ],
    [
      "layerNorm: expects sizes [3, 5] at the end: got [2, 3, 6]",
      () => new nn.LayerNorm([3, 5]).forward(some([2, 3, 6])),
    ],
    [
      "batchNorm2d: expects 16 channels: got [8, 32, 4, 4] (32 vs 16)",
      () => new nn.BatchNorm2d(16).forward(some([8, 32, 4, 4])),
    ],
    ["batchNorm1d: needs 2 or 3 dimensions: got [8]", () => new nn.BatchNorm1d(8).forward(some([8]))],
    ["linear: inFeatures is no whole number from 1: got 0", () => new nn.Linear(0, 3)],
    ["conv2d: groups do not divide the channels: 2 and 3 → 4", () => new nn.Conv2d(3, 4, 3, { groups: 2 })],
    ["dropout: p is out of range: got 1.5, from 0 to 1", () => new nn.Dropout(1.5)],
  ];
  for (const [expected, f] of refused) it(expected, () => assert.equal(message(f), expected));

  it("and say how to mend images that were not flattened", () => {
    assert.throws(
      () => linear.forward(some([2, 1, 28, 28])),
      /\nhelp: flatten the images first: x\.flatten\(1\)/,
    );
  });

  it("with a stack that points at the layer and names it", () => {
    assert.throws(
      () => model.forward(some([64, 1, 28, 28])),
      (error: Error) =>
        /^ShapeError: layer 3: linear: expects/.test(error.stack!) && error.stack!.includes("linear"),
    );
  });
});
