// How a confusion matrix is drawn: every cell with its count and its share of the true class. By us and not by Vega: it must
// be the same image in every front end, also where no chart renderer runs.
import type { ConfusionMatrix } from "../metrics/confusionMatrix.ts";
import { matrixImage } from "./heatMap.ts";
import { formatNumber } from "./numbers.ts";
import type { PictureContent } from "./picture.ts";
import { fitText, measureText } from "./raster/font.ts";
import { rect, svgDocument, text } from "./svg.ts";
import { paragraphs, table } from "./textTwin.ts";
import { colors, hexColor, inkOn, rampColor, sequential } from "./theme.ts";

/** Beyond this many classes names and counts would be unreadable: the cells become pixels, and the table is left out. */
const readableClasses = 40;

interface Layout {
  /** Side of a cell. */
  size: number;
  left: number;
  top: number;
  labelSize: number;
  labelWidth: number;
  /** Names under the columns stand aslant when they are wider than a cell. */
  slanted: boolean;
}

/** The picture and the text table of a matrix. */
export async function drawMatrix(
  matrix: ConfusionMatrix,
  title = "Confusion matrix",
): Promise<PictureContent> {
  const names = matrix.labels.map(String);
  const summary = `accuracy ${formatNumber(matrix.accuracy * 100)} % of ${matrix.total.toLocaleString("en")} samples`;
  const layout = layOut(names);
  const { size, left, top, labelWidth, labelSize, slanted } = layout;
  const readable = names.length <= readableClasses;
  const grid = names.length * size;
  const below = !readable ? 0 : slanted ? Math.min(labelWidth * 0.75, 110) + 16 : labelSize + 12;
  const axis = { fill: colors.muted, "text-anchor": "middle", "font-weight": 500 };
  const middle = top + grid / 2;
  const svg = svgDocument(
    Math.ceil(Math.max(left + grid + 18, 280)),
    Math.ceil(top + grid + below + 28),
    text(12, 22, title, { "font-size": 15, "font-weight": 500 }),
    text(12, 42, summary, { fill: colors.muted }),
    ...(readable
      ? [...cells(matrix, layout), ...axisLabels(names, layout)]
      : [await cellPixels(matrix, layout)]),
    text(left + grid / 2, top + grid + below + 18, "predicted", axis),
    text(20, middle, "true", { ...axis, transform: `rotate(-90 20 ${middle})` }),
  );
  return { svg, text: textTable(matrix, names, `${title} · ${summary}`) };
}

function layOut(names: string[]): Layout {
  const readable = names.length <= readableClasses;
  const size = readable
    ? Math.max(Math.min(Math.floor(400 / Math.max(names.length, 1)), 64), 10)
    : 480 / names.length;
  const labelSize = Math.max(Math.min(size * 0.6, 12), 5);
  const widest = Math.max(...names.map((name) => measureText(name, labelSize)), 10);
  const labelWidth = readable ? Math.min(widest, 140) : 0;
  return { size, left: labelWidth + 44, top: 62, labelSize, labelWidth, slanted: widest > size - 4 };
}

function shareOf(matrix: ConfusionMatrix, row: number, column: number, support: number[]): number {
  return (matrix.counts[row]?.[column] ?? 0) / Math.max(support[row] ?? 0, 1);
}

function cells(matrix: ConfusionMatrix, { size, left, top }: Layout): string[] {
  const { support } = matrix;
  const fontSize = Math.max(Math.min(Math.floor(size * 0.4), 14), 5);
  const roomy = size >= 40;
  return matrix.counts.flatMap((row, i) =>
    row.map((count, j) => {
      const share = shareOf(matrix, i, j, support);
      const fill = count === 0 ? hexColor(sequential[0]) : rampColor(sequential, 0.12 + 0.88 * share);
      const square = { fill: `rgb(${fill.join(",")})`, rx: Math.min(size / 12, 3) };
      const x = left + j * size;
      const y = top + i * size;
      const cell = rect(x + 0.5, y + 0.5, size - 1, size - 1, square);
      if (count === 0) return cell;
      const ink = { "text-anchor": "middle", fill: i !== j && share < 0.3 ? colors.wrong : inkOn(fill) };
      const baseline = y + size / 2 + fontSize * 0.36 - (roomy ? 6 : 0);
      const label = fitText(String(count), fontSize, size - 2, 500);
      const number = text(x + size / 2, baseline, label, {
        ...ink,
        "font-size": fontSize,
        "font-weight": 500,
      });
      if (!roomy) return cell + number;
      const percent = `${formatNumber(share * 100, 2)} %`;
      return cell + number + text(x + size / 2, y + size / 2 + 14, percent, { ...ink, "font-size": 9 });
    }),
  );
}

function cellPixels(matrix: ConfusionMatrix, { size, left, top }: Layout): Promise<string> {
  const { support, counts } = matrix;
  const shares = counts.flatMap((row, i) => row.map((_, j) => shareOf(matrix, i, j, support)));
  const squares = { values: shares, rows: counts.length, columns: counts.length };
  const side = counts.length * size;
  return matrixImage(
    squares,
    { min: 0, max: 1, ramp: sequential },
    { x: left, y: top, width: side, height: side },
  );
}

function axisLabels(names: string[], { size, left, top, labelSize, labelWidth, slanted }: Layout): string[] {
  const attributes = { "font-size": labelSize, "text-anchor": "end", fill: colors.ink };
  return names.flatMap((name, i) => {
    const middle = i * size + size / 2;
    const label = fitText(name, labelSize, labelWidth);
    const x = left + middle + (slanted ? 3 : 0);
    const y = top + names.length * size + labelSize + 4;
    const style = slanted ? { transform: `rotate(-45 ${x} ${y})` } : { "text-anchor": "middle" };
    return [
      text(left - 8, top + middle + labelSize * 0.36, label, attributes),
      text(x, y, label, { ...attributes, ...style }),
    ];
  });
}

function textTable(matrix: ConfusionMatrix, names: string[], heading: string): string {
  const worst = matrix
    .confusions(5)
    .map(({ actual, predicted, count }) => `${actual} → ${predicted} (${count})`);
  const wide = names.reduce((width, name) => width + name.length + 2, 0) > 100;
  const rows = () => [
    ["true \\ predicted", ...(wide ? names.map((_, i) => String(i)) : names)],
    ...matrix.counts.map((row, i) => [
      wide ? `${i}: ${names[i]}` : (names[i] ?? ""),
      ...row.map((count) => (count === 0 ? "·" : String(count))),
    ]),
  ];
  return paragraphs(
    heading,
    names.length <= readableClasses ? table(rows()) : `${names.length} classes`,
    worst.length > 0 ? `most confused: ${worst.join(", ")}` : undefined,
  );
}
