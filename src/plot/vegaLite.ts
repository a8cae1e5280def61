// `plot.vegaLite`: a chart from a Vega-Lite spec of one's own, for what the ready-made plots don't draw.
import { Chart, type VegaLiteSpec } from "./chart.ts";

/**
 * A chart from a Vega-Lite v5 spec. Keep to version 5: notebook front ends know no later one.
 *
 * @example
 * plot.vegaLite({ data: { values: [{ a: 1, b: 2 }] }, mark: "point", encoding: { x: { field: "a" }, y: { field: "b" } } });
 */
export function vegaLite(spec: VegaLiteSpec): Chart {
  const title = spec.title as string | { text?: string } | undefined;
  const name = typeof title === "string" ? title : (title?.text ?? "untitled");
  return new Chart({ spec, text: `Chart: ${name}` });
}
