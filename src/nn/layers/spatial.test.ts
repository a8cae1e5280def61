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
