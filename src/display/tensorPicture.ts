// A tensor as a picture: the one-line summary over a heat map, a curve or an image sheet, whichever suits its shape.
// Small tensors have their numbers written into the squares: somebody who learns wants to see them.
import { drawPanel } from "../plot/curves.ts";
import { type Block, colorOf, colorScale, heatMapBlock, type Matrix } from "../plot/heatMap.ts";
import { drawSheet, type ImageStack, layoutOf } from "../plot/imageSheet.ts";
import { formatNumber } from "../plot/numbers.ts";
import { measureText } from "../plot/raster/font.ts";
import { rect, svgDocument, text } from "../plot/svg.ts";
import { colors, inkOn } from "../plot/theme.ts";
import type { TensorLike } from "./tensorLike.ts";
import { headline, statsLine, type TensorStats } from "./tensorStats.ts";

const margin = 12;
const top = 56;

/** The picture as SVG; undefined for scalars and empty tensors, which are better told in words. */
export async function tensorPicture(
  tensor: TensorLike,
  values: ArrayLike<number>,
  stats: TensorStats,
): Promise<string | undefined> {
  if (values.length < 2) return undefined;
  const body = await drawBody(tensor.shape, values);
  const title = headline(tensor);
  const line = statsLine(stats);
  const width =
    Math.ceil(Math.max(body.width, measureText(title, 14, 500), measureText(line, 12))) + 2 * margin;
  return svgDocument(
    width,
    Math.ceil(top + body.height + margin),
    text(margin, 22, title, { "font-size": 14, "font-weight": 500 }),
    text(margin, 41, line, { fill: stats.nan + stats.infinite > 0 ? colors.wrong : colors.muted }),
    body.svg,
  );
}

async function drawBody(shape: readonly number[], values: ArrayLike<number>): Promise<Block> {
  const stack = asImages(shape, values);
  if (stack) return drawSheet(stack, undefined, margin, top, sheetOptions(stack));
  const matrix = asMatrix(shape, values);
  if (matrix.rows <= 12 && matrix.columns <= 12) return numberGrid(matrix);
  if (matrix.rows === 1) return curve(values);
  return heatMapBlock(matrix, margin, top);
}

/** `[N, 1, H, W]`, `[N, 3, H, W]` and `[N, H, W]` as images, if they are large enough to be looked at as such. */
function asImages(shape: readonly number[], values: ArrayLike<number>): ImageStack | undefined {
  const isStack = shape.length === 3 || (shape.length === 4 && (shape[1] === 1 || shape[1] === 3));
  const [height = 0, width = 0] = shape.slice(-2);
  return isStack && height >= 3 && width >= 3 ? { ...layoutOf(shape), values } : undefined;
}

/** Signed values, such as a layer's filters, in the colours of a heat map; the rest in grey or colour. */
function sheetOptions({ channels, values }: ImageStack) {
  const scale = colorScale(values);
  return channels === 1 && scale.min < 0 ? { scale } : {};
}

/** Any shape as a matrix: the last axis across, all others down; a column lies down as a row. */
function asMatrix(shape: readonly number[], values: ArrayLike<number>): Matrix {
  const columns = shape.at(-1) ?? 1;
  const rows = columns === 0 ? 0 : values.length / columns;
  return columns === 1 ? { values, rows: 1, columns: rows } : { values, rows, columns };
}

function curve(values: ArrayLike<number>): Block {
  const legendHeight = 24;
  const size = { width: 480, height: 220 };
  const x = Float64Array.from(values, (_, i) => i);
  const panel = { label: "", curves: [{ name: "", x, y: values }] };
  return {
    svg: drawPanel(panel, "index", { x: 0, y: top - legendHeight, ...size }).join(""),
    width: size.width,
    height: size.height - legendHeight,
  };
}

function numberGrid({ values, rows, columns }: Matrix): Block {
  const scale = colorScale(values);
  const labels = Array.from(values, (value) => formatNumber(value, 3));
  const width = Math.max(...labels.map((label) => measureText(label, 12))) + 14;
  const height = 26;
  const cells = labels.map((label, i) => {
    const x = margin + (i % columns) * width;
    const y = top + Math.floor(i / columns) * height;
    const color = colorOf(values[i] as number, scale);
    const middle = { "text-anchor": "middle", fill: inkOn(color) };
    return (
      rect(x + 0.5, y + 0.5, width - 1, height - 1, { fill: `rgb(${color.join(",")})`, rx: 2 }) +
      text(x + width / 2, y + height / 2 + 4.3, label, middle)
    );
  });
  return { svg: cells.join(""), width: columns * width, height: rows * height };
}
