import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { referenceBackend } from "../../backend/reference/reference.ts";
import { useBackend } from "../../backend/registry.ts";
import { randn, tensor, zeros } from "../../tensor/index.ts";
import * as nn from "../index.ts";

before(() => {
  useBackend(referenceBackend());
});

describe("layers over one to three axes", () => {
  it("have weights of PyTorch's shapes and names", () => {
    const shapes = (layer: nn.Module) =>
      Object.fromEntries(Object.entries(layer.stateDict()).map(([name, { shape }]) => [name, shape]));
    assert.deepEqual(shapes(new nn.Conv1d(4, 6, 3, { groups: 2 })), { weight: [6, 2, 3], bias: [6] });
    assert.deepEqual(shapes(new nn.Conv3d(2, 3, [1, 2, 3], { bias: false })), { weight: [3, 2, 1, 2, 3] });
    assert.deepEqual(shapes(new nn.ConvTranspose2d(4, 6, 3, { groups: 2 })), {
      weight: [4, 3, 3, 3],
      bias: [6],
    });
  });
  it("give what their op gives", async () => {
    const layer = new nn.ConvTranspose1d(2, 3, 3, { stride: 2, outputPadding: 1, padding: 1 });
    const x = randn([1, 2, 4]);
    const { weight, bias } = layer;
    const wanted = x.convTranspose1d(weight, { stride: 2, outputPadding: 1, padding: 1, bias });
    assert.deepEqual(await layer.forward(x).data(), await wanted.data());
    assert.deepEqual(layer.forward(x).shape, [1, 3, 8]);
  });
  it("pool as their options say, which the types know", async () => {
    const x = randn([1, 2, 7, 8]);
    const largest = new nn.MaxPool2d(2, { dilation: 2, stride: 3, ceilMode: true });
    const mean = new nn.AvgPool2d(3, { stride: 2, padding: 1, ceilMode: true, countIncludePad: false });
    const [a, b] = [largest.forward(x), mean.forward(x)];
    const shapes: [[1, 2, 3, 3], [1, 2, 4, 5]] = [a.shape, b.shape];
    assert.deepEqual(shapes, [
      [1, 2, 3, 3],
      [1, 2, 4, 5],
    ]);
    const wanted = x.maxPool2d(2, { dilation: 2, stride: 3, ceilMode: true });
    assert.deepEqual(await a.data(), await wanted.data());
    const ones = mean.forward(zeros([1, 1, 7, 8]).add(1));
    assert.deepEqual(new Set(await ones.data()), new Set([1]));
    assert.equal(largest.describe(), "MaxPool2d(2, stride 3, dilation 2, ceil mode)");
    assert.equal(mean.describe(), "AvgPool2d(3, stride 2, padding 1, ceil mode, without padding)");
  });
  it("refuse groups that don't divide, and kernels of other ranks", () => {
    assert.throws(
      () => new nn.Conv1d(4, 6, 3, { groups: 4 }),
      /conv1d: groups do not divide the channels: 4 and 4 → 6/,
    );
    assert.throws(() => new nn.Conv3d(1, 1, [2, 2]), /conv3d: kernelSize has 3 entries or is one number/);
  });
  it("resize to what was asked for", async () => {
    assert.deepEqual(new nn.AdaptiveAvgPool2d([2, 3]).forward(zeros([1, 2, 7, 7])).shape, [1, 2, 2, 3]);
    const up = new nn.Upsample({ scaleFactor: 2, mode: "bilinear", alignCorners: true });
    const y = up.forward(tensor([[[[0, 3]]]]));
    assert.deepEqual(await y.toArray(), [
      [
        [
          [0, 1, 2, 3],
          [0, 1, 2, 3],
        ],
      ],
    ]);
  });
  it("learn: a transposed convolution has gradients for weight and bias", () => {
    const layer = new nn.ConvTranspose2d(1, 2, 2);
    layer
      .forward(zeros([1, 1, 2, 2]))
      .sum()
      .backward();
    assert.deepEqual(layer.weight.grad?.shape, [1, 2, 2, 2]);
    assert.deepEqual(layer.bias?.grad?.shape, [2]);
  });
});
