// The backend beyond its numbers (those are in test/conformance): memory, replay, errors.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Node, Shape } from "../../graph/node.ts";
import { sizeOf } from "../../graph/shape.ts";
import { ops, primitive as p } from "../../ops/index.ts";
import type { Backend } from "../backend.ts";
import { referenceBackend } from "../reference/reference.ts";
import { wasmBackend } from "./wasm.ts";

const leaf = (backend: Backend, values: readonly number[], shape: Shape = [values.length]): Node =>
  p.stored(backend.upload(Float32Array.from(values), "f32"), shape);

function valuesOf(backend: Backend, node: Node): number[] {
  backend.realize([node]);
  return [...backend.read!(node.storage!)];
}

describe("wasm backend", () => {
  it("gives back what was uploaded, as an array of its own", async () => {
    const backend = wasmBackend();
    const host = Int32Array.of(1, -2, 3);
    const storage = backend.upload(host, "i32");
    host[0] = 9;
    const down = await backend.download(storage);
    assert.deepEqual(down, Int32Array.of(1, -2, 3));
    assert.ok(down.buffer instanceof ArrayBuffer);
  });

  it("replays a step with new inputs and new scalars", () => {
    const backend = wasmBackend();
    const step = (values: number[], rate: number) =>
      valuesOf(backend, ops.mul(leaf(backend, values), p.scalar(rate)));
    assert.deepEqual(step([1, 2, 3], 2), [2, 4, 6]);
    assert.deepEqual(step([5, 6, 7], 0.5), [2.5, 3, 3.5]);
  });

  it("gives every root memory of its own, views too", () => {
    const backend = wasmBackend();
    const x = leaf(backend, [1, 2, 3, 4, 5, 6], [2, 3]);
    const [shaped, turned] = [p.reshape(x, [3, 2]), p.permute(x, [1, 0])];
    backend.realize([shaped, turned]);
    backend.free(x.storage!);
    assert.deepEqual([...backend.read!(shaped.storage!)], [1, 2, 3, 4, 5, 6]);
    assert.deepEqual([...backend.read!(turned.storage!)], [1, 4, 2, 5, 3, 6]);
  });

  it("leaves nodes between unrealised", () => {
    const backend = wasmBackend();
    const middle = ops.exp(leaf(backend, [0, 1]));
    backend.realize([ops.sum(middle), ops.mul(middle, middle)]);
    assert.equal(middle.storage, undefined);
  });

  it("holds the same bytes after 300 steps as after 3", () => {
    const backend = wasmBackend();
    let w = leaf(backend, new Array(4096).fill(1), [64, 64]);
    const x = leaf(backend, new Array(4096).fill(0.01), [64, 64]);
    const step = () => {
      const next = ops.add(ops.mul(ops.matmul(w, x), 0.1), w);
      backend.realize([next]);
      backend.free(w.storage!);
      w = p.stored(next.storage!, next.shape);
    };
    for (let i = 0; i < 3; i++) step();
    const early = backend.memory();
    for (let i = 0; i < 297; i++) step();
    assert.deepEqual(backend.memory(), early);
  });

  it("frees once, whatever is asked", () => {
    const backend = wasmBackend();
    const storage = backend.upload(new Float32Array(100), "f32");
    assert.equal(backend.memory().live, 400);
    backend.free(storage);
    backend.free(storage);
    assert.equal(backend.memory().live, 0);
  });

  it("refuses memory that was given back", () => {
    const backend = wasmBackend();
    const x = leaf(backend, [1]);
    backend.free(x.storage!);
    assert.throws(() => backend.realize([ops.neg(x)]), /wasm: memory was given back/);
  });

  it("refuses another device's memory", () => {
    const x = leaf(referenceBackend(), [1]);
    assert.throws(() => wasmBackend().realize([ops.neg(x)]), /wasm: devices differ: wasm and reference/);
  });

  const rows: Record<string, (x: Node) => Node> = {
    softmax: (x) => ops.softmax(x, 1),
    "a largest element": (x) => ops.max(x, 1),
    "a sum of exponentials that are needed too": (x) => ops.div(ops.exp(x), ops.sum(ops.exp(x), 1, true)),
    "a sum in which almost all cancels": (x) => ops.sum(ops.mul(x, 1e7), 1),
  };
  for (const [name, compute] of Object.entries(rows)) {
    it(`computes ${name} along rows of any length as the reference does`, () => {
      for (const width of [15, 16, 77, 256]) {
        const values = Array.from({ length: 5 * width }, (_, i) => ((i * 37) % 101) / 25 - 2);
        // Beyond the range of an exponential in single precision, and no numbers.
        values.splice(width, 3, 90, -90, -104);
        values.splice(3 * width - 2, 2, Number.NaN, Number.NEGATIVE_INFINITY);
        const [ours, expected] = [wasmBackend(), referenceBackend()].map((backend) =>
          valuesOf(backend, compute(leaf(backend, values, [5, width]))),
        ) as [number[], number[]];
        expected.forEach((value, i) => {
          if (Number.isFinite(value)) {
            assert.ok(Math.abs(ours[i]! - value) <= 1e-6 * Math.abs(value) + 1e-38, `${ours[i]} ${value}`);
          } else assert.equal(ours[i], value);
        });
      }
    });
  }

  const chains: Record<string, (x: Node) => Node> = {
    softmax: (x) => ops.softmax(x, 1),
    "a softmax of a softmax": (x) => ops.softmax(ops.mul(ops.softmax(x, 1), 50), 1),
    "a softmax's logarithm and its gradient": (x) =>
      ops.sub(ops.logSoftmax(x, 1), ops.mul(ops.softmax(x, 1), ops.sum(ops.mul(x, x), 1, true))),
    "what has mean 0 and deviation 1": (x) => {
      const centred = ops.sub(x, ops.mean(x, 1, true));
      return ops.div(centred, ops.sqrt(ops.mean(ops.mul(centred, centred), 1, true)));
    },
    "a sum that every row takes of the next one": (x) => {
      const largest = ops.max(x, 1, true);
      const turned = ops.roll(ops.sum(ops.exp(ops.sub(x, largest)), 1, true), 1, 0);
      return ops.mul(ops.sub(x, largest), turned);
    },
  };
  for (const [name, compute] of Object.entries(chains)) {
    it(`computes ${name} in blocks of rows as the reference does`, () => {
      for (const [rows, width] of [
        [301, 130],
        [37, 1001],
        [3, 20_000],
      ] as const) {
        const values = Array.from({ length: rows * width }, (_, i) => ((i * 37) % 1009) / 250 - 2);
        const [ours, expected] = [wasmBackend({ threads: 1 }), referenceBackend()].map((backend) =>
          valuesOf(backend, compute(leaf(backend, values, [rows, width]))),
        ) as [number[], number[]];
        const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(ours[i]! - value)), 0);
        assert.ok(worst <= 1e-5 * scale, `${rows} rows of ${width}: ${worst} of ${scale}`);
      }
    });
  }

  const ofAnyLength: Record<string, (x: Node) => Node> = {
    "elements in a row": (x) => ops.exp(p.reshape(x, [sizeOf(x.shape)])),
    "doubles in a row": (x) => ops.mul(ops.cast(p.reshape(x, [sizeOf(x.shape)]), "f64"), 3),
    "halves in a row": (x) => ops.cast(ops.sin(p.reshape(x, [sizeOf(x.shape)])), "f16"),
    "a softmax": (x) => ops.softmax(x, 1),
    "sums of columns": (x) => ops.sum(p.permute(x, [1, 0]), 0),
    "places of extremes": (x) => ops.argmax(x, 1),
    "running sums": (x) => ops.cumsum(x, 1),
    "what is picked from rows": (x) => ops.gather(x, 1, ops.cast(ops.gt(x, 0), "i32")),
    "a padded difference": (x) => ops.sub(x, ops.roll(x, 1, 0)),
    "a product with itself": (x) => ops.matmul(x, p.permute(x, [1, 0])),
    "elements with a scalar and noise": (x) =>
      ops.add(ops.mul(x, p.scalar(x.shape[0]!)), ops.cast(p.random(x.shape, [3, 4], 0), "f32")),
  };
  for (const [name, compute] of Object.entries(ofAnyLength)) {
    it(`computes ${name} to the bit as if no other length had been there before`, () => {
      const seasoned = wasmBackend({ threads: 2, shareFrom: 0 });
      for (const rows of [3, 40, 1, 16, 7, 41, 4, 18, 15, 2, 35, 17, 120, 43]) {
        const values = Array.from({ length: 5 * rows }, (_, i) => ((i * 37) % 101) / 25 - 2);
        const [ours, expected] = [seasoned, wasmBackend({ threads: 1 })].map((backend) =>
          valuesOf(backend, compute(leaf(backend, values, [rows, 5]))),
        ) as [number[], number[]];
        assert.deepEqual(ours, expected, `${rows} rows`);
      }
    });
  }

  it("reduces everything to one number in parts, as the reference does", () => {
    const shape = [3, 70_001];
    const values = Array.from({ length: 210_003 }, (_, i) => ((i * 37) % 1009) - 504.25);
    const [ours, expected] = [wasmBackend(), referenceBackend()].map((backend) => {
      const x = leaf(backend, values, shape);
      const turned = p.permute(x, [1, 0]);
      const all = [ops.sum(x), ops.sum(turned), ops.max(x), ops.min(turned), ops.any(ops.gt(x, 504))];
      return all.map((node) => valuesOf(backend, node)[0]);
    }) as [number[], number[]];
    assert.deepEqual(ours, expected.map(Math.fround));
  });

  it("computes more columns, rows and depths than a block has", () => {
    const backend = wasmBackend({ blas: "off" });
    const [m, n, k] = [101, 1100, 800];
    const a = leaf(
      backend,
      Array.from({ length: m * k }, (_, i) => (i % 7) - 3),
      [m, k],
    );
    const b = leaf(
      backend,
      Array.from({ length: k * n }, (_, i) => (i % 5) - 2),
      [k, n],
    );
    const c = valuesOf(backend, p.matmul(a, b));
    for (const [i, j] of [
      [0, 0],
      [100, 1099],
      [54, 551],
      [55, 552],
    ] as const) {
      let sum = 0;
      for (let q = 0; q < k; q++) sum += (((i * k + q) % 7) - 3) * (((q * n + j) % 5) - 2);
      assert.equal(c[i * n + j], sum);
    }
  });
});
