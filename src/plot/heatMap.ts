// A matrix of numbers as coloured squares. Signed values take the diverging ramp with zero in its middle; NaN is magenta
// and infinities have colours of their own, since a heat map that hides them hides the bug one looks for.
import { extent, formatNumber } from "./numbers.ts";
import { type Pixels, pixels, toDataUri } from "./raster/pixels.ts";
import { element, rect, text } from "./svg.ts";
import { colors, diverging, hexColor, rampColor, sequential } from "./theme.ts";

export interface Matrix {
  values: ArrayLike<number>;
  rows: number;
  columns: number;
}

/** What maps numbers to colours: a range and a ramp. */
export interface ColorScale {
  min: number;
  max: number;
  ramp: readonly string[];
}

/** Zero-centred and diverging when there are negative values, else light to dark from the smallest to the largest. */
export function colorScale(values: ArrayLike<number>): ColorScale {
  const range = extent(values) ?? { min: 0, max: 1 };
  if (range.min >= 0) return { ...range, ramp: sequential };
  const reach = Math.max(-range.min, range.max);
  return { min: -reach, max: reach, ramp: diverging };
}

export function colorOf(value: number, scale: ColorScale): [number, number, number] {
  if (Number.isNaN(value)) return hexColor(colors.notANumber);
  if (value === Number.POSITIVE_INFINITY) return hexColor(colors.positiveInfinity);
  if (value === Number.NEGATIVE_INFINITY) return hexColor(colors.negativeInfinity);
  return rampColor(scale.ramp, scale.max > scale.min ? (value - scale.min) / (scale.max - scale.min) : 0.5);
}

/** The matrix with at most `limit` rows and columns: means of blocks; a block with NaN or an infinity keeps it. */
export function thinMatrix(matrix: Matrix, limit: number): Matrix {
  const rows = Math.min(matrix.rows, limit);
  const columns = Math.min(matrix.columns, limit);
  if (rows === matrix.rows && columns === matrix.columns) return matrix;
  const sums = new Float64Array(rows * columns);
  const counts = new Float64Array(rows * columns);
  for (let i = 0; i < matrix.rows; i++) {
    const row = Math.floor((i * rows) / matrix.rows) * columns;
    for (let j = 0; j < matrix.columns; j++) {
      const cell = row + Math.floor((j * columns) / matrix.columns);
      sums[cell] = (sums[cell] as number) + (matrix.values[i * matrix.columns + j] as number);
      counts[cell] = (counts[cell] as number) + 1;
    }
  }
  return { values: sums.map((sum, i) => sum / (counts[i] as number)), rows, columns };
}

export function matrixPixels(matrix: Matrix, scale: ColorScale): Pixels {
  const image = pixels(matrix.columns, matrix.rows);
  for (let i = 0; i < matrix.rows * matrix.columns; i++)
    image.data.set(colorOf(matrix.values[i] as number, scale), i * 3);
  return image;
}

/** The matrix as an SVG image in the given place: each number a sharp rectangle. */
export async function matrixImage(
  matrix: Matrix,
  scale: ColorScale,
  place: { x: number; y: number; width: number; height: number },
): Promise<string> {
  const href = await toDataUri(matrixPixels(matrix, scale));
  return element("image", {
    ...place,
    href,
    preserveAspectRatio: "none",
    "image-rendering": "optimizeSpeed",
  });
}

/** A block of SVG with its size, to be placed in a picture. */
export interface Block {
  svg: string;
  width: number;
  height: number;
}

/** The heat map with its colour bar, at the given corner; small matrices get large squares. */
export async function heatMapBlock(matrix: Matrix, x: number, y: number, size = 280): Promise<Block> {
  const thin = thinMatrix(matrix, size);
  const scale = colorScale(thin.values);
  const factor = Math.max(Math.min(Math.floor(size / Math.max(thin.rows, thin.columns)), 24), 1);
  const place = { x, y, width: thin.columns * factor, height: thin.rows * factor };
  const height = Math.max(place.height, 48);
  const bar = colorBar(scale, x + place.width + 14, y, height);
  const image = await matrixImage(thin, scale, place);
  return { svg: image + bar, width: place.width + 90, height };
}

function colorBar(scale: ColorScale, x: number, y: number, height: number): string {
  const steps = 24;
  const swatches = Array.from({ length: steps }, (_, i) => {
    const [red, green, blue] = rampColor(scale.ramp, 1 - (i + 0.5) / steps);
    return rect(x, y + (i * height) / steps, 10, height / steps + 0.3, {
      fill: `rgb(${red},${green},${blue})`,
    });
  });
  const label = { "font-size": 10, fill: colors.muted };
  return [
    ...swatches,
    text(x + 15, y + 9, formatNumber(scale.max), label),
    text(x + 15, y + height - 1, formatNumber(scale.min), label),
    scale.min < 0 ? text(x + 15, y + height / 2 + 3, "0", label) : "",
  ].join("");
}
