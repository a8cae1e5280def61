// Objects that describe themselves: a method under `Symbol.for("Jupyter.display")` that returns a MIME bundle, or
// `{ data, metadata }`, or a promise of either.
import { andThen, type MaybePromise } from "../../metrics/values.ts";
import { jupyterDisplay, type Rendered } from "../mime.ts";
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
  if (typeof data === "object" && data !== null) return { data: checked(data), metadata: metadata ?? {} };
  return { data: checked(result as Rendered["data"]), metadata: {} };
}

function checked(data: Rendered["data"]): Rendered["data"] {
  const wrong = Object.keys(data).find((type) => !/^[^\s/]+\/[^\s/]+$/.test(type));
  if (wrong !== undefined) throw new TypeError(`not a MIME type: ${wrong}`);
  return data;
}
