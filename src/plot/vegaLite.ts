// `plot.vegaLite`: a chart from a Vega-Lite spec of one's own, for what the ready-made plots don't draw.
import { Chart, type VegaLiteSpec } from "./chart.ts";

/**
 * A chart from a Vega-Lite v5 spec. Keep to version 5: notebook front ends know no later one.
 *
 * @throws ArgumentError when the spec with its data is larger than 100,000 bytes
 * @example
 * const values = [{ a: 1, b: 2 }, { a: 3, b: 1 }];
 * plot.vegaLite({ data: { values }, mark: "point", encoding: { x: { field: "a" }, y: { field: "b" } } })
 */
export function vegaLite(spec: VegaLiteSpec): Chart {
  const title = spec.title as string | { text?: string } | undefined;
  const name = typeof title === "string" ? title : (title?.text ?? "untitled");
  return new Chart({ spec, text: `Chart: ${name}` });
}
