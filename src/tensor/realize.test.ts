import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Backend } from "../backend/backend.ts";
import { referenceBackend } from "../backend/reference/reference.ts";
import { useBackend } from "../backend/registry.ts";
import { structureOf } from "../graph/schedule/structure.ts";
import { ops, withoutRecording } from "../ops/index.ts";
import { arange, assign, collect, randn, realizePutOff, realizeStep, type Tensor, tensor } from "./index.ts";

/** A backend that keeps the structure of everything that it is asked to compute, and how often it took exponentials. */
function watched(): { backend: Backend; structures: string[]; exponentials(): number } {
  const real = referenceBackend();
  const structures: string[] = [];
  let exponentials = 0;
  const realize: Backend["realize"] = (roots) => {
    const { words, nodes } = structureOf(roots);
    structures.push(words.join(" "));
    exponentials += nodes.filter(
      ({ op, attributes, storage }) => !storage && op === "unary" && attributes.kind === "exp",
    ).length;
    real.realize(roots);
  };
  return { backend: { ...real, realize }, structures, exponentials: () => exponentials };
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

describe("realize: what is made once and used at each step", () => {
  it("is computed a few times, then kept, and its numbers stay what they were", async () => {
    const { backend, exponentials } = watched();
    useBackend(backend);
    const images = arange(12).reshape([4, 3]).exp();
    const rows = [];
    for (let step = 0; step < 12; step++) {
      const batch: Tensor = images.indexSelect(0, tensor([step % 4], { dtype: "i32" }));
      rows.push(await batch.sum().log().item());
    }
    assert.equal(exponentials(), 4);
    assert.deepEqual(rows.slice(0, 4), rows.slice(8));
    assert.ok(Math.abs(rows[0]! - Math.log(1 + Math.E + Math.E ** 2)) < 1e-6);
  });

  it("gives gradients as before", async () => {
    useBackend(watched().backend);
    const w = tensor([1, 2, 3], { requiresGrad: true });
    const squares = w.square();
    for (let step = 0; step < 6; step++) await squares.mul(step).sum().item();
    squares.mul(5).sum().backward();
    assert.deepEqual(await w.grad?.toArray(), [10, 20, 30]);
  });

  it("goes when nobody has it any more", async () => {
    const { backend } = watched();
    useBackend(backend);
    const use = async () => {
      const table = arange(100_000).exp();
      for (let step = 0; step < 6; step++) await table.slice(0, 5).sum().item();
    };
    await use();
    await new Promise((resolve) => setTimeout(resolve));
    collect();
    assert.ok(backend.memory().live < 4000);
  });
});
