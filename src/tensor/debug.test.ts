import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setDevice } from "../backend/registry.ts";
import { NumberError } from "../errors.ts";
import { debug, full, randn, tensor, where } from "./index.ts";

describe("debug.nan", () => {
  before(async () => {
    await setDevice("wasm");
    debug.nan(true);
  });
  after(() => debug.nan(false));

  it("names the operation that made a NaN, what it was given, and the line", async () => {
    const x = tensor([4, -1, 9]);
    const bad = x.sqrt();
    await assert.rejects(bad.add(1).sum().item(), (error: NumberError) => {
      assert.ok(error instanceof NumberError);
      assert.match(
        error.message,
        /^sqrt: made NaN in 1 of 3 elements of \[3\], first at \[1\]: called at .*debug\.test\.[tj]s:\d+:\d+/,
      );
      assert.match(error.message, /\nhelp: it was given \[3\] from -1 to 9$/);
      return true;
    });
  });
  it("names the infinity that a NaN came from", async () => {
    const x = full([2], 1000);
    const e = x.exp();
    await assert.rejects(e.div(e).sum().data(), /^NumberError: exp: made an infinity in 2 of 2 elements/);
  });
  it("finds gradients that go wrong", async () => {
    const w = tensor([0, 1], { requiresGrad: true });
    w.sqrt().sum().backward();
    await assert.rejects(w.grad!.data(), /^NumberError: div: made an infinity/);
  });
  it("leaves healthy numbers alone, and those that were infinite from the start", async () => {
    await randn([8, 8]).softmax(1).log().mean().item();
    const masked = where(tensor([true, false]), tensor([1, 2]), Number.NEGATIVE_INFINITY);
    await masked.data();
    assert.deepEqual(await masked.softmax(0).toArray(), [1, 0]);
    assert.ok(Number.isNaN((await tensor([Number.NaN]).add(1).data())[0]));
  });
  it("is off again when told", async () => {
    debug.nan(false);
    assert.ok(Number.isNaN(await tensor(-1).sqrt().item()));
    debug.nan(true);
  });
});
