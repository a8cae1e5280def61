// Dtypes as users meet them: how two of them meet, what creators make of typed arrays, double precision through gradients.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { currentBackend } from "../backend/registry.ts";
import type { DType } from "../graph/dtype.ts";
import { crossEntropy, full, grad, linspace, type Tensor, tensor, zeros } from "./index.ts";

const of = (dtype: DType, shape: number[] = [2]): Tensor => zeros(shape, { dtype }) as Tensor;

describe("promotion", () => {
  const pairs: readonly (readonly [DType, DType, DType])[] = [
    ["bool", "u32", "u32"],
    ["u32", "i32", "i32"],
    ["i32", "f16", "f16"],
    ["f16", "f32", "f32"],
    ["i32", "f32", "f32"],
    ["bool", "f64", "f64"],
    ["f32", "f64", "f64"],
  ];
  for (const [a, b, both] of pairs) {
    it(`makes ${both} of ${a} and ${b}`, () => {
      assert.equal(of(a).add(of(b)).dtype, both);
      assert.equal(of(b).add(of(a)).dtype, both);
    });
  }
  it("lets a tensor without axes widen another only where it is of a wider kind", () => {
    assert.equal(of("f32").add(of("f64", [])).dtype, "f32");
    assert.equal(of("u32").add(of("i32", [])).dtype, "u32");
    assert.equal(of("i32").add(of("f64", [])).dtype, "f64");
    assert.equal(of("f32", []).add(of("f64", [])).dtype, "f64");
  });
  it("lets a plain number widen by its kind alone", () => {
    assert.equal(of("f64").mul(0.5).dtype, "f64");
    assert.equal(of("f16").mul(0.1).dtype, "f16");
    assert.equal(of("i32").mul(0.5).dtype, "f32");
    assert.equal(of("u32").add(1).dtype, "u32");
    assert.equal(of("bool").add(1).dtype, "i32");
  });
  it("makes floats of whole numbers where only floats make sense", () => {
    assert.equal(of("i32").div(of("i32")).dtype, "f32");
    assert.equal(of("u32").exp().dtype, "f32");
    assert.equal(of("f64").div(2).dtype, "f64");
    assert.equal(of("i32", [2, 2]).matmul(of("f64", [2, 2])).dtype, "f64");
  });
});

describe("whole numbers", () => {
  it("stay whole where only their order or sign counts, and to whole powers", async () => {
    const x = tensor([-3, 0, 2], { dtype: "i32" });
    for (const y of [x.relu(), x.relu6(), x.hardtanh(), x.abs(), x.neg(), x.sign(), x.square()])
      assert.equal(y.dtype, "i32");
    assert.deepEqual(await x.relu().toArray(), [0, 0, 2]);
    assert.deepEqual([x.pow(5).dtype, await x.pow(5).toArray()], ["i32", [-243, 0, 32]]);
    assert.deepEqual([x.pow(0).dtype, await x.pow(0).toArray()], ["i32", [1, 1, 1]]);
    assert.deepEqual([x.pow(-1).dtype, x.hardtanh(-0.5, 0.5).dtype], ["f32", "f32"]);
  });
  it("without a sign are above all negative bounds", async () => {
    assert.deepEqual(await tensor(Uint32Array.of(1, 7)).clamp(-1, 5).toArray(), [1, 5]);
    assert.deepEqual(await tensor(Uint32Array.of(1, 7)).hardtanh(-1, 5).toArray(), [1, 5]);
  });
});

