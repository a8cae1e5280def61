// Objects that describe themselves: a method under `Symbol.for("Jupyter.display")` that returns a MIME bundle, or
// `{ data, metadata }`, or a promise of either. Bytes become base64, as Jupyter wants them.
import { andThen, type MaybePromise } from "../../metrics/values.ts";
import { base64, jupyterDisplay, type Rendered } from "../mime.ts";
import { renderer } from "./renderer.ts";

interface SelfDescribing {
  [jupyterDisplay](): MaybePromise<unknown>;
}

export const selfDescribing = renderer("Jupyter.display", isSelfDescribing, (value) =>
  andThen(value[jupyterDisplay](), toRendered),
);

function isSelfDescribing(value: unknown): value is SelfDescribing {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return typeof (value as Partial<SelfDescribing>)[jupyterDisplay] === "function";
}

function toRendered(result: unknown): Rendered {
  if (typeof result !== "object" || result === null || Array.isArray(result))
    throw new TypeError(`not a MIME bundle: ${result === null ? "null" : typeof result}`);
  const { data, metadata } = result as Partial<Rendered>;
  if (typeof data === "object" && data !== null) {
    checkJson("metadata", metadata);
    return { data: checked(data), metadata: metadata ?? {} };
  }
  return { data: checked(result as Rendered["data"]), metadata: {} };
}

function checked(data: Rendered["data"]): Rendered["data"] {
  const wrong = Object.keys(data).find((type) => !/^[^\s/]+\/[^\s/]+$/.test(type));
  if (wrong !== undefined) throw new TypeError(`not a MIME type: ${wrong}`);
  return Object.fromEntries(Object.entries(data).map(([type, content]) => [type, sendable(type, content)]));
}

function sendable(type: string, content: unknown): unknown {
  if (content instanceof Uint8Array) return base64(content);
  if (typeof content !== "string") checkJson(type, content);
  return content;
}

/** A message is JSON: one value in it that is none would cost the whole display. */
function checkJson(what: string, value: unknown): void {
  try {
    JSON.stringify(value);
  } catch (error) {
    throw new TypeError(`not a JSON value: ${what}: ${(error as Error).message.split("\n")[0]}`);
  }
}
