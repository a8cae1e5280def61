// `plot.confusionMatrix`: a confusion matrix as a picture, from labels or from counts made before.
import {
  ConfusionMatrix,
  type ConfusionMatrixOptions,
  confusionMatrix as count,
} from "../metrics/confusionMatrix.ts";
import type { Label, Labels } from "../metrics/labels.ts";
import { drawMatrix } from "./confusionPicture.ts";
import { Picture } from "./picture.ts";

/** What `plot.confusionMatrix` takes. */
export interface ConfusionMatrixPlotOptions extends ConfusionMatrixOptions {
  /** Above the picture. */
  title?: string;
}

/**
 * Draws a confusion matrix, from labels or from a matrix made before: `confusionMatrix(yTrue, yPred)` or
 * `confusionMatrix(matrix)`. Rows are true classes, columns predicted ones; a cell's colour is its share of the row.
 *
 * @throws ShapeError when the lengths of the labels differ, ArgumentError when a label is not among `labels`
 * @example
 * plot.confusionMatrix([0, 0, 1, 1], [0, 1, 1, 1], { labels: ["cat", "dog"] })
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
  return new Picture(Promise.resolve(matrix).then((ready) => drawMatrix(ready, options.title)));
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
