// `plot.scatter`: points, coloured by class if wanted. Beyond 1,500 points an even sample is drawn, and the chart says so.
import { allOf, andThen, type Column, readNumbers } from "../metrics/values.ts";
import { Chart, type ChartContent } from "./chart.ts";
import { extent, formatNumber, shorten, thinPoints } from "./numbers.ts";
import { type ChartOptions, checkLength, titleOf } from "./series.ts";
import { paragraphs } from "./textTwin.ts";
import { chartHeight, chartWidth } from "./theme.ts";

const shownPoints = 1500;

/** What `plot.scatter` takes. */
export interface ScatterOptions extends ChartOptions {
  /** A class for each point: numbers or names; each class gets a colour. */
  by?: Column | readonly string[];
  /** Names of the classes, when `by` holds their numbers. */
  labels?: readonly string[];
}

/**
 * Draws points, coloured by class if wanted; of more than 1,500 an even sample.
 *
 * @throws ShapeError when the lengths of x, y and `by` differ
 * @example
 * const { features, labels, names } = data.iris();
 * plot.scatter(features.at(null, 2), features.at(null, 3), { by: labels, labels: names })
 */
export function scatter(x: Column, y: Column, options: ScatterOptions = {}): Chart {
  const classes = options.by === undefined ? undefined : readClasses(options.by);
  return new Chart(
    andThen(allOf<unknown>([readNumbers(x), readNumbers(y), classes]), (read) =>
      content(read as [Float64Array, Float64Array, (string | number)[]?], options),
    ),
  );
}

function readClasses(by: Column | readonly string[]) {
  if (Array.isArray(by) && typeof by[0] === "string") return by as string[];
  return andThen(readNumbers(by as Column), (values) => Array.from(values));
}

function content(
  [x, y, classes]: [Float64Array, Float64Array, (string | number)[]?],
  options: ScatterOptions,
): ChartContent {
  checkLength("scatter", x, y);
  if (classes) checkLength("scatter", x, classes);
  const name = (i: number) => {
    const value = classes?.[i];
    return String(typeof value === "number" ? (options.labels?.[value] ?? value) : value).slice(0, 30);
  };
  const values = thinPoints(x.length, shownPoints).map((i) => ({
    x: shorten(x[i] as number),
    y: shorten(y[i] as number),
    ...(classes ? { c: name(i) } : {}),
  }));
  const count = x.length.toLocaleString("en");
  const note =
    values.length < x.length ? `${values.length.toLocaleString("en")} of ${count} points shown` : undefined;
  const subtitle = [options.subtitle, note].filter(Boolean).join(" · ");
  const axis = (field: string, title?: string) => ({
    field,
    type: "quantitative",
    title: title ?? null,
    scale: { zero: false },
  });
  const spec = {
    ...titleOf({ ...options, subtitle }),
    width: options.width ?? chartWidth,
    height: options.height ?? chartHeight,
    data: { values },
    mark: { type: "circle", opacity: 0.75, size: values.length > 400 ? 18 : 36, tooltip: true },
    encoding: {
      x: axis("x", options.xLabel),
      y: axis("y", options.yLabel),
      ...(classes
        ? { color: { field: "c", type: "nominal", title: null, sort: options.labels ?? null } }
        : {}),
    },
  };
  const tally = new Map<string, number>();
  if (classes) for (let i = 0; i < x.length; i++) tally.set(name(i), (tally.get(name(i)) ?? 0) + 1);
  const text = paragraphs(
    options.title,
    `${count} points · ${rangeText(options.xLabel ?? "x", x)} · ${rangeText(options.yLabel ?? "y", y)}`,
    [...tally].map(([label, n]) => `${label}: ${n}`).join(", "),
  );
  return { spec, text };
}

function rangeText(label: string, values: Float64Array): string {
  const range = extent(values);
  return range
    ? `${label} ${formatNumber(range.min)} to ${formatNumber(range.max)}`
    : `${label} without a finite value`;
}
