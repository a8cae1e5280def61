// `livePlot`: curves that grow while a model trains. While it runs, one picture of fixed size is replaced through one
// display id, at most four times a second (a chart would flicker: front ends empty its place before drawing it anew);
// when it ends, the chart takes the picture's place. Drawing runs beside training: while a frame is not ready, none is begun.
import { setImmediate } from "node:timers/promises";
import { lazily } from "../lazy.ts";
import type { Chart } from "../plot/chart.ts";
import { type DisplayHandle, display } from "./display.ts";
import type { LiveCurves, LiveDrawingOptions } from "./liveDrawing.ts";
import { jupyterDisplay } from "./mime.ts";
import { hasDisplaySink } from "./sink.ts";

/** Milliseconds between two frames. */
const frameInterval = 250;

/** What `livePlot` takes. */
export interface LivePlotOptions extends LiveDrawingOptions {
  /** Names of the curves to come, so that the picture has its final size from the first frame: `["loss", "valLoss"]`. */
  series?: readonly string[];
  /** Milliseconds since some fixed moment; `performance.now` when left out. */
  clock?: () => number;
}

/**
 * Curves that grow while a model trains. Made by `livePlot`.
 * @example
 * const live = livePlot({ series: ["loss"] });
 * await live.push(1, { loss: 0.7 });
 * await live.finish();
 */
export class LivePlot {
  readonly #options: LivePlotOptions;
  readonly #curves: LiveCurves = new Map();
  readonly #clock: () => number;
  #handle: DisplayHandle | undefined;
  #drawing: Promise<void> | undefined;
  #lastFrame = Number.NEGATIVE_INFINITY;

  constructor(options: LivePlotOptions = {}) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
    for (const name of options.series ?? []) this.#curves.set(name, { x: [], y: [] });
  }

  /**
   * Adds a point to each named curve. A value that is undefined is left out: validation is measured more seldom.
   *
   * @param x the step or epoch
   * @param values one number a curve; `valLoss` or `val_loss` is drawn as the validation curve of `loss`
   * @param note a line under the title, such as the progress
   * @example
   * await livePlot().push(1, { loss: 0.7, valLoss: 0.9 }, "epoch 1 of 10");
   */
  async push(x: number, values: Readonly<Record<string, number | undefined>>, note = ""): Promise<void> {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) continue;
      const curve = this.#curves.get(name) ?? { x: [], y: [] };
      this.#curves.set(name, curve);
      curve.x.push(x);
      curve.y.push(value);
    }
    if (!hasDisplaySink()) return;
    const now = this.#clock();
    if (!this.#drawing && now - this.#lastFrame >= frameInterval) {
      this.#lastFrame = now;
      this.#drawing = this.#drawFrame(note)
        .catch(() => {})
        .finally(() => {
          this.#drawing = undefined;
        });
    }
    if (this.#drawing) await setImmediate();
  }

  /**
   * Replaces the picture by the chart, for good.
   *
   * @param final shown instead of the chart of all points: a value of your own
   * @example
   * await livePlot().finish(html("<b>done</b>"));
   */
  async finish(final?: unknown): Promise<void> {
    await this.#drawing;
    await this.#show(final ?? (await this.chart()));
  }

  /**
   * The chart of all points so far.
   * @example
   * const live = livePlot();
   * await live.push(1, { loss: 0.7 });
   * await (await live.chart()).save("loss.svg");
   */
  async chart(): Promise<Chart> {
    const { liveChart } = await lazily(() => import("./liveDrawing.ts"));
    return liveChart(this.#curves, this.#options);
  }

  async #show(value: unknown): Promise<void> {
    if (this.#handle) return this.#handle.update(value);
    const handle = display(value);
    this.#handle = handle;
    return handle.ready;
  }

  async #drawFrame(note: string): Promise<void> {
    const { liveFrame } = await lazily(() => import("./liveDrawing.ts"));
    const bundle = await liveFrame(this.#curves, this.#options, note);
    await this.#show({ [jupyterDisplay]: () => bundle });
  }
}

/**
 * Curves that grow while a model trains: a picture that is redrawn at most four times a second, and a chart at the end. Also
 * `plot.live`; `fit` draws them by itself.
 *
 * @param options `title`, `xLabel`, and `series`: names of the curves to come, so that the picture keeps its size
 * @example
 * const live = livePlot({ title: "My loop", series: ["loss"] });
 * for (let step = 1; step <= 20; step++) await live.push(step, { loss: 1 / step });
 * await live.finish();
 */
export function livePlot(options: LivePlotOptions = {}): LivePlot {
  return new LivePlot(options);
}
