// Value → MIME bundle, through the one ordered list of renderers: the first that accepts the value renders it. A renderer
// that fails must not lose the value, so the next one gets it and the text says what went wrong.
import { andThen, isPromise, type MaybePromise } from "../metrics/values.ts";
import { inspectValue } from "./inspect.ts";
import type { Rendered } from "./mime.ts";
import { renderers } from "./renderers/index.ts";

/**
 * A value as a MIME bundle, ready for a `display_data` or `execute_result` message. It never rejects. There is always a
 * `text/plain`, unless the value has nothing to show: its bundle is empty.
 */
export async function render(value: unknown): Promise<Rendered> {
  return renderNow(value);
}

/** Like `render`, but at once where the value allows it: most do, and their output keeps its place among prints. */
export function renderNow(value: unknown): MaybePromise<Rendered> {
  return withText(value, tryFrom(value, 0, ""));
}

function tryFrom(value: unknown, start: number, trouble: string): MaybePromise<Rendered> {
  for (let i = start; i < renderers.length; i++) {
    const renderer = renderers[i] as (typeof renderers)[number];
    try {
      if (!renderer.accepts(value)) continue;
      const result = renderer.render(value);
      const next = (error: unknown) =>
        isInterrupt(error) ? nothing : tryFrom(value, i + 1, trouble + complaint(renderer.name, error));
      return isPromise(result)
        ? result.then((bundle) => withTrouble(bundle, trouble), next)
        : withTrouble(result, trouble);
    } catch (error) {
      trouble += complaint(renderer.name, error);
    }
  }
  return { data: { "text/plain": trouble + inspectValue(value) }, metadata: {} };
}

const nothing: Rendered = { data: {}, metadata: {} };

/** The user has stopped the cell that was to be shown: no failure. */
const isInterrupt = (error: unknown): boolean => error instanceof Error && error.name === "InterruptError";

function complaint(name: string, error: unknown): string {
  const message = error instanceof Error ? error.message : inspectValue(error);
  return `display: the ${name} renderer failed: ${message}${placeOf(error)}\n`;
}

/** The line of the user's that failed, where the stack names one. */
function placeOf(error: unknown): string {
  const [place] = /Cell In\[\d+\], line \d+/.exec(error instanceof Error ? String(error.stack) : "") ?? [];
  return place === undefined ? "" : ` (${place})`;
}

function withTrouble(result: Rendered, trouble: string): Rendered {
  if (trouble === "") return result;
  return {
    ...result,
    data: { ...result.data, "text/plain": `${trouble}${result.data["text/plain"] ?? ""}` },
  };
}

function withText(value: unknown, result: MaybePromise<Rendered>): MaybePromise<Rendered> {
  return andThen(result, (bundle) =>
    typeof bundle.data["text/plain"] === "string" || Object.keys(bundle.data).length === 0
      ? bundle
      : { ...bundle, data: { ...bundle.data, "text/plain": inspectValue(value) } },
  );
}
