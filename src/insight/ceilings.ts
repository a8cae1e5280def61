// The most that a device does: how fast it moves memory and how fast it multiplies, measured on itself the first time that
// somebody asks. What kernels achieve is told beside it.
import type { Backend } from "../backend/backend.ts";
import { costOf } from "../graph/cost.ts";
import type { Node } from "../graph/node.ts";
import { primitive as p } from "../ops/index.ts";

/** What a device reaches where nothing else holds it up. */
export interface Ceilings {
  /** Billions of bytes a second, adding two large tensors. */
  readonly gigabytesPerSecond: number;
  /** Billions of operations a second, multiplying two large matrices. */
  readonly gigaflops: number;
}

/** A kernel that lasts this many milliseconds is measured well enough. */
const enough = 2;
const tries = 3;

const known = new WeakMap<Backend, Promise<Ceilings | undefined>>();

/** The ceilings of a device; undefined where it measures no times. */
export function ceilingsOf(backend: Backend): Promise<Ceilings | undefined> {
  let found = known.get(backend);
  if (!found) known.set(backend, (found = measured(backend)));
  return found;
}

async function measured(backend: Backend): Promise<Ceilings | undefined> {
  const moving = await fastest(backend, [2 ** 18, 2 ** 21, 2 ** 24], (size) => {
    const [a, b] = [leaf(backend, [size]), leaf(backend, [size])];
    return { inputs: [a, b], root: () => p.binary("add", a, b) };
  });
  const multiplying = await fastest(backend, [128, 512, 2048, 4096], (size) => {
    const [a, b] = [leaf(backend, [size, size]), leaf(backend, [size, size])];
    return { inputs: [a, b], root: () => p.matmul(a, b) };
  });
  if (!moving || !multiplying) return undefined;
  return { gigabytesPerSecond: moving.bytes, gigaflops: multiplying.operations };
}

const leaf = (backend: Backend, shape: readonly number[]): Node =>
  p.stored(
    backend.upload(new Float32Array(shape.reduce((all, size) => all * size, 1)).fill(1), "f32"),
    shape,
  );

/** The best rates, in billions a second, at the first size that takes long enough to measure. */
async function fastest(
  backend: Backend,
  sizes: readonly number[],
  build: (size: number) => { inputs: readonly Node[]; root: () => Node },
): Promise<{ bytes: number; operations: number } | undefined> {
  for (const size of sizes) {
    const { inputs, root } = build(size);
    const run = () => {
      const made = root();
      backend.realize([made]);
      backend.free(made.storage!);
    };
    run();
    const stop = backend.measure!();
    for (let i = 0; i < tries; i++) run();
    const runs = await stop();
    for (const { storage } of inputs) backend.free(storage!);
    const times = runs.flatMap(({ milliseconds }) => (milliseconds ? [milliseconds] : []));
    const { kernel, plan } = runs[0]!;
    const best = Math.min(...times);
    if (times.length > 0 && (best >= enough || size === sizes.at(-1))) {
      const { bytes, operations } = costOf(kernel, plan.slots);
      return { bytes: bytes / best / 1e6, operations: operations / best / 1e6 };
    }
  }
  return undefined;
}
