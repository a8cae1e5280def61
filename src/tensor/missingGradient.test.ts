// `grad` where it is null for good: said once, as PyTorch does.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { tensor } from "./index.ts";

describe("missing gradients", () => {
  it("say once that a tensor which was computed keeps no gradient", (t) => {
    const warned = t.mock.method(console, "warn", () => {});
    const w = tensor([1, 2], { requiresGrad: true });
    const h = w.mul(2);
    const kept = w.mul(3).retainGrad();
    assert.deepEqual([w.grad, kept.grad, tensor([1]).grad], [null, null, null]);
    assert.equal(warned.mock.callCount(), 0);
    h.add(kept).sum().backward();
    assert.deepEqual([h.grad, w.mul(2).grad], [null, null]);
    assert.deepEqual(
      warned.mock.calls.map(({ arguments: [text] }) => text),
      [
        "grad: this tensor was computed from others, so backward leaves no gradient here (said once)\n" +
          "help: write x.retainGrad() before backward(); parameters keep theirs",
      ],
    );
  });
});
