// `plot.line`: one curve or several over a common x. Long curves are thinned so that spikes stay.
import { allOf, andThen, type Column, readNumbers } from "../metrics/values.ts";
import { Chart, type ChartContent } from "./chart.ts";
import {
  type AxisScale,
  type ChartOptions,
  checkLength,
  longRows,
  positiveOnly,
  readSeries,
  type Series,
  type SeriesData,
  scaleOf,
  titleOf,
} from "./series.ts";
import { paragraphs, seriesLine } from "./textTwin.ts";
import { chartHeight, chartWidth } from "./theme.ts";

/** What `plot.line` takes. */
export interface LineOptions extends ChartOptions {
  /** Positions on the x axis; 0, 1, 2, … when left out. */
  x?: Column;
  /** `linear` when left out. */
  xScale?: AxisScale;
  /** `linear` when left out. */
  yScale?: AxisScale;
}

/**
 * Draws curves: `line(y)`, `line({ name: y, … })` or `line(x, y)`, of arrays or tensors.
 *
 * @throws ShapeError when the lengths of x and a curve differ
 * @example
 * plot.line({ train: [2.3, 1.1, 0.7], validation: [2.2, 1.3, 1.1] }, { title: "Loss", xLabel: "epoch" })
 * plot.line(linspace(0, 6, 100), linspace(0, 6, 100).sin())
 */
export function line(data: SeriesData, options?: LineOptions): Chart;
export function line(x: Column, y: SeriesData, options?: LineOptions): Chart;
export function line(first: SeriesData, second?: SeriesData | LineOptions, third?: LineOptions): Chart {
  const hasX = third !== undefined || (second !== undefined && isData(second));
  const data = hasX ? (second as SeriesData) : first;
  const options = (hasX ? { x: first as Column, ...third } : (second as LineOptions)) ?? {};
  const x = options.x === undefined ? undefined : readNumbers(options.x);
  const series = readSeries("line", data, options.yLabel ?? "y");
  return new Chart(
    andThen(allOf<unknown>([series, x]), (read) => content(read as [Series[], Float64Array?], options)),
  );
}

function isData(value: SeriesData | LineOptions): value is SeriesData {
  if ("length" in value || "shape" in value) return true;
  const values = Object.values(value);
  return (
    values.length > 0 &&
    values.every((column) => typeof column === "object" && column !== null && !("x" in value))
  );
}

function content([series, x]: [Series[], Float64Array?], options: LineOptions): ChartContent {
  if (x) for (const { values } of series) checkLength("line", x, values);
  const few = Math.max(...series.map(({ values }) => values.length)) <= 30;
  const spec = {
    ...titleOf(options),
    width: options.width ?? chartWidth,
    height: options.height ?? chartHeight,
    data: { values: longRows(series, x) },
    ...positiveOnly({ x: options.xScale, y: options.yScale }),
    mark: { type: "line", tooltip: true, ...(few ? { point: { size: 30 } } : {}) },
    encoding: {
      x: {
        field: "x",
        type: "quantitative",
        title: options.xLabel ?? null,
        scale: { ...scaleOf(options.xScale), nice: false },
      },
      y: {
        field: "y",
        type: "quantitative",
        title: options.yLabel ?? null,
        scale: scaleOf(options.yScale),
      },
      ...(series.length > 1 ? { color: { field: "s", type: "nominal", sort: null, title: null } } : {}),
    },
  };
  const width = Math.max(...series.map(({ name }) => name.length));
  const text = series.map(({ name, values }) =>
    seriesLine(name, x ?? values.map((_, i) => i), values, width),
  );
  return { spec, text: paragraphs(options.title, ...text) };
}