describe("creation", () => {
  it("takes the dtype of a typed array", async () => {
    assert.equal(tensor(Float64Array.of(1)).dtype, "f64");
    assert.equal(tensor(Float32Array.of(1)).dtype, "f32");
    assert.equal(tensor(Uint32Array.of(1)).dtype, "u32");
    for (const array of [Int32Array, Int16Array, Uint16Array, Int8Array, Uint8Array, Uint8ClampedArray]) {
      assert.equal(tensor(array.of(1)).dtype, "i32");
    }
  });
  it("keeps double precision from literals to results", async () => {
    const x = tensor([0.1], { dtype: "f64" });
    assert.equal(await x.mul(3).item(), 0.1 * 3);
    assert.ok((await x.data()) instanceof Float64Array);
    assert.equal(await full([1], 1 / 3, { dtype: "f64" }).item(), 1 / 3);
    assert.equal(await (linspace(0, 1, 3, { dtype: "f64" }).div(3).at(1) as Tensor<[]>).item(), 1 / 6);
  });
});

describe("double precision", () => {
  it("goes through gradients", async () => {
    const slope = grad((x: Tensor) => x.exp().sum() as unknown as Tensor);
    const g = slope(tensor([0.1], { dtype: "f64" }) as Tensor);
    assert.equal(g.dtype, "f64");
    assert.equal(await g.item(), Math.exp(0.1));
  });
  it("leaves a tensor the gradient of its own dtype", async () => {
    const w = tensor([1, 2], { requiresGrad: true });
    w.double().square().sum().backward();
    assert.equal(w.grad!.dtype, "f32");
    assert.deepEqual(await w.grad!.toArray(), [2, 4]);
  });
  it("refuses to record gradients of whole numbers", () => {
    assert.throws(() => tensor([1], { dtype: "i32", requiresGrad: true }), {
      message: 'requiresGrad: dtype does not fit: expected a float and got i32\nhelp: write x.to("f32")',
    });
  });
});

describe("half precision", () => {
  it("rounds what it is given, and takes two bytes an element", async () => {
    const x = tensor([0.1, 65504, 70000], { dtype: "f16" });
    assert.deepEqual([...(await x.data())], [0.0999755859375, 65504, Number.POSITIVE_INFINITY]);
    const before = currentBackend().memory().live;
    const large = zeros([1000], { dtype: "f16" }).add(1).realize();
    assert.equal(currentBackend().memory().live - before, 2000);
    assert.equal(large.dtype, "f16");
  });
  it("is summed, averaged and normalised in single precision", async () => {
    const many = full([4096], 20, { dtype: "f16" });
    assert.equal(await many.mean().item(), 20);
    assert.equal(await many.sum().item(), Number.POSITIVE_INFINITY);
    assert.equal(await many.to("f32").sum().item(), 81920);
    assert.equal(await many.softmax(0).sum().item(), 1);
    const logits = tensor([[30000, 0]], { dtype: "f16" });
    assert.equal(Math.abs(await crossEntropy(logits, tensor([0], { dtype: "i32" })).item()), 0);
  });
  it("multiplies matrices with sums of single precision", async () => {
    const ones = full([2, 3000], 1, { dtype: "f16" });
    const product = ones.matmul(ones.transpose(0, 1));
    assert.equal(product.dtype, "f16");
    assert.deepEqual(await product.toArray(), [
      [3000, 3000],
      [3000, 3000],
    ]);
  });
  it("has gradients", async () => {
    const w = tensor([1, 2], { dtype: "f16", requiresGrad: true });
    w.square().sum().backward();
    assert.equal(w.grad!.dtype, "f16");
    assert.deepEqual(await w.grad!.toArray(), [2, 4]);
  });
});

describe("whole numbers", () => {
  it("wrap around", async () => {
    const most = tensor([2 ** 31 - 1], { dtype: "i32" });
    assert.equal(await most.add(1).item(), -(2 ** 31));
    assert.equal(await most.mul(2).item(), -2);
    assert.equal(await tensor([0], { dtype: "u32" }).sub(1).item(), 2 ** 32 - 1);
    assert.equal(await tensor([65536, 65536, 3], { dtype: "i32" }).prod().item(), 0);
    assert.equal(
      await tensor([2 ** 31 - 1, 1], { dtype: "i32" })
        .sum()
        .item(),
      -(2 ** 31),
    );
  });
});
