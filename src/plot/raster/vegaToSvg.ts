// Vega-Lite to SVG, without a browser. Vega would guess text widths, so it is given the shipped font's.
// Imported dynamically: Vega takes a quarter of a second to load, and most cells draw nothing.
import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { measureText } from "./font.ts";

interface TextItem {
  text?: unknown;
  fontSize?: number;
  fontWeight?: string | number;
}

const metrics = (vega as unknown as { textMetrics: { width: (item: TextItem, text?: unknown) => number } })
  .textMetrics;
metrics.width = (item, text) => {
  const weight = item.fontWeight === "bold" ? 700 : Number(item.fontWeight) || 400;
  return measureText(String(text ?? item.text ?? ""), item.fontSize ?? 11, weight);
};

/** Compiles and draws a Vega-Lite spec. */
export async function vegaToSvg(spec: Record<string, unknown>): Promise<string> {
  const quiet = {
    warn: () => quiet,
    info: () => quiet,
    debug: () => quiet,
    error: () => quiet,
    level: () => quiet,
  };
  const compiled = compile(spec as unknown as TopLevelSpec, { logger: quiet as never });
  const view = new vega.View(vega.parse(compiled.spec), { renderer: "none", logLevel: vega.Error });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
