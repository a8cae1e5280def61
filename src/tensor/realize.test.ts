import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Backend } from "../backend/backend.ts";
import { referenceBackend } from "../backend/reference/reference.ts";
import { useBackend } from "../backend/registry.ts";
import { structureOf } from "../graph/schedule/structure.ts";
import { ops, withoutRecording } from "../ops/index.ts";
import { assign, randn, realizePutOff, realizeStep, type Tensor } from "./index.ts";

/** A backend that keeps the structure of everything that it is asked to compute. */
function watched(): { backend: Backend; structures: string[] } {
  const real = referenceBackend();
  const structures: string[] = [];
  const realize: Backend["realize"] = (roots) => {
    structures.push(structureOf(roots).words.join(" "));
    real.realize(roots);
  };
  return { backend: { ...real, realize }, structures };
}

describe("realize: training steps", () => {
  const train = (w: Tensor, steps: number) => {
    for (let step = 0; step < steps; step++) {
      w.grad = null;
      w.square().sum().backward();
      const moved = withoutRecording(() => ops.sub(w.node, ops.mul(w.grad!.node, 0.1 + step)));
      assign(w, moved);
      realizeStep({ values: new Map([[moved, w]]), oldValues: [], states: new Map() });
    }
  };

  it("are one computation each, all of the same structure, whatever the numbers in them", () => {
    const { backend, structures } = watched();
    useBackend(backend);
    train(randn([4], { requiresGrad: true }), 3);
    // The parameter's random start comes first, apart.
    assert.equal(structures.length, 4);
    assert.equal(new Set(structures.slice(1)).size, 1);
  });

  it("compute the loss along, so that looking at it costs nothing more", async () => {
    const { backend, structures } = watched();
    useBackend(backend);
    const w = randn([4], { requiresGrad: true });
    const loss = w.square().sum();
    loss.backward();
    realizePutOff();
    const before = structures.length;
    assert.ok((await loss.item()) > 0);
    assert.equal(structures.length, before);
  });
});
