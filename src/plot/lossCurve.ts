// `plot.lossCurve`: how training went, epoch by epoch. Takes a history in any of the forms that training loops keep.
import { ArgumentError } from "../errors.ts";
import { Chart } from "./chart.ts";
import { type CurvesOptions, curvesChart } from "./curvesChart.ts";
import { groupPanels } from "./panels.ts";

/** Columns by name, or an array with one record an epoch; or an object with either as its `history`. */
export type History =
  | Readonly<Record<string, ArrayLike<number>>>
  | readonly Readonly<Record<string, unknown>>[]
  | { readonly history: History };

/** What `plot.lossCurve` takes. */
export interface LossCurveOptions extends CurvesOptions {
  /** The number of the first epoch; 1 when left out. */
  firstEpoch?: number;
}

/**
 * Draws a training history. A column `valLoss` (or `val_loss`) is the validation curve of `loss`, and so on for every
 * metric. The best epoch has the lowest validation loss, or the lowest loss without validation.
 *
 * @throws ArgumentError when the history holds no `loss`
 * @example
 * plot.lossCurve({ loss: [2.3, 0.9, 0.5], valLoss: [1.8, 1.0, 0.9], accuracy: [0.2, 0.7, 0.8] })
 */
export function lossCurve(history: History, options: LossCurveOptions = {}): Chart {
  const columns = columnsOf(history);
  const first = options.firstEpoch ?? 1;
  const curves = [...columns]
    .filter(
      ([name, values]) =>
        name === "loss" ||
        (name !== "epoch" && name !== "step" && values.some((value) => !Number.isNaN(value))),
    )
    .map(([name, y]) => ({ name, x: Float64Array.from(y, (_, i) => first + i), y }));
  const panels = groupPanels(curves);
  if (panels[0]?.metric !== "loss")
    throw new ArgumentError({
      op: "lossCurve",
      message: `no loss in the history: ${[...columns.keys()].join(", ") || "it is empty"}`,
    });
  return new Chart(curvesChart(panels, options));
}

/** The numeric columns of a history, whatever form it has. */
function columnsOf(history: History): Map<string, Float64Array> {
  if (isWrapped(history)) return columnsOf(history.history);
  const columns = new Map<string, Float64Array>();
  if (Array.isArray(history)) {
    for (const name of new Set(history.flatMap((row) => Object.keys(row))))
      if (history.every((row) => row[name] === undefined || typeof row[name] === "number"))
        columns.set(
          name,
          Float64Array.from(history, (row) => (row[name] as number | undefined) ?? Number.NaN),
        );
    return columns;
  }
  for (const [name, values] of Object.entries(history as Record<string, unknown>))
    if (isRow(values)) columns.set(name, Float64Array.from(values));
  return columns;
}

function isWrapped(history: History): history is { readonly history: History } {
  const inner = (history as { history?: unknown }).history;
  return typeof inner === "object" && inner !== null && !isRow(inner);
}

function isRow(values: unknown): values is ArrayLike<number> {
  if (ArrayBuffer.isView(values)) return true;
  return Array.isArray(values) && (values.length === 0 || typeof values[0] === "number");
}
