// A thread's program: waits for a job, joins it, takes chunks until there are none, waits again.
import { receiveMessageOnPort, workerData } from "node:worker_threads";
import { type Multiply, openBlas } from "../blas/library.ts";
import { hostOf } from "../emit/host.ts";
import { engine } from "../engine.ts";
import { Gemm } from "../runtime/multiply.ts";
import { control, takeChunks } from "./control.ts";
import { chunkRunner, type Workplace } from "./job.ts";
import { type ModuleMessage, modulesKept, type ThreadStart } from "./pool.ts";

const { words, memory, gemm, port, rooms, blas } = workerData as ThreadStart;
const host = hostOf(memory);
type Exports = Readonly<Record<string, (...args: number[]) => void>>;
const modules = new Map<number, Exports>();

/** Takes in what the main thread has sent. */
function receive(): void {
  for (let got = receiveMessageOnPort(port); got; got = receiveMessageOnPort(port)) {
    const { id, module } = got.message as ModuleMessage;
    modules.set(id, new engine.Instance(module, { host }).exports);
    if (modules.size > modulesKept) modules.delete(modules.keys().next().value!);
  }
}

let library: { multiply: Multiply | undefined } | undefined;

const workplace: Workplace = {
  memory,
  blas() {
    library ??= { multiply: blas === undefined ? undefined : openBlas(blas, memory) };
    return library.multiply;
  },
  gemm: new Gemm(new engine.Instance(gemm, { host: { memory } }).exports, memory, rooms),
  module(id) {
    if (!modules.has(id)) receive();
    return modules.get(id);
  },
};

function join(epoch: number): void {
  Atomics.add(words, control.inside, 1);
  try {
    // Open and inside: the job stays until this thread has left.
    if (Atomics.load(words, control.open) !== epoch) return;
    const run = chunkRunner(words, control.job, workplace);
    if (run) takeChunks(words, run);
  } catch {
    Atomics.store(words, control.failed, 1);
  } finally {
    Atomics.sub(words, control.inside, 1);
    Atomics.notify(words, control.inside);
  }
}

let seen = 0;
Atomics.add(words, control.ready, 1);
for (;;) {
  Atomics.wait(words, control.epoch, seen);
  const epoch = Atomics.load(words, control.epoch);
  if (epoch === seen) continue;
  seen = epoch;
  join(epoch);
}
