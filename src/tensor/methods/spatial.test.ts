import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { referenceBackend } from "../../backend/reference/reference.ts";
import { useBackend } from "../../backend/registry.ts";
import { arange, ones, randn, type Tensor, zeros } from "../index.ts";

before(() => {
  useBackend(referenceBackend());
});

const counted = (...shape: number[]): Tensor =>
  arange(shape.reduce((a, b) => a * b, 1))
    .reshape(shape)
    .to("f32") as Tensor;
const values = async (x: Tensor): Promise<number[]> => [...(await x.data())];

function gives(name: string, got: () => Tensor, expected: unknown): void {
  it(name, async () => {
    assert.deepEqual(await got().toArray(), expected);
  });
}

describe("convolutions over one to three axes", () => {
  it("conv1d is conv2d of one row", async () => {
    const [x, w] = [randn([2, 4, 9]), randn([6, 2, 3])];
    const options = { stride: 2, padding: 1, dilation: 2, groups: 2 };
    const flat = x.unsqueeze(2).conv2d(w.unsqueeze(2), {
      ...options,
      stride: [1, 2],
      padding: [0, 1],
      dilation: [1, 2],
    });
    assert.deepEqual(await values(x.conv1d(w, options)), await values(flat));
  });
  it("conv3d of one image is conv2d", async () => {
    const [x, w] = [randn([2, 2, 5, 4]), randn([3, 2, 3, 2])];
    const deep = x.unsqueeze(2).conv3d(w.unsqueeze(2));
    assert.deepEqual(await values(deep), await values(x.conv2d(w)));
  });
  it("a transposed convolution is the gradient of the convolution", async () => {
    const [g, w] = [randn([1, 3, 3, 3]), randn([3, 2, 3, 3])];
    const x = randn([1, 2, 6, 6]);
    x.requiresGrad = true;
    x.conv2d(w, { stride: 2, padding: 1 }).mul(g).sum().backward();
    const back = g.convTranspose2d(w, { stride: 2, padding: 1, outputPadding: 1 });
    const [got, wanted] = [await values(back as Tensor), await values(x.grad as Tensor)];
    got.forEach((value, i) => {
      assert.ok(Math.abs(value - wanted[i]!) < 1e-5);
    });
  });
  it("refuses what does not fit, by its own name", () => {
    assert.throws(
      () => zeros([1, 2, 5]).convTranspose1d(zeros([3, 1, 2])),
      /convTranspose1d: channels differ: input \[1, 2, 5\] and weight \[3, 1, 2\] \(2 vs 3\)/,
    );
    assert.throws(
      () => zeros([1, 2, 5]).convTranspose1d(zeros([2, 1, 2]), { outputPadding: 1 }),
      /outputPadding is not below the stride: \[1\] and \[1\]/,
    );
    assert.throws(() => zeros([2, 5]).conv1d(zeros([1, 2, 2])), /conv1d: input needs 3 dimensions/);
    assert.throws(
      () => zeros([1, 1, 5]).conv1d(zeros([1, 1, 2]), { stride: [1, 2] }),
      /conv1d: stride has 1 entries or is one number: got \[1, 2\]/,
    );
  });
});

describe("pooling", () => {
  gives(
    "adaptive windows overlap where the size does not divide",
    () => counted(1, 1, 1, 5).adaptiveAvgPool2d([1, 3]),
    [[[[0.5, 2, 3.5]]]],
  );
  gives("adaptive to more places than there are", () => counted(1, 1, 1, 2).adaptiveMaxPool2d([1, 3]), [
    [[[0, 1, 1]]],
  ]);
  gives("adaptive to one place is global", () => counted(1, 2, 2, 2).adaptiveAvgPool2d(1), [
    [[[1.5]], [[5.5]]],
  ]);
  gives("maxPool1d with padding", () => ones([1, 1, 3]).neg().maxPool1d(3, { stride: 2, padding: 1 }), [
    [[-1, -1]],
  ]);
  gives("avgPool1d counts padding as zeros", () => ones([1, 1, 2]).avgPool1d(2, { padding: 1 }) as Tensor, [
    [[0.5, 0.5]],
  ]);
  gives("globalAvgPool over three axes", () => counted(1, 1, 2, 2, 2).globalAvgPool(), [[[[[3.5]]]]]);
});

describe("other sizes", () => {
  gives("nearest, not a multiple", () => counted(1, 1, 3).interpolate({ size: 5 }), [[[0, 0, 1, 1, 2]]]);
  gives("nearest, smaller", () => counted(1, 1, 5).interpolate({ size: 2 }), [[[0, 2]]]);
  gives(
    "bilinear, edges on edges",
    () => counted(1, 1, 2, 2).interpolate({ scaleFactor: 2, mode: "bilinear" }),
    [
      [
        [
          [0, 0.25, 0.75, 1],
          [0.5, 0.75, 1.25, 1.5],
          [1.5, 1.75, 2.25, 2.5],
          [2, 2.25, 2.75, 3],
        ],
      ],
    ],
  );
  gives(
    "bilinear, corners on corners",
    () => counted(1, 1, 2, 2).interpolate({ size: 3, mode: "bilinear", alignCorners: true }),
    [
      [
        [
          [0, 0.5, 1],
          [1, 1.5, 2],
          [2, 2.5, 3],
        ],
      ],
    ],
  );
  gives("fold counts how often unfold saw a pixel", () => ones([1, 1, 3, 3]).unfold(2).fold(3, 2) as Tensor, [
    [
      [
        [1, 2, 1],
        [2, 4, 2],
        [1, 2, 1],
      ],
    ],
  ]);
  it("pixelUnshuffle undoes pixelShuffle", async () => {
    const x = randn([2, 8, 3, 2]);
    assert.deepEqual(await values(x.pixelShuffle(2).pixelUnshuffle(2)), await values(x as Tensor));
  });
  it("refuses a mode of other axes, and two sizes", () => {
    assert.throws(
      () => zeros([1, 1, 3]).interpolate({ size: 2, mode: "bilinear" }),
      /mode does not fit the shape: bilinear and \[1, 1, 3\]\nhelp: it takes "nearest" or "linear"/,
    );
    assert.throws(
      () => zeros([1, 1, 3]).interpolate({ size: 2, scaleFactor: 2 }),
      /takes either size or scaleFactor: got both/,
    );
  });
});
