// The confusion matrix, as a value: counts with their labels. The other classification metrics are computed from it, so
// that they cannot disagree. It draws nothing; `display` shows it as a picture.
import { ArgumentError, ShapeError } from "../errors.ts";
import { distinctLabels, type Label, type LabelArray, type Labels, readPair } from "./labels.ts";
import { andThen, type MaybePromise } from "./values.ts";

/**
 * Counts of (true class, predicted class): `counts[i][j]` samples of class `labels[i]` were called `labels[j]`. It shows
 * itself as a picture.
 * @example
 * const matrix = metrics.confusionMatrix([0, 0, 1, 1], [0, 1, 1, 1]);
 * matrix.accuracy // 0.75
 */
export class ConfusionMatrix {
  /** Rows are true classes, columns predicted ones. */
  readonly counts: readonly (readonly number[])[];
  /** The classes, in the order of rows and columns. */
  readonly labels: readonly Label[];

  /**
   * @param counts a square of non-negative whole numbers: rows are true classes, columns predicted ones
   * @param labels a name or number for each class; 0, 1, 2, … when left out
   * @throws ShapeError when the counts are no square, or the labels are more or fewer
   */
  constructor(counts: readonly (readonly number[])[], labels: readonly Label[] = counts.map((_, i) => i)) {
    for (const row of counts)
      if (row.length !== counts.length)
        throw new ShapeError({
          op: "confusionMatrix",
          message: `not square: ${counts.length} rows and a row of ${row.length}`,
        });
    if (labels.length !== counts.length)
      throw new ShapeError({
        op: "confusionMatrix",
        message: `sizes differ: ${counts.length} classes and ${labels.length} labels`,
      });
    this.counts = counts;
    this.labels = labels;
  }

  /** Number of samples. */
  get total(): number {
    return this.counts.flat().reduce((sum, count) => sum + count, 0);
  }

  /** Samples on the diagonal, as a fraction of all. */
  get accuracy(): number {
    return this.counts.reduce((sum, row, i) => sum + (row[i] ?? 0), 0) / this.total;
  }

  /** How many samples of each class there are. */
  get support(): number[] {
    return this.counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  }

  /** How often each class was predicted. */
  get predicted(): number[] {
    return this.labels.map((_, column) => this.counts.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  }

  /**
   * The pairs most often taken for each other, the worst first.
   * @param limit how many of them, 5 unless told
   * @example
   * metrics.confusionMatrix([0, 0, 1], [0, 1, 1]).confusions() // [{ actual: 0, predicted: 1, count: 1 }]
   */
  confusions(limit = 5): { actual: Label; predicted: Label; count: number }[] {
    return this.counts
      .flatMap((row, i) =>
        row.map((count, j) => ({
          actual: this.labels[i] as Label,
          predicted: this.labels[j] as Label,
          count,
          off: i !== j,
        })),
      )
      .filter(({ count, off }) => off && count > 0)
      .sort((left, right) => right.count - left.count)
      .slice(0, limit)
      .map(({ actual, predicted, count }) => ({ actual, predicted, count }));
  }
}

/** What `confusionMatrix` takes. */
export interface ConfusionMatrixOptions {
  /**
   * The classes in order. With numbers for classes (0, 1, 2, …) and names here, the names stand for the numbers.
   * All labels that occur, sorted, when left out.
   */
  labels?: readonly Label[];
}

/**
 * Counts how often each class was taken for each. Arrays are counted at once; with a tensor the result is a promise.
 *
 * @param yTrue the true classes, one a sample
 * @param yPred the predicted classes, or scores with one column a class
 * @throws ShapeError when the lengths differ, ArgumentError when a label is not among `labels`
 * @example
 * metrics.confusionMatrix([0, 0, 1, 1], [0, 1, 1, 1]).counts // [[1, 1], [0, 2]]
 */
export function confusionMatrix(
  yTrue: LabelArray,
  yPred: LabelArray,
  options?: ConfusionMatrixOptions,
): ConfusionMatrix;
export function confusionMatrix(
  yTrue: Labels,
  yPred: Labels,
  options?: ConfusionMatrixOptions,
): MaybePromise<ConfusionMatrix>;
export function confusionMatrix(
  yTrue: Labels,
  yPred: Labels,
  options: ConfusionMatrixOptions = {},
): MaybePromise<ConfusionMatrix> {
  return andThen(readPair("confusionMatrix", yTrue, yPred), ([actual, predicted]) =>
    countPairs(actual, predicted, options.labels),
  );
}

/** The matrix of two equally long rows of labels. */
export function countPairs(actual: Label[], predicted: Label[], wanted?: readonly Label[]): ConfusionMatrix {
  const labels = wanted ?? distinctLabels(actual, predicted);
  const index = new Map<Label, number>(labels.map((label, i) => [label, i]));
  const indexOf = (label: Label): number => {
    const known = index.get(label);
    if (known !== undefined) return known;
    if (wanted && typeof label === "number" && Number.isInteger(label) && label >= 0 && label < labels.length)
      return label;
    throw new ArgumentError({
      op: "confusionMatrix",
      message: `unknown label: ${label} and labels ${labels.join(", ")}`,
    });
  };
  const counts = labels.map(() => new Array<number>(labels.length).fill(0));
  for (let i = 0; i < actual.length; i++) {
    const row = counts[indexOf(actual[i] as Label)] as number[];
    const column = indexOf(predicted[i] as Label);
    row[column] = (row[column] as number) + 1;
  }
  return new ConfusionMatrix(counts, labels);
}
