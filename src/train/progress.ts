// What the user sees while training runs: one line of text an epoch, and in a notebook curves that grow.
import { hasDisplaySink, type LivePlot, livePlot } from "../display/index.ts";
import { type EpochRow, formatMetric, type History } from "./history.ts";

export interface ProgressOptions {
  verbose: boolean;
  plot: boolean;
  epochs: number;
  /** What will be measured, so that the picture has its size from the first frame. */
  names: readonly string[];
}

/** Milliseconds between two looks at the numbers of a running epoch. */
const lookInterval = 250;

export class Progress {
  readonly #options: ProgressOptions;
  readonly #live: LivePlot | undefined;
  #lastLook = performance.now();
  #lost = false;

  constructor(options: ProgressOptions) {
    this.#options = options;
    if (options.plot && hasDisplaySink()) {
      this.#live = livePlot({ title: "Training", xLabel: "epoch", series: options.names });
    }
  }

  /** True when it is time to look at the numbers again. */
  get due(): boolean {
    return performance.now() - this.#lastLook >= lookInterval;
  }

  /** Shows the numbers of a running epoch; `epoch` is how many are done, with a fraction. */
  async during(epoch: number, means: Record<string, number>): Promise<void> {
    this.#lastLook = performance.now();
    const done = `epoch ${Math.floor(epoch) + 1}/${this.#options.epochs}`;
    await this.#live?.push(epoch, means, `${done}  loss ${formatMetric(means.loss!)}`);
  }

  async epoch(row: EpochRow): Promise<void> {
    if (this.#options.verbose) console.log(epochLine(row, this.#options.epochs));
    if (!this.#lost && !Number.isFinite(row.loss)) {
      this.#lost = true;
      console.warn(`fit: the loss is no finite number: ${row.loss} in epoch ${row.epoch}\n${lossHelp}`);
    }
    if (!this.#live) return;
    const { epoch, seconds: _, ...values } = row;
    await this.#live.push(epoch, values, `epoch ${epoch}/${this.#options.epochs}`);
  }

  /** Puts the chart in the picture's place, and says how it ended when that was early. */
  async end(history: History): Promise<void> {
    const early = history.interrupted || history.stopped !== undefined || history.restoredEpoch !== undefined;
    if (this.#options.verbose && early) console.log(history.ending);
    if (!this.#live || history.epochs.length === 0) return;
    await this.#live.finish(history.plot());
    history.drawn = true;
  }
}

const lossHelp = "help: try a lower learning rate, or inputs scaled to about 1";

function epochLine(row: EpochRow, epochs: number): string {
  const { epoch, seconds, ...values } = row;
  const numbers = Object.entries(values).map(([name, value]) => `${name} ${formatMetric(value)}`);
  const width = `${epochs}`.length;
  return [`epoch ${`${epoch}`.padStart(width)}/${epochs}`, ...numbers, `${seconds.toFixed(1)} s`].join("  ");
}
