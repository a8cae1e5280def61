// The reference backend: every node computed by plain loops, in the order of creation. The oracle of all tests, and the
// device of last resort. It keeps no pool, since the host's own memory is collected by itself.
import { type DType, dtypes, type HostArray, hostArray } from "../../graph/dtype.ts";
import { toHalf } from "../../graph/half.ts";
import type { Node } from "../../graph/node.ts";
import type { Storage } from "../../graph/storage.ts";
import type { Backend, MemoryUse } from "../backend.ts";
import { evaluate, type Values } from "./evaluate.ts";

interface Options {
  /** Keeps every bit of f64 in f32 tensors: for comparing gradients with differences. */
  exact?: boolean;
}

interface ReferenceStorage extends Storage {
  freed: boolean;
  values: Values;
}

/** A new reference backend. */
export function referenceBackend({ exact = false }: Options = {}): Backend {
  let live = 0;

  const store = (values: Values, dtype: DType): ReferenceStorage => {
    live += dtypes[dtype].bytes * values.length;
    if (dtype === "f16" && !exact) for (let i = 0; i < values.length; i++) values[i] = toHalf(values[i]!);
    return { device: "reference", dtype, size: values.length, freed: false, values };
  };
  const read = (storage: Storage): HostArray => {
    const { values, dtype } = storage as ReferenceStorage;
    const out = hostArray(dtype, values.length);
    out.set(values);
    return out;
  };

  return {
    name: "reference",
    description: exact ? "plain loops, f64 kept" : "plain loops, f64 rounded to f32",
    upload: (data, dtype) => store(Float64Array.from(data), dtype),
    download: async (storage) => read(storage),
    read,
    realize(roots) {
      const computed = new Map<Node, Values>();
      const valuesOf = (node: Node): Values =>
        node.storage ? (node.storage as ReferenceStorage).values : computed.get(node)!;
      for (const node of pending(roots)) computed.set(node, evaluate(node, node.inputs.map(valuesOf), exact));
      for (const root of roots) root.storage ??= store(computed.get(root)!, root.dtype);
    },
    free(storage) {
      const mine = storage as ReferenceStorage;
      if (mine.freed) return;
      mine.freed = true;
      mine.values = new Float64Array();
      live -= dtypes[mine.dtype].bytes * mine.size;
    },
    memory: (): MemoryUse => ({ live, pooled: 0 }),
  };
}

/** The nodes without storage that the roots need, inputs first. */
function pending(roots: readonly Node[]): Node[] {
  const found = new Set<Node>();
  const stack = [...roots];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.storage || found.has(node)) continue;
    found.add(node);
    stack.push(...node.inputs);
  }
  return [...found].sort((a, b) => a.id - b.id);
}
