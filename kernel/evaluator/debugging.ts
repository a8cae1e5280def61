// What the debugger asks the main thread beside the inspector's own commands, on a global object under a symbol. It may be
// called while the program stands still in the middle of anything: it waits for nothing but where it says so.
import { inspect } from "node:util";
import { type DebuggerHook, debuggerHookName, type Frozen, type FrozenTensor } from "../protocol/debug.ts";
import type { Displays } from "./display.ts";
import { scriptOf } from "./scripts.ts";
import { framesOf } from "./stack.ts";

const brand = Symbol.for("cellgrad.tensor");
const numbersNow = Symbol.for("cellgrad.numbersNow");

/** What is used of a tensor. */
interface TensorHandle {
  shape: readonly number[];
  dtype: string;
  device: string;
  requiresGrad: boolean;
  grad: unknown;
  [numbersNow]?(): TypedArray | undefined;
}

type TypedArray =
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Int8Array
  | Uint8Array;

/** More elements are not sent to be drawn while the program stands still. */
const mostElements = 4_000_000;
const mostListed = 1000;

const isTensor = (value: unknown): value is TensorHandle =>
  typeof value === "object" && value !== null && brand in value;

const isList = (object: object): object is ArrayLike<unknown> =>
  Array.isArray(object) || (ArrayBuffer.isView(object) && "length" in object);

/** To be called once. */
export function installDebuggerHook(displays: Pick<Displays, "result" | "now">): void {
  const hook: DebuggerHook = {
    script: scriptOf,
    frames: (error) =>
      error instanceof Error
        ? framesOf(error).map(({ url, line, column, name }) => ({
            url,
            line,
            column,
            isAsync: name.startsWith("async"),
          }))
        : [],
    collect(names, reads) {
      const found = Object.create(null) as Record<string, unknown>;
      for (const [index, name] of names.entries()) {
        try {
          found[name] = reads[index]!();
        } catch {
          // declared, and not initialised yet
        }
      }
      return found;
    },
    part(object, start, count) {
      const found = Object.create(null) as Record<string, unknown>;
      if (isList(object)) {
        const end = Math.min(start + count, object.length);
        for (let index = start; index < end; index++) if (index in object) found[index] = object[index];
        return found;
      }
      for (const key of Reflect.ownKeys(object).slice(start, start + count))
        Object.defineProperty(found, key, Object.getOwnPropertyDescriptor(object, key)!);
      return found;
    },
    size: (object) => (isList(object) ? object.length : Reflect.ownKeys(object).length),
    labels(object) {
      const labels: Record<string, string> = Object.create(null);
      for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(object)))
        if (isTensor(value)) labels[key] = String(value);
      return labels;
    },
    open(object) {
      if (!isTensor(object)) return object;
      const { shape, dtype, device, requiresGrad, grad } = object;
      const numbers = read(object);
      const values = numbers && Array.from(numbers).slice(0, mostListed);
      return { shape, dtype, device, requiresGrad, grad, ...(values && { values }) };
    },
    async rich(value) {
      return (await displays.result(value)) ?? { data: { "text/plain": inspect(value) }, metadata: {} };
    },
    richNow: (value): Frozen => (isTensor(value) ? { tensor: freeze(value) } : displays.now(value)),
    copied: undefined,
  };
  Object.defineProperty(globalThis, Symbol.for(debuggerHookName), { value: hook });
}

function read(tensor: TensorHandle): TypedArray | undefined {
  try {
    return tensor[numbersNow]?.();
  } catch {
    return undefined; // what has no numbers is shown without them
  }
}

function freeze(tensor: TensorHandle): FrozenTensor {
  const { shape, dtype, device, requiresGrad } = tensor;
  const frozen = { shape: [...shape], dtype, device, requiresGrad };
  const numbers = shape.reduce((product, size) => product * size, 1) <= mostElements && read(tensor);
  if (!numbers) return frozen;
  const bytes = Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("base64");
  return { ...frozen, array: numbers.constructor.name, bytes };
}
