// A chart as a value: a Vega-Lite spec and its text twin. It knows nothing of notebooks; `display` turns it into a MIME
// bundle. Numbers are read when the chart is made, not when it is shown: parameters change in place while a model trains.

import { writeFile } from "node:fs/promises";
import { ArgumentError } from "../errors.ts";
import { lazily } from "../lazy.ts";
import { isPromise, type MaybePromise } from "../metrics/values.ts";
import type { Png } from "./raster/svgToPng.ts";
import { vegaConfig } from "./theme.ts";

/** A Vega-Lite specification, as JSON. */
export type VegaLiteSpec = Record<string, unknown>;

/** What a chart is made of. */
export interface ChartContent {
  /** The chart itself. */
  spec: VegaLiteSpec;
  /** What the chart shows, in words, numbers and block characters: for terminals, e-mails and screen readers. */
  text: string;
}

/** A chart's spec may take this many bytes of a saved notebook. */
export const maxSpecBytes = 100_000;

/**
 * A chart, made by `plot.…`. It shows itself when it is a cell's last expression or goes through `display`.
 *
 * @example
 * const chart = plot.line([3, 2, 1.5, 1.2], { title: "Loss" });
 * await chart.save("loss.png");
 */
export class Chart {
  readonly #content: MaybePromise<ChartContent>;

  constructor(content: MaybePromise<ChartContent>) {
    if (isPromise(content)) content.catch(() => {});
    this.#content = isPromise(content) ? content.then(complete) : complete(content);
    if (isPromise(this.#content)) this.#content.catch(() => {});
  }

  /**
   * The full Vega-Lite v5 spec and the text twin.
   * @example
   * const { spec, text } = await plot.line([3, 2, 1]).content();
   */
  async content(): Promise<ChartContent> {
    return await this.#content;
  }

  /**
   * The chart as SVG text.
   * @example
   * (await plot.line([3, 2, 1]).svg()).startsWith("<svg") // true
   */
  async svg(): Promise<string> {
    const { spec } = await this.#content;
    const { vegaToSvg } = await lazily(() => import("./raster/vegaToSvg.ts"));
    return vegaToSvg(spec);
  }

  /**
   * The chart as a PNG, at twice its nominal size.
   * @example
   * const { bytes, width, height } = await plot.line([3, 2, 1]).png();
   */
  async png(): Promise<Png> {
    const svg = await this.svg();
    const { svgToPng } = await lazily(() => import("./raster/svgToPng.ts"));
    return svgToPng(svg);
  }

  /**
   * Writes the chart to a file; the ending chooses the format: `.svg`, `.png`, or `.json` for the Vega-Lite spec.
   * @throws ArgumentError when the ending is another
   * @example
   * await plot.line([3, 2, 1]).save("loss.svg");
   */
  async save(path: string): Promise<void> {
    if (path.endsWith(".svg")) return writeFile(path, await this.svg());
    if (path.endsWith(".png")) return writeFile(path, (await this.png()).bytes);
    if (path.endsWith(".json")) return writeFile(path, JSON.stringify((await this.content()).spec));
    throw new ArgumentError({
      op: "save",
      message: `unknown file ending: ${path}`,
      help: "end the name in .png, .svg or .json",
    });
  }

  /** In a text: what `console.log` prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return isPromise(this.#content) ? "Chart { reading its numbers }" : this.#content.text;
  }
}

function complete({ spec, text }: ChartContent): ChartContent {
  const full = {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    background: "white",
    padding: 8,
    ...spec,
    config: { ...vegaConfig, ...(spec.config as object | undefined) },
  };
  const bytes = JSON.stringify(full).length;
  if (bytes > maxSpecBytes)
    throw new ArgumentError({
      op: "chart",
      message: `the spec is too large: ${bytes.toLocaleString("en")} and ${maxSpecBytes.toLocaleString("en")} bytes`,
      help: "bin or thin the data first; a chart is saved with the notebook",
    });
  return { spec: full, text };
}
