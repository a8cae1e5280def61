// A variable as the notebook would show it. While the program stands still its event loop does too, so what takes a wait to
// draw, a tensor's card, is drawn here: the numbers are fetched, and the display system is loaded into this process.
import type { Frozen, FrozenTensor } from "../protocol/debug.ts";
import type { MimeBundle } from "../protocol/mime.ts";
import { runtimeModules } from "../protocol/runtimeModules.ts";
import type { Debuggee, Evaluated } from "./cdp.ts";
import { hook } from "./hook.ts";

export interface Rendered {
  data: MimeBundle;
  metadata: Record<string, unknown>;
}

/** What is used of `src/display`. */
interface DisplaySystem {
  render(value: unknown): Promise<Rendered>;
}

const noSuchVariable: Rendered = { data: {}, metadata: {} };

/** How long the value may take to draw while the program runs, before its text has to do, ms. */
const drawingPatience = 3000;
/** How long user code that draws may hold up a program that stands still, ms. */
const longest = 5000;

/** The value of an expression in the running program; an empty bundle where it has none. */
export async function richIdle(debuggee: Debuggee, expression: string): Promise<Rendered> {
  const options = { returnByValue: true, silent: true };
  const drawn = debuggee.send<Evaluated>("Runtime.evaluate", {
    ...options,
    expression: `${hook}.rich(${expression})`,
    awaitPromise: true,
  });
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, drawingPatience, undefined).unref());
  const evaluated = await Promise.race([drawn, late]);
  if (evaluated) return evaluated.exceptionDetails ? noSuchVariable : (evaluated.result.value as Rendered);
  drawn.catch(() => {});
  return thaw(
    await debuggee.send<Evaluated>("Runtime.evaluate", {
      ...options,
      expression: `${hook}.richNow(${expression})`,
    }),
  );
}

/** The value of an expression in a frame of the stopped program; an empty bundle where it has none. */
export async function richStopped(
  debuggee: Debuggee,
  callFrameId: string,
  expression: string,
): Promise<Rendered> {
  return thaw(
    await debuggee.send<Evaluated>("Debugger.evaluateOnCallFrame", {
      callFrameId,
      expression: `${hook}.richNow(${expression})`,
      returnByValue: true,
      silent: true,
      timeout: longest,
    }),
  );
}

async function thaw({ result, exceptionDetails }: Evaluated): Promise<Rendered> {
  if (exceptionDetails) return noSuchVariable;
  const frozen = result.value as Frozen;
  return "tensor" in frozen ? drawTensor(frozen.tensor) : frozen;
}

async function drawTensor({ array, bytes, ...tensor }: FrozenTensor): Promise<Rendered> {
  if (array === undefined || bytes === undefined) {
    const head = `Tensor [${tensor.shape.join(", ")}] ${tensor.dtype} ${tensor.device}`;
    const why = "its numbers cannot be read while the program is stopped";
    return { data: { "text/plain": `${head}\n${why}` }, metadata: {} };
  }
  const numbers = numbersOf(array, Buffer.from(bytes, "base64"));
  const { render } = (await import(runtimeModules.display)) as DisplaySystem;
  return render({ ...tensor, data: async () => numbers });
}

const arrays = {
  Float32Array,
  Float64Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
};

function numbersOf(name: string, bytes: Buffer): ArrayLike<number> {
  const Typed = arrays[name as keyof typeof arrays];
  return new Typed(Uint8Array.from(bytes).buffer);
}
