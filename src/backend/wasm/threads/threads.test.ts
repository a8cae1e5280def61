// Threads must not be noticed, except by the clock: the same numbers for any number of them, a process that ends, and work
// that can be broken off anywhere.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import type { Node, Shape } from "../../../graph/node.ts";
import { ops, primitive as p } from "../../../ops/index.ts";
import type { Backend } from "../../backend.ts";
import { wasmBackend } from "../wasm.ts";

/** Threads come up while the main one works; so much later they are there. */
const threadsAreUp = (backend: Backend): void => {
  const x = leaf(backend, [256, 256]);
  const until = performance.now() + 400;
  while (performance.now() < until) bytesOf(backend, ops.matmul(x, x));
};

function leaf(backend: Backend, shape: Shape, seed = 1): Node {
  let state = seed;
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  return p.stored(backend.upload(data, "f32"), shape);
}

function bytesOf(backend: Backend, node: Node): Buffer {
  backend.realize([node]);
  const bytes = Buffer.from(backend.read!(node.storage!).buffer);
  backend.free(node.storage!);
  return bytes;
}

const computations: Record<string, (backend: Backend) => Node> = {
  "a product": (b) => ops.matmul(leaf(b, [130, 300]), leaf(b, [300, 257], 2)),
  "a flat product": (b) => ops.matmul(leaf(b, [7, 200]), leaf(b, [200, 700], 2)),
  "many products": (b) => ops.matmul(leaf(b, [24, 20, 30]), leaf(b, [24, 30, 10], 2)),
  "a softmax": (b) => ops.softmax(leaf(b, [301, 70]), -1),
  "a softmax in blocks": (b) => ops.softmax(leaf(b, [301, 700]), -1),
  "sums of columns": (b) => ops.sum(leaf(b, [90, 133]), [0]),
  "a sum of everything": (b) => ops.sum(leaf(b, [467, 401])),
  "a chain over elements": (b) => ops.exp(ops.mul(leaf(b, [4099]), 0.5)),
};

describe("threads of the wasm backend", () => {
  const backends = [1, 2, 3].map((threads) => wasmBackend({ threads, shareFrom: 0, blas: "off" }));
  for (const backend of backends) threadsAreUp(backend);
  for (const [name, compute] of Object.entries(computations)) {
    it(`gives ${name} the same bits for any number of threads`, () => {
      const [alone, ...shared] = backends.map((backend) => bytesOf(backend, compute(backend)));
      for (const bytes of shared) assert.ok(bytes.equals(alone!));
    });
  }

  it("keeps no process alive", async () => {
    const program = `
      const { wasmBackend } = await import(${JSON.stringify(new URL("../wasm.js", import.meta.url).href)});
      const { ops, primitive: p } = await import(${JSON.stringify(new URL("../../../ops/index.js", import.meta.url).href)});
      const backend = wasmBackend({ threads: 3, shareFrom: 0, blas: "off" });
      const x = p.stored(backend.upload(new Float32Array(2 ** 16).fill(2), "f32"), [256, 256]);
      const until = performance.now() + 300;
      let y;
      while (performance.now() < until) backend.realize([(y = ops.matmul(x, x))]);
      console.log(backend.read(y.storage)[0]);`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
      timeout: 60_000,
    });
    assert.equal(stdout, "1024\n");
  });

  it("computes on after being broken off in the middle of work", async () => {
    const program = `
      import { Worker } from "node:worker_threads";
      const { wasmBackend } = await import(${JSON.stringify(new URL("../wasm.js", import.meta.url).href)});
      const { ops, primitive: p } = await import(${JSON.stringify(new URL("../../../ops/index.js", import.meta.url).href)});
      const { runInThisContext } = await import("node:vm");
      const backend = wasmBackend({ threads: 3, shareFrom: 0, blas: "off" });
      const n = 256;
      const x = p.stored(backend.upload(new Float32Array(n * n).fill(2), "f32"), [n, n]);
      globalThis.step = () => {
        const y = ops.matmul(ops.add(x, 1), x);
        backend.realize([y]);
        const values = backend.read(y.storage);
        for (let i = 0; i < values.length; i++) if (values[i] !== 6 * n) throw new Error("wrong: " + values[i]);
        backend.free(y.storage);
      };
      let broken = 0;
      for (let i = 0; i < 60; i++) {
        try {
          runInThisContext("while (true) step()", { timeout: i === 0 ? 400 : 3 + (i % 17) });
        } catch (error) {
          if (error.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
          broken++;
        }
      }
      step();
      console.log(broken, backend.memory().live);`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
      timeout: 120_000,
    });
    assert.match(stdout, /^60 \d+\n$/);
    // What was broken off last is given back by the next computation; a handful of results may wait for their reader.
    assert.ok(Number(stdout.split(" ")[1]) < 64 * 4 * 2 ** 16, stdout);
  });
});
