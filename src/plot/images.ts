// `plot.images`: a sheet of images, each pixel a sharp square, with a label under each. Channels come before rows
// (NCHW), as everywhere in cellgrad.
import { ShapeError } from "../errors.ts";
import { type Label, type Labels, readLabels } from "../metrics/labels.ts";
import { allOf, isTensorLike, type MaybePromise, type TensorLike } from "../metrics/values.ts";
import { drawSheet, type ImageStack, layoutOf, type SheetOptions } from "./imageSheet.ts";
import { Picture, type PictureContent } from "./picture.ts";
import { svgDocument, text } from "./svg.ts";
import { paragraphs } from "./textTwin.ts";

/** Nested arrays: rows of numbers, images of rows, … */
export type NestedNumbers = readonly (number | ArrayLike<number> | NestedNumbers)[];

/** What `plot.images` takes. */
export interface ImagesOptions extends SheetOptions {
  /** Above the sheet. */
  title?: string;
  /** A label for each image. */
  labels?: Labels;
  /** A prediction for each image: right ones are written green, wrong ones red with the label. */
  predictions?: Labels;
}

/**
 * Draws a sheet of images.
 *
 * @param data `[N, H, W]`, `[N, 1, H, W]`, `[N, 3, H, W]` or one image `[H, W]`: a tensor or nested arrays
 * @throws ShapeError when the shape is none of these, or when there are fewer labels than images
 * @example
 * plot.images(digits.images.slice(0, 20), { labels: digits.labels, columns: 10 })
 */
export function images(data: TensorLike | NestedNumbers, options: ImagesOptions = {}): Picture {
  const stack = readStack(data);
  const labels = options.labels && readLabels(options.labels);
  const predictions = options.predictions && readLabels(options.predictions);
  return new Picture(
    Promise.resolve(allOf<unknown>([stack, labels, predictions])).then((read) =>
      content(read[0] as ImageStack, read[1] as Label[] | undefined, read[2] as Label[] | undefined, options),
    ),
  );
}

function readStack(data: TensorLike | NestedNumbers): MaybePromise<ImageStack> {
  if (isTensorLike(data)) {
    const layout = layoutOf(data.shape);
    return data.data().then((values) => ({ ...layout, values }));
  }
  const shape: number[] = [];
  for (
    let level: unknown = data;
    typeof level === "object" && level !== null;
    level = (level as unknown[])[0]
  )
    shape.push((level as ArrayLike<unknown>).length);
  const layout = layoutOf(shape);
  const values = flatten(data);
  const expected = shape.reduce((product, size) => product * size, 1);
  if (values.length !== expected)
    throw new ShapeError({
      op: "images",
      message: `ragged arrays: ${values.length} numbers and shape [${shape.join(", ")}]`,
    });
  return { ...layout, values };
}

function flatten(data: number | ArrayLike<unknown>): number[] {
  if (typeof data === "number") return [data];
  return Array.from(data as ArrayLike<number | ArrayLike<unknown>>).flatMap(flatten);
}

async function content(
  stack: ImageStack,
  labels: Label[] | undefined,
  predictions: Label[] | undefined,
  options: ImagesOptions,
): Promise<PictureContent> {
  for (const [name, row] of Object.entries({ labels, predictions }))
    if (row && row.length < stack.count)
      throw new ShapeError({
        op: "images",
        message: `too few ${name}: ${row.length} and ${stack.count} images`,
      });
  const captions = predictions
    ? predictions.slice(0, stack.count).map((predicted, i) => captionOf(predicted, labels?.[i]))
    : labels?.slice(0, stack.count).map((label) => ({ text: String(label) }));
  const margin = 8;
  const top = options.title ? 42 : margin;
  const sheet = await drawSheet(stack, captions, margin, top, options);
  const title = options.title ? text(margin, 22, options.title, { "font-size": 15, "font-weight": 500 }) : "";
  const size = `${stack.channels === 3 ? "colour " : ""}${stack.height}×${stack.width}`;
  return {
    svg: svgDocument(Math.max(sheet.width, 120) + 2 * margin, sheet.height + top + margin, title, sheet.svg),
    text: paragraphs(
      options.title,
      `${stack.count.toLocaleString("en")} ${size} images`,
      captions && captionLines(captions.slice(0, sheet.shown), sheet.columns),
    ),
  };
}

function captionOf(predicted: Label, label?: Label): { text: string; right?: boolean } {
  if (label === undefined) return { text: String(predicted) };
  if (label === predicted) return { text: String(predicted), right: true };
  return { text: `${predicted}, is ${label}`, right: false };
}

function captionLines(captions: { text: string }[], columns: number): string {
  const width = Math.max(...captions.map((caption) => caption.text.length)) + 2;
  const lines: string[] = [];
  for (let i = 0; i < captions.length; i += columns)
    lines.push(
      captions
        .slice(i, i + columns)
        .map((caption) => caption.text.padEnd(width))
        .join("")
        .trimEnd(),
    );
  return lines.join("\n");
}
