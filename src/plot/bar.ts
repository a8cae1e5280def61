// `plot.bar`: one bar a category. At most 100 of them; a chart with more says nothing, so it says how many it left out.
import { andThen, type Column, readNumbers } from "../metrics/values.ts";
import { Chart, type ChartContent } from "./chart.ts";
import { formatNumber, shorten } from "./numbers.ts";
import { type ChartOptions, checkLength, titleOf } from "./series.ts";
import { paragraphs, bar as textBar } from "./textTwin.ts";
import { chartHeight, chartWidth } from "./theme.ts";

const shownBars = 100;

/**
 * Draws bars: `bar({ name: value, … })` or `bar(names, values)`; at most 100.
 *
 * @throws ShapeError when there are not as many names as values
 * @example
 * plot.bar({ setosa: 50, versicolor: 48, virginica: 52 }, { title: "Samples", yLabel: "count" })
 */
export function bar(values: Readonly<Record<string, number>>, options?: ChartOptions): Chart;
export function bar(names: ArrayLike<string | number>, values: Column, options?: ChartOptions): Chart;
export function bar(
  first: ArrayLike<string | number> | Readonly<Record<string, number>>,
  second?: Column | ChartOptions,
  third?: ChartOptions,
): Chart {
  if (!isRow(first))
    return new Chart(content(Object.keys(first), Object.values(first), (second as ChartOptions) ?? {}));
  const names = Array.from(first, String);
  return new Chart(andThen(readNumbers(second as Column), (values) => content(names, values, third ?? {})));
}

function isRow(
  value: ArrayLike<string | number> | Readonly<Record<string, number>>,
): value is ArrayLike<string | number> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

function content(names: string[], values: ArrayLike<number>, options: ChartOptions): ChartContent {
  checkLength("bar", names, values);
  const rows = names
    .slice(0, shownBars)
    .map((name, i) => ({ name: name.slice(0, 60), value: shorten(values[i] as number) }));
  const left = names.length - rows.length;
  const note = left > 0 ? `${left.toLocaleString("en")} more not shown` : undefined;
  const spec = {
    ...titleOf({ ...options, subtitle: [options.subtitle, note].filter(Boolean).join(" · ") }),
    width: options.width ?? Math.max(Math.min(chartWidth, rows.length * 70), 140),
    height: options.height ?? chartHeight,
    data: { values: rows },
    mark: { type: "bar", tooltip: true },
    encoding: {
      x: {
        field: "name",
        type: "nominal",
        sort: null,
        title: options.xLabel ?? null,
        axis: { labelAngle: Math.max(...rows.map(({ name }) => name.length)) * rows.length > 60 ? -40 : 0 },
        scale: { paddingInner: 0.25 },
      },
      y: { field: "value", type: "quantitative", title: options.yLabel ?? null },
    },
  };
  const largest = Math.max(...rows.map((row) => Math.abs(row.value ?? 0)), 0);
  const width = Math.max(...rows.map((row) => row.name.length), 0);
  const lines = rows.map((row, i) => {
    const blocks = textBar(largest > 0 ? Math.abs(row.value ?? 0) / largest : 0);
    return `${row.name.padEnd(width)}  ${blocks} ${formatNumber(values[i] as number)}`;
  });
  return { spec, text: paragraphs(options.title, ...lines, note) };
}
