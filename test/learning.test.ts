// Networks learn real digits: the two of the first notebook, each from three seeds. What is asserted is the median test
// accuracy on images that training never saw.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { crossEntropy, data, manualSeed, metrics, nn, noGrad, optim, type Tensor } from "../src/index.ts";

const digits = data.digits();
const { train, test } = await data.split(digits, { test: 0.2, seed: 7, stratify: true });

type Images = Tensor<[number, 1, 8, 8]>;
interface Classifier extends nn.Module {
  forward(x: Images): Tensor;
}

async function accuracyOf(model: Classifier, seed: number, epochs: number): Promise<number> {
  const optimizer = new optim.Adam(model.parameters(), { lr: 3e-3 });
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const options = { batchSize: 64, shuffle: true, seed: 100 * seed + epoch };
    for (const [x, y] of data.batches(train.images, train.labels, options)) {
      optimizer.zeroGrad();
      crossEntropy(model.forward(x), y).backward();
      optimizer.step();
    }
  }
  model.eval();
  return metrics.accuracy(
    test.labels,
    noGrad(() => model.forward(test.images).argmax(1)),
  );
}

async function medianOfThree(make: () => Classifier, epochs: number): Promise<number> {
  const found: number[] = [];
  for (const seed of [1, 2, 3]) {
    manualSeed(seed);
    found.push(await accuracyOf(make(), seed, epochs));
  }
  return found.sort((a, b) => a - b)[1] ?? 0;
}

describe("learning to read digits", () => {
  it("a fully connected network is right on at least 95 % of unseen images", async () => {
    const make = () =>
      new nn.Sequential(new nn.Flatten(), new nn.Linear(64, 128), new nn.ReLU(), new nn.Linear(128, 10));
    const median = await medianOfThree(make, 15);
    assert.ok(median >= 0.95, `median accuracy ${median}`);
  });

  it("a convolutional network is right on at least 97 %", async () => {
    const make = () =>
      new nn.Sequential(
        new nn.Conv2d(1, 16, 3, { padding: 1 }),
        new nn.ReLU(),
        new nn.Conv2d(16, 32, 3, { padding: 1 }),
        new nn.ReLU(),
        new nn.MaxPool2d(2),
        new nn.Flatten(),
        new nn.Dropout(0.25),
        new nn.Linear(512, 10),
      );
    const median = await medianOfThree(make, 10);
    assert.ok(median >= 0.97, `median accuracy ${median}`);
  });
});
