// `plot.histogram`: how values are spread. Counted here, so that a chart of a million values is as small as one of ten.
import { ArgumentError } from "../errors.ts";
import { andThen } from "../metrics/values.ts";
import { Chart, type ChartContent } from "./chart.ts";
import { extent, formatNumber, shorten } from "./numbers.ts";
import { type ChartOptions, readSeries, type Series, type SeriesData, titleOf } from "./series.ts";
import { paragraphs, sparkline } from "./textTwin.ts";
import { chartHeight, chartWidth } from "./theme.ts";

/** What `plot.histogram` takes. */
export interface HistogramOptions extends ChartOptions {
  /** Number of bins, 1 to 200; 30 when left out. */
  bins?: number;
}

/** Counts of values in equal bins from `min` to `max`; the last bin includes `max`. */
export interface Histogram {
  edges: number[];
  counts: number[];
  /** Values that are NaN or infinite, in no bin. */
  notFinite: number;
}

/** Counts values into `bins` equal bins of the range; the formula is NumPy's `histogram`. */
export function histogramOf(values: ArrayLike<number>, bins: number, range = extent(values)): Histogram {
  let { min, max } = range ?? { min: 0, max: 1 };
  if (min === max) [min, max] = [min - 0.5, max + 0.5];
  const counts = new Array<number>(bins).fill(0);
  let notFinite = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) notFinite++;
    else if (value >= min && value <= max) {
      const bin = Math.min(Math.floor(((value - min) / (max - min)) * bins), bins - 1);
      counts[bin] = (counts[bin] as number) + 1;
    }
  }
  const edges = Array.from({ length: bins + 1 }, (_, i) => min + ((max - min) * i) / bins);
  return { edges, counts, notFinite };
}

/**
 * Draws a histogram of values (an array, or a tensor of any shape), or of several series over common bins.
 *
 * @throws ArgumentError when `bins` is no whole number from 1 to 200
 * @example
 * plot.histogram(randn([1000]), { title: "Normal", bins: 40 })
 */
export function histogram(data: SeriesData, options: HistogramOptions = {}): Chart {
  const bins = options.bins ?? 30;
  if (!Number.isInteger(bins) || bins < 1 || bins > 200)
    throw new ArgumentError({ op: "histogram", message: `bins out of range: ${bins} and 1 to 200` });
  return new Chart(
    andThen(readSeries("histogram", data, "value"), (series) => content(series, bins, options)),
  );
}

function content(series: Series[], bins: number, options: HistogramOptions): ChartContent {
  const ranges = series.map(({ values }) => extent(values)).filter((range) => range !== undefined);
  const range = ranges.length
    ? { min: Math.min(...ranges.map(({ min }) => min)), max: Math.max(...ranges.map(({ max }) => max)) }
    : undefined;
  const counted = series.map(({ name, values }) => ({ name, values, ...histogramOf(values, bins, range) }));
  const rows = counted.flatMap(({ name, edges, counts }) =>
    counts.map((n, i) => ({
      a: shorten(edges[i] as number),
      b: shorten(edges[i + 1] as number),
      n,
      s: name.slice(0, 40),
    })),
  );
  const several = series.length > 1;
  const notFinite = counted.reduce((sum, one) => sum + one.notFinite, 0);
  const note = notFinite > 0 ? `${notFinite.toLocaleString("en")} NaN or infinite` : undefined;
  const spec = {
    ...titleOf({ ...options, subtitle: [options.subtitle, note].filter(Boolean).join(" · ") }),
    width: options.width ?? chartWidth,
    height: options.height ?? chartHeight,
    data: { values: rows },
    mark: { type: "bar", tooltip: true, binSpacing: 1, ...(several ? { opacity: 0.55 } : {}) },
    encoding: {
      x: {
        field: "a",
        type: "quantitative",
        bin: { binned: true },
        title: options.xLabel ?? null,
        scale: { nice: false },
      },
      x2: { field: "b" },
      y: { field: "n", type: "quantitative", title: options.yLabel ?? "count", stack: null },
      ...(several ? { color: { field: "s", type: "nominal", sort: null, title: null } } : {}),
    },
  };
  const lines = counted.map(({ name, values, counts }) => {
    const span = range ? `${formatNumber(range.min)} to ${formatNumber(range.max)}` : "no finite value";
    return `${name}  ${sparkline(counts)}  ${span}, ${values.length.toLocaleString("en")} values`;
  });
  return { spec, text: paragraphs(options.title, ...lines, note) };
}
