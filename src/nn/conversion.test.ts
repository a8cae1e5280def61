// Models in other floats.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mseLoss, randn, type Tensor, tensor } from "../tensor/index.ts";
import * as nn from "./index.ts";

describe("a model in another float", () => {
  const model = () => new nn.Sequential(new nn.Linear(3, 4), new nn.BatchNorm1d(4), new nn.Linear(4, 1));

  it("keeps its parameters and what whole numbers it counts", () => {
    const net = model();
    const before = net.parameters();
    net.double();
    const after = net.parameters();
    after.forEach((parameter, i) => {
      assert.equal(parameter, before[i]);
      assert.equal(parameter.dtype, "f64");
      assert.equal(parameter.requiresGrad, true);
    });
    const buffers = Object.fromEntries(net.namedBuffers());
    assert.equal(buffers["1.running_mean"]!.dtype, "f64");
    assert.equal(buffers["1.num_batches_tracked"]!.dtype, "i32");
  });
  for (const dtype of ["f16", "f64"] as const) {
    it(`computes and learns in ${dtype}`, async () => {
      const net = model().to(dtype);
      const x = randn([8, 3], { dtype });
      const y = net.forward(x) as Tensor;
      assert.equal(y.dtype, dtype);
      mseLoss(y, randn([8, 1], { dtype })).backward();
      for (const { grad } of net.parameters()) {
        assert.equal(grad!.dtype, dtype);
        assert.ok((await grad!.data()).every((value) => Number.isFinite(value)));
      }
      assert.equal(net.stateDict()["0.weight"]!.dtype, dtype);
    });
  }
  it("loads a state of another float", async () => {
    const [single, double] = [new nn.Linear(2, 1), new nn.Linear(2, 1).double()];
    double.loadStateDict(single.stateDict());
    assert.equal(double.weight.dtype, "f64");
    assert.deepEqual([...(await double.weight.data())], [...(await single.weight.data())]);
  });
  it("is no model of whole numbers", () => {
    assert.throws(() => model().to("i32"), {
      message:
        'to: dtype does not fit: parameters are floats and got i32\nhelp: write model.to("f16"), model.to("f32") or model.to("f64")',
    });
    assert.equal(tensor([1]).dtype, "f32");
  });
});
