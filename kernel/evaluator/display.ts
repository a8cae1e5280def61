// From values to MIME bundles. The display system of the runtime does the work; it is loaded when first needed (or when the
// evaluator is idle), and plain values never need it. Also here: the notebook's global `display` and `clearOutput`.
import { inspect } from "node:util";
import type { DisplayData, MimeBundle } from "../protocol/mime.ts";
import { loading } from "./gate.ts";
import { payload } from "./output.ts";

export interface Rendered {
  data: MimeBundle;
  metadata: Record<string, unknown>;
}

/** What the display system writes to. */
export interface DisplaySink {
  display(display: DisplayData, update: boolean): void;
  clear(wait: boolean): void;
}

/** What is used of `src/display`. */
interface DisplaySystem {
  render(value: unknown): Promise<Rendered>;
  setDisplaySink(sink: DisplaySink): void;
  display(value: unknown, options?: object): Promise<unknown>;
}

const systemUrl = new URL("../../src/display/index.js", import.meta.url).href;
let system: Promise<DisplaySystem> | undefined;

/** Loads the display system once; without it (a broken install) values are shown as text. */
const displaySystem = (sink: DisplaySink): Promise<DisplaySystem> => (system ??= load(sink));

async function load(sink: DisplaySink): Promise<DisplaySystem> {
  loading.begin();
  try {
    const loaded = (await import(systemUrl)) as DisplaySystem;
    loaded.setDisplaySink(sink);
    return loaded;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND") return textOnly(sink);
    throw error;
  } finally {
    loading.end();
  }
}

const asText = (value: unknown): Rendered => ({ data: { "text/plain": inspect(value) }, metadata: {} });
const textOnly = (sink: DisplaySink): DisplaySystem => ({
  render: async (value) => asText(value),
  display: async (value) => sink.display(asText(value), false),
  setDisplaySink() {},
});

/** The sink of an evaluator; `owner` names the cell whose code is running. */
export function createSink(owner: () => number): DisplaySink {
  return {
    display: (display, update) => payload({ type: "display", cell: owner(), display, update }),
    clear: (wait) => payload({ type: "clear", cell: owner(), wait }),
  };
}

export class Displays {
  readonly #sink: DisplaySink;
  constructor(sink: DisplaySink) {
    this.#sink = sink;
  }

  /** Loads what the first rich value will need. */
  prewarm(): void {
    displaySystem(this.#sink).catch(() => {
      system = undefined; // whoever needs it will see the error
    });
  }

  /** A cell's result; undefined where there is nothing to show. */
  async result(value: unknown): Promise<Rendered | undefined> {
    if (value === undefined) return undefined;
    if (isPlain(value)) return asText(value);
    return (await displaySystem(this.#sink)).render(value);
  }

  /** The global function `display`. */
  display = async (value: unknown, options?: object): Promise<unknown> =>
    (await displaySystem(this.#sink)).display(value, options);

  /** The global function `clearOutput`. */
  clearOutput = (wait = false): void => this.#sink.clear(wait);
}

/** A value whose text is all there is to it. */
const isPlain = (value: unknown): boolean =>
  value === null || (typeof value !== "object" && typeof value !== "function");
