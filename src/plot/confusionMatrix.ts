// `plot.confusionMatrix`: the matrix as a picture, every cell with its count and its share of the true class. Drawn by us
// and not by Vega: it must be the same image in every front end, also where no chart renderer runs.
import {
  ConfusionMatrix,
  type ConfusionMatrixOptions,
  confusionMatrix as count,
} from "../metrics/confusionMatrix.ts";
import type { Label, Labels } from "../metrics/labels.ts";
import { andThen } from "../metrics/values.ts";
import { formatNumber } from "./numbers.ts";
import { Picture, type PictureContent } from "./picture.ts";
import { fitText, measureText } from "./raster/font.ts";
import { rect, svgDocument, text } from "./svg.ts";
import { paragraphs, table } from "./textTwin.ts";
import { colors, inkOn, rampColor, sequential } from "./theme.ts";

export interface ConfusionMatrixPlotOptions extends ConfusionMatrixOptions {
  title?: string;
}

/** Beyond this many classes the cells would be unreadable, so only the most confused pairs are listed. */
const drawnClasses = 40;

/**
 * Draws a confusion matrix, from labels or from a matrix made before: `confusionMatrix(yTrue, yPred)` or
 * `confusionMatrix(matrix)`. Rows are true classes, columns predicted ones; a cell's colour is its share of the row.
 *
 * @throws when the lengths of the labels differ.
 * @example
 * plot.confusionMatrix(yTrue, yPred, { labels: ["cat", "dog"] });
 */
export function confusionMatrix(yTrue: Labels, yPred: Labels, options?: ConfusionMatrixPlotOptions): Picture;
export function confusionMatrix(
  matrix: ConfusionMatrix | readonly (readonly number[])[],
  options?: ConfusionMatrixPlotOptions,
): Picture;
export function confusionMatrix(
  first: Labels | ConfusionMatrix | readonly (readonly number[])[],
  second?: Labels | ConfusionMatrixPlotOptions,
  third?: ConfusionMatrixPlotOptions,
): Picture {
  const isMatrix = first instanceof ConfusionMatrix || second === undefined || !isLabels(second);
  const options = (isMatrix ? (second as ConfusionMatrixPlotOptions) : third) ?? {};
  const matrix = isMatrix
    ? asMatrix(first as ConfusionMatrix | readonly (readonly number[])[], options.labels)
    : count(first as Labels, second as Labels, options);
  return new Picture(andThen(matrix, (ready) => drawMatrix(ready, options.title)));
}

function isLabels(value: Labels | ConfusionMatrixPlotOptions): value is Labels {
  return "length" in value || "shape" in value;
}

function asMatrix(
  value: ConfusionMatrix | readonly (readonly number[])[],
  labels?: readonly Label[],
): ConfusionMatrix {
  if (!(value instanceof ConfusionMatrix)) return new ConfusionMatrix(value, labels);
  return labels ? new ConfusionMatrix(value.counts, labels) : value;
}

/** The picture and the text table of a matrix. */
export function drawMatrix(matrix: ConfusionMatrix, title = "Confusion matrix"): PictureContent {
  const { labels, counts, support } = matrix;
  const names = labels.map(String);
  const summary = `accuracy ${formatNumber(matrix.accuracy * 100)} % of ${matrix.total.toLocaleString("en")} samples`;
  return {
    svg: drawSvg(names, counts, support, title, summary),
    text: textTable(matrix, names, `${title} · ${summary}`),
  };
}

function textTable(matrix: ConfusionMatrix, names: string[], heading: string): string {
  const worst = matrix
    .confusions(5)
    .map(({ actual, predicted, count }) => `${actual} → ${predicted} (${count})`);
  const wide = names.reduce((width, name) => width + name.length + 2, 0) > 100;
  const rows = [
    ["true \\ predicted", ...(wide ? names.map((_, i) => String(i)) : names)],
    ...matrix.counts.map((row, i) => [
      wide ? `${i}: ${names[i]}` : (names[i] ?? ""),
      ...row.map((n) => (n === 0 ? "·" : String(n))),
    ]),
  ];
  return paragraphs(
    heading,
    names.length <= drawnClasses ? table(rows) : `${names.length} classes`,
    worst.length > 0 ? `most confused: ${worst.join(", ")}` : undefined,
  );
}

