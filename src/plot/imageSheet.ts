// A sheet of images as a block of SVG: how it is laid out and how numbers become grey or colour. `plot.images` and the
// display of tensors both draw it.
import { ShapeError } from "../errors.ts";
import { type Block, type ColorScale, matrixPixels } from "./heatMap.ts";
import { extent } from "./numbers.ts";
import { fitText } from "./raster/font.ts";
import { type Pixels, pixels, toDataUri } from "./raster/pixels.ts";
import { element, rect, text } from "./svg.ts";
import { colors, hexColor } from "./theme.ts";

/** Images in memory, NCHW with 1 or 3 channels. */
export interface ImageStack {
  values: ArrayLike<number>;
  count: number;
  channels: 1 | 3;
  height: number;
  width: number;
}

export interface SheetOptions {
  /** Images in a row; as many as fit when left out. */
  columns?: number;
  /** Values of black and white; 0 and 1 when all values lie between, else the smallest and the largest. */
  range?: readonly [number, number];
  /** Dark ink on white paper: large values are drawn dark. */
  invert?: boolean;
  /** At most this many images are drawn; 100 when left out. */
  limit?: number;
  /** Colours for the values of one channel, instead of grey. */
  scale?: ColorScale;
}

export interface Caption {
  text: string;
  /** Green or red; neither when left out. */
  right?: boolean;
}

const gap = 8;
const imageSize = 64;
const largestImage = 160;
const sheetWidth = 720;

/** Count, channels, height and width of a shape. */
export function layoutOf(shape: readonly number[]): Omit<ImageStack, "values"> {
  const [height = 0, width = 0] = shape.slice(-2);
  const count = shape.length === 2 ? 1 : (shape[0] ?? 0);
  const channels = shape.length === 4 ? shape[1] : 1;
  if (shape.length < 2 || shape.length > 4 || (channels !== 1 && channels !== 3))
    throw new ShapeError({
      op: "images",
      message: `not a stack of images: [${shape.join(", ")}] and [N, H, W], [N, 1, H, W] or [N, 3, H, W]`,
      help:
        shape.length === 4 && (shape[3] === 1 || shape[3] === 3)
          ? "channels come before rows: permute(0, 3, 1, 2) first"
          : undefined,
    });
  return { count, channels, height, width };
}

/** The sheet with its upper left corner at (x, y), and how many images it shows in how many columns. */
export async function drawSheet(
  stack: ImageStack,
  captions: readonly Caption[] | undefined,
  x: number,
  y: number,
  options: SheetOptions = {},
): Promise<Block & { shown: number; columns: number }> {
  const shown = Math.min(stack.count, options.limit ?? 100);
  const scale = Math.max(Math.floor(imageSize / Math.max(stack.height, stack.width, 1)), 1);
  const width = Math.min(stack.width * scale, largestImage);
  const height = Math.max(Math.round((width * stack.height) / Math.max(stack.width, 1)), 1);
  const cell = {
    width: Math.max(width, captions ? 36 : 0) + gap,
    height: height + (captions ? 18 : 0) + gap,
  };
  const columns = Math.max(Math.min(options.columns ?? Math.floor(sheetWidth / cell.width), shown), 1);
  const range = options.range ?? rangeOf(stack);
  const parts: string[] = [];
  for (let i = 0; i < shown; i++) {
    const left = x + (i % columns) * cell.width + (cell.width - gap - width) / 2;
    const top = y + Math.floor(i / columns) * cell.height;
    const href = await toDataUri(drawImage(stack, i, range, options));
    const place = { x: left, y: top, width, height };
    parts.push(
      element("image", { ...place, href, preserveAspectRatio: "none", "image-rendering": "optimizeSpeed" }),
    );
    parts.push(rect(left, top, width, height, { fill: "none", stroke: colors.grid }));
    const caption = captions?.[i];
    if (!caption) continue;
    const fill = caption.right === undefined ? colors.ink : caption.right ? colors.right : colors.wrong;
    const style = { "text-anchor": "middle", "font-size": 11, fill };
    parts.push(text(left + width / 2, top + height + 13, fitText(caption.text, 11, cell.width - 2), style));
  }
  const rows = Math.ceil(shown / columns);
  const note = shown < stack.count ? `${shown} of ${stack.count.toLocaleString("en")} images` : "";
  if (note) parts.push(text(x, y + rows * cell.height + 10, note, { "font-size": 11, fill: colors.muted }));
  return {
    svg: parts.join(""),
    width: columns * cell.width - gap,
    height: rows * cell.height - gap + (note ? 22 : 0),
    shown,
    columns,
  };
}

function rangeOf({ values }: ImageStack): readonly [number, number] {
  const range = extent(values) ?? { min: 0, max: 1 };
  return range.min >= 0 && range.max <= 1 ? [0, 1] : [range.min, range.max];
}

function drawImage(
  stack: ImageStack,
  index: number,
  range: readonly [number, number],
  options: SheetOptions,
): Pixels {
  const { channels, height, width, values } = stack;
  const plane = height * width;
  const at = (channel: number, i: number) => values[(index * channels + channel) * plane + i] as number;
  if (options.scale && channels === 1) {
    const image = Float64Array.from({ length: plane }, (_, i) => at(0, i));
    return matrixPixels({ values: image, rows: height, columns: width }, options.scale);
  }
  const result = pixels(width, height);
  const span = range[1] - range[0] || 1;
  for (let i = 0; i < plane; i++) {
    const color = [0, 1, 2].map((channel) => at(channels === 3 ? channel : 0, i));
    const levels = color.map((value) =>
      Math.round(Math.min(Math.max((value - range[0]) / span, 0), 1) * 255),
    );
    const shown = options.invert ? levels.map((level) => 255 - level) : levels;
    result.data.set(color.some(Number.isNaN) ? hexColor(colors.notANumber) : shown, i * 3);
  }
  return result;
}
