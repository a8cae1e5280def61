// A picture as a value: SVG drawn by us, shown as PNG, with a text twin. For what is no chart: image sheets, heat maps,
// confusion matrices. Like a chart it reads its numbers when it is made.

import { writeFile } from "node:fs/promises";
import { ArgumentError } from "../errors.ts";
import { lazily } from "../lazy.ts";
import { isPromise, type MaybePromise } from "../metrics/values.ts";
import type { Png } from "./raster/svgToPng.ts";

/** What a picture is made of. */
export interface PictureContent {
  /** The picture itself. */
  svg: string;
  /** What it shows, in words and numbers. */
  text: string;
}

/**
 * A picture, made by `plot.…`. It shows itself when it is a cell's last expression or goes through `display`.
 * @example
 * const sheet = plot.images(digits.images.slice(0, 20), { columns: 10 });
 * await sheet.save("digits.png");
 */
export class Picture {
  readonly #content: MaybePromise<PictureContent>;

  constructor(content: MaybePromise<PictureContent>) {
    if (isPromise(content)) content.catch(() => {});
    this.#content = content;
  }

  /**
   * The SVG and the text twin.
   * @example
   * const { svg, text } = await plot.confusionMatrix([[8, 2], [1, 9]]).content();
   */
  async content(): Promise<PictureContent> {
    return await this.#content;
  }

  /**
   * The picture as a PNG, at twice its nominal size.
   * @example
   * const { bytes, width, height } = await plot.confusionMatrix([[8, 2], [1, 9]]).png();
   */
  async png(): Promise<Png> {
    const { svg } = await this.#content;
    const { svgToPng } = await lazily(() => import("./raster/svgToPng.ts"));
    return svgToPng(svg);
  }

  /**
   * Writes the picture to a file; the ending chooses the format: `.png` or `.svg`.
   * @throws ArgumentError when the ending is another
   * @example
   * await plot.confusionMatrix([[8, 2], [1, 9]]).save("confusion.svg");
   */
  async save(path: string): Promise<void> {
    if (path.endsWith(".svg")) return writeFile(path, (await this.content()).svg);
    if (path.endsWith(".png")) return writeFile(path, (await this.png()).bytes);
    throw new ArgumentError({
      op: "save",
      message: `unknown file ending: ${path}`,
      help: "end the name in .png or .svg",
    });
  }

  /** In a text: what `console.log` prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return isPromise(this.#content) ? "Picture { reading its numbers }" : this.#content.text;
  }
}
