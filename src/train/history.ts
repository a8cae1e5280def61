// How training went, epoch by epoch. It shows itself as curves, or as a table where the curves were drawn already.
import { escapeMarkup, render } from "../display/index.ts";
import { type Chart, lossCurve } from "../plot/index.ts";

/** One epoch's numbers: the mean loss, the metrics, the same of the validation data (`valLoss`), and the time it took. */
export type EpochRow = { readonly epoch: number; readonly loss: number; readonly seconds: number } & Readonly<
  Record<string, number>
>;

const isColumn = (name: string): boolean => name !== "epoch" && name !== "seconds";

/** A number with four digits, as short as that goes. */
export const formatMetric = (value: number): string =>
  !Number.isFinite(value) || (Math.abs(value) < 1e4 && Math.abs(value) >= 1e-3) || value === 0
    ? value.toFixed(4)
    : value.toExponential(3);

/**
 * The result of `fit`: how training went, epoch by epoch. It shows itself as curves.
 * @example
 * const history = await fit(model, { x, y }, { epochs: 3 });
 * history.epochs.at(-1)?.epoch // 3
 */
export class History {
  /** A row for each epoch that was finished. */
  readonly epochs: EpochRow[] = [];
  /** True when the user ended it. */
  interrupted = false;
  /** Why it ended early, or undefined. */
  stopped: string | undefined;
  /** The epoch whose weights the model has, where they were restored. */
  restoredEpoch: number | undefined;
  /** True when the curves are on show already. */
  drawn = false;

  /** The names of what was measured: `loss`, `accuracy`, `valLoss`, … */
  get names(): string[] {
    return [...new Set(this.epochs.flatMap((row) => Object.keys(row)))].filter(isColumn);
  }

  /** Each measure, epoch by epoch: `history.history.valLoss`. */
  get history(): Record<string, number[]> {
    return Object.fromEntries(this.names.map((name) => [name, this.column(name)]));
  }

  /**
   * One measure, epoch by epoch; NaN where it was not measured.
   * @example
   * history.column("loss").length // 2
   */
  column(name: string): number[] {
    return this.epochs.map((row) => row[name] ?? Number.NaN);
  }

  /** The epoch with the smallest validation loss, or loss without validation; undefined before the first. */
  get best(): EpochRow | undefined {
    const name = this.names.includes("valLoss") ? "valLoss" : "loss";
    let best: EpochRow | undefined;
    for (const row of this.epochs)
      if (!best || row[name]! < best[name]! || Number.isNaN(best[name])) best = row;
    return best;
  }

  /**
   * The training and validation curves as a chart.
   * @throws ArgumentError when no epoch was finished
   * @example
   * history.plot()
   */
  plot(): Chart {
    return lossCurve(this.history);
  }

  /** How it ended, in words. */
  get ending(): string {
    const count = `${this.epochs.length} ${this.epochs.length === 1 ? "epoch" : "epochs"}`;
    const why = this.interrupted ? "interrupted" : this.stopped;
    const restored =
      this.restoredEpoch === undefined ? "" : `weights of epoch ${this.restoredEpoch} restored`;
    return [count, why, restored].filter(Boolean).join(", ");
  }

  toString(): string {
    const rows = this.epochs.map((row) => this.#cells(row).join("  "));
    return [["epoch", ...this.names, "seconds"].join("  "), ...rows, this.ending].join("\n");
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  [Symbol.for("Jupyter.display")](): unknown {
    if (!this.drawn && this.epochs.length > 0) return render(this.plot());
    return { "text/html": this.#html(), "text/plain": this.toString() };
  }

  #cells(row: EpochRow): string[] {
    const numbers = this.names.map((name) => (row[name] === undefined ? "" : formatMetric(row[name])));
    return [`${row.epoch}`, ...numbers, row.seconds.toFixed(1)];
  }
  #html(): string {
    const line = (tag: string, cells: readonly string[]) =>
      `<tr>${cells.map((cell) => `<${tag}>${escapeMarkup(cell)}</${tag}>`).join("")}</tr>`;
    const head = line("th", ["epoch", ...this.names, "seconds"]);
    const rows = this.epochs.map((row) => line("td", this.#cells(row))).join("");
    const table = `<table><thead>${head}</thead><tbody>${rows}</tbody></table>`;
    return `${table}<div>${escapeMarkup(this.ending)}</div>`;
  }
}
