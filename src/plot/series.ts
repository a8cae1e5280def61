// Named columns of numbers, the form in which the plots take their data, and the options every chart has.
import { ArgumentError, ShapeError } from "../errors.ts";
import {
  allOf,
  andThen,
  type Column,
  isTensorLike,
  type MaybePromise,
  readNumbers,
} from "../metrics/values.ts";
import { shorten, thinCurve } from "./numbers.ts";

/** One curve or several: an array, a typed array or a tensor, or an object of them by name. */
export type SeriesData = Column | Readonly<Record<string, Column>>;

/** What every chart takes. */
export interface ChartOptions {
  /** Above the chart. */
  title?: string;
  /** Below the title, smaller. */
  subtitle?: string;
  /** Names the x axis. */
  xLabel?: string;
  /** Names the y axis. */
  yLabel?: string;
  /** Width of the plotting area in pixels. */
  width?: number;
  /** Height of the plotting area in pixels. */
  height?: number;
}

export interface Series {
  name: string;
  values: Float64Array;
}

export function isColumn(data: unknown): data is Column {
  return isTensorLike(data) || (typeof data === "object" && data !== null && "length" in data);
}

/** The series of a plot's first argument; a lone column is called `name`. */
export function readSeries(operation: string, data: SeriesData, name: string): MaybePromise<Series[]> {
  const entries: [string, Column][] = isColumn(data) ? [[name, data]] : Object.entries(data);
  if (entries.length === 0) throw new ArgumentError({ op: operation, message: `no data: an empty object` });
  for (const [key, column] of entries)
    if (!isColumn(column))
      throw new ArgumentError({ op: operation, message: `not a row of numbers: ${key} is ${typeof column}` });
  return andThen(allOf(entries.map(([, column]) => readNumbers(column))), (columns) =>
    columns.map((values, i) => ({ name: entries[i]?.[0] ?? name, values })),
  );
}

/** Points in the long form Vega-Lite likes, `{x, y, s}`, thinned so that all series together stay under the limit. */
export function longRows(
  series: readonly Series[],
  x: ArrayLike<number> | undefined,
  limit = 1400,
): object[] {
  const each = Math.max(Math.floor(limit / series.length), 40);
  return series.flatMap(({ name, values }) =>
    thinCurve(values, each).map((i) => ({
      x: shortenX(x ? (x[i] as number) : i),
      y: shorten(values[i] as number),
      s: name.slice(0, 40),
    })),
  );
}

function shortenX(value: number): number | null {
  return Number.isInteger(value) ? value : shorten(value);
}

export function checkLength(operation: string, left: ArrayLike<unknown>, right: ArrayLike<unknown>): void {
  if (left.length !== right.length)
    throw new ShapeError({ op: operation, message: `lengths differ: ${left.length} and ${right.length}` });
}

/** How numbers become places on an axis; a logarithmic one leaves out what is not above 0. */
export type AxisScale = "linear" | "log";

/** A scale that need not begin at zero. */
export function scaleOf(type: AxisScale = "linear"): object {
  return type === "log" ? { type } : { type, zero: false };
}

/** Leaves out what a logarithmic axis has no place for. */
export function positiveOnly(scales: Record<string, AxisScale | undefined>): object {
  const fields = Object.keys(scales).filter((field) => scales[field] === "log");
  return fields.length > 0 ? { transform: fields.map((field) => ({ filter: `datum.${field} > 0` })) } : {};
}

/** A chart's title in Vega-Lite's form. */
export function titleOf(options: ChartOptions): object {
  if (!options.title && !options.subtitle) return {};
  return {
    title: { text: options.title ?? "", ...(options.subtitle ? { subtitle: options.subtitle } : {}) },
  };
}
