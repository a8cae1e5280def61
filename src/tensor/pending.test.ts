import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { ones, tensor } from "../index.ts";

describe("a promise of numbers that is not awaited", () => {
  it("prints what to write, before and after the numbers have come", async () => {
    const promise = tensor(3).item();
    assert.equal(inspect(promise), "Promise { <pending> } (write await x.item())");
    assert.equal(`loss ${promise}`, "loss Promise { <pending> } (write await x.item())");
    assert.equal(await promise, 3);
    assert.equal(inspect(promise), "Promise { 3 } (write await x.item())");
  });

  it("is a promise like others", async () => {
    assert.ok(ones([2]).data() instanceof Promise);
    assert.deepEqual(await Promise.all([tensor(1).item(), ones([2]).toArray()]), [1, [1, 1]]);
    await assert.rejects(ones([2]).item(), { name: "ShapeError" });
  });
});