function drawSvg(
  names: string[],
  counts: readonly (readonly number[])[],
  support: number[],
  title: string,
  summary: string,
): string {
  const size = Math.max(Math.min(Math.floor(400 / Math.max(names.length, 1)), 64), 10);
  const fontSize = Math.max(Math.min(Math.floor(size * 0.4), 14), 5);
  const labelSize = Math.max(Math.min(size * 0.6, 12), 5);
  const labelWidth = Math.min(Math.max(...names.map((name) => measureText(name, labelSize)), 10), 140);
  const slanted = names.some((name) => measureText(name, labelSize) > size - 4);
  const left = labelWidth + 44;
  const top = 62;
  const grid = names.length * size;
  const bottom = slanted ? Math.min(labelWidth * 0.75, 110) + 16 : labelSize + 12;
  const width = Math.ceil(Math.max(left + grid + (slanted ? 20 : 16), 280));
  const height = Math.ceil(top + grid + bottom + 26);
  const parts = [
    text(12, 22, title, { "font-size": 15, "font-weight": 500 }),
    text(12, 42, summary, { fill: colors.muted }),
  ];
  counts.forEach((row, i) => {
    row.forEach((n, j) => {
      const share = n / Math.max(support[i] ?? 0, 1);
      const fill = n === 0 ? hex(sequential[0]) : rampColor(sequential, 0.12 + 0.88 * share);
      const x = left + j * size;
      const y = top + i * size;
      parts.push(rect(x + 0.5, y + 0.5, size - 1, size - 1, { fill: css(fill), rx: Math.min(size / 12, 3) }));
      if (n === 0 || size < 12) return;
      const label = fitText(String(n), fontSize, size - 2, 500);
      const ink = i !== j && share < 0.3 ? colors.wrong : inkOn(fill);
      const roomy = size >= 40;
      parts.push(
        text(x + size / 2, y + size / 2 + fontSize * 0.36 - (roomy ? 6 : 0), label, {
          "text-anchor": "middle",
          "font-size": fontSize,
          "font-weight": 500,
          fill: ink,
        }),
      );
      if (roomy)
        parts.push(
          text(x + size / 2, y + size / 2 + 14, `${formatNumber(share * 100, 2)} %`, {
            "text-anchor": "middle",
            "font-size": 9,
            fill: ink,
          }),
        );
    });
  });
  names.forEach((name, i) => {
    const middle = i * size + size / 2;
    const attributes = { "font-size": labelSize, "text-anchor": "end", fill: colors.ink };
    const label = fitText(name, labelSize, labelWidth);
    parts.push(text(left - 8, top + middle + labelSize * 0.36, label, attributes));
    const x = left + middle;
    const y = top + grid + labelSize + 4;
    parts.push(
      slanted
        ? text(x + 3, y, label, { ...attributes, transform: `rotate(-45 ${x + 3} ${y})` })
        : text(x, y, label, { ...attributes, "text-anchor": "middle" }),
    );
  });
  const axis = { fill: colors.muted, "text-anchor": "middle", "font-weight": 500 };
  parts.push(text(left + grid / 2, height - 10, "predicted", axis));
  const middle = top + grid / 2;
  parts.push(text(20, middle, "true", { ...axis, transform: `rotate(-90 20 ${middle})` }));
  return svgDocument(width, height, ...parts);
}

function css([red, green, blue]: readonly [number, number, number]): string {
  return `rgb(${red},${green},${blue})`;
}

function hex(color: string): [number, number, number] {
  return rampColor([color, color], 0);
}
