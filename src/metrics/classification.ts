// Classification metrics, all computed from the confusion matrix. Names, defaults and values are scikit-learn's; the order
// of arguments is (yTrue, yPred).
import { ArgumentError } from "../errors.ts";
import { type ConfusionMatrix, countPairs } from "./confusionMatrix.ts";
import { type Label, type LabelArray, type Labels, readPair } from "./labels.ts";
import { andThen, type MaybePromise } from "./values.ts";

/** How the numbers of the classes become one. */
export type Average = "binary" | "macro" | "micro" | "weighted";

/** What `precision`, `recall` and `f1` take. */
export interface AverageOptions {
  /**
   * `binary`: the class `posLabel` alone; `macro`: the mean of the classes; `weighted`: their mean weighted by support;
   * `micro`: from the counts of all classes together. `binary` when left out.
   */
  average?: Average;
  /** The class that counts as positive when averaging is `binary`; 1 when left out. */
  posLabel?: Label;
  /** The classes to average over; all that occur when left out. */
  labels?: readonly Label[];
  /** The value of 0/0: a class never predicted has no precision. 0 when left out; NaN leaves the class out of averages. */
  zeroDivision?: number;
}

/** What is counted for one class. */
export interface ClassCounts {
  label: Label;
  truePositives: number;
  /** Samples of the class. */
  support: number;
  /** Samples called by its name. */
  predicted: number;
}

/** A metric of one class: a numerator and a denominator of its counts. */
type Ratio = (counts: Omit<ClassCounts, "label">) => readonly [number, number];

export const precisionRatio: Ratio = ({ truePositives, predicted }) => [truePositives, predicted];
export const recallRatio: Ratio = ({ truePositives, support }) => [truePositives, support];
export const f1Ratio: Ratio = ({ truePositives, support, predicted }) => [
  2 * truePositives,
  support + predicted,
];

/**
 * The fraction of samples predicted right.
 *
 * @param yTrue the true classes, one a sample
 * @param yPred the predicted classes, or scores with one column a class
 * @returns 0 to 1; a promise when a tensor is given
 * @throws ShapeError when the lengths differ, ArgumentError when there are no samples
 * @example
 * metrics.accuracy([0, 1, 2], [0, 1, 1]) // 0.6666667
 */
export function accuracy(yTrue: LabelArray, yPred: LabelArray): number;
export function accuracy(yTrue: Labels, yPred: Labels): MaybePromise<number>;
export function accuracy(yTrue: Labels, yPred: Labels): MaybePromise<number> {
  return andThen(readPair("accuracy", yTrue, yPred), ([actual, predicted]) => {
    const right = actual.filter((label, i) => label === predicted[i]).length;
    return right / actual.length;
  });
}

/**
 * Of the samples called positive, the fraction that is: TP / (TP + FP).
 *
 * @returns 0 to 1; a promise when a tensor is given
 * @throws ArgumentError when there are more than two classes and no average was chosen
 * @example
 * metrics.precision([0, 1, 1], [1, 1, 0]) // 0.5
 * metrics.precision([0, 1, 2], [0, 2, 2], { average: "macro" }) // 0.5
 */
export function precision(yTrue: LabelArray, yPred: LabelArray, options?: AverageOptions): number;
export function precision(yTrue: Labels, yPred: Labels, options?: AverageOptions): MaybePromise<number>;
export function precision(yTrue: Labels, yPred: Labels, options: AverageOptions = {}): MaybePromise<number> {
  return averaged("precision", precisionRatio, yTrue, yPred, options);
}

/**
 * Of the positive samples, the fraction called so: TP / (TP + FN).
 *
 * @returns 0 to 1; a promise when a tensor is given
 * @throws ArgumentError when there are more than two classes and no average was chosen
 * @example
 * metrics.recall([0, 1, 1], [1, 1, 0]) // 0.5
 */
export function recall(yTrue: LabelArray, yPred: LabelArray, options?: AverageOptions): number;
export function recall(yTrue: Labels, yPred: Labels, options?: AverageOptions): MaybePromise<number>;
export function recall(yTrue: Labels, yPred: Labels, options: AverageOptions = {}): MaybePromise<number> {
  return averaged("recall", recallRatio, yTrue, yPred, options);
}

/**
 * The harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN).
 *
 * @returns 0 to 1; a promise when a tensor is given
 * @throws ArgumentError when there are more than two classes and no average was chosen
 * @example
 * metrics.f1([0, 1, 1], [1, 1, 0]) // 0.5
 */
export function f1(yTrue: LabelArray, yPred: LabelArray, options?: AverageOptions): number;
export function f1(yTrue: Labels, yPred: Labels, options?: AverageOptions): MaybePromise<number>;
export function f1(yTrue: Labels, yPred: Labels, options: AverageOptions = {}): MaybePromise<number> {
  return averaged("f1", f1Ratio, yTrue, yPred, options);
}

function averaged(
  operation: string,
  ratio: Ratio,
  yTrue: Labels,
  yPred: Labels,
  options: AverageOptions,
): MaybePromise<number> {
  return andThen(readPair(operation, yTrue, yPred), ([actual, predicted]) => {
    const all = classCounts(countPairs(actual, predicted));
    return average(operation, ratio, chosen(operation, all, options), options);
  });
}

/** The counts of every class of a matrix. */
export function classCounts(matrix: ConfusionMatrix): ClassCounts[] {
  const { support, predicted } = matrix;
  return matrix.labels.map((label, i) => ({
    label,
    truePositives: matrix.counts[i]?.[i] ?? 0,
    support: support[i] ?? 0,
    predicted: predicted[i] ?? 0,
  }));
}

function chosen(operation: string, all: ClassCounts[], options: AverageOptions): ClassCounts[] {
  const find = (label: Label): ClassCounts =>
    all.find((counts) => counts.label === label) ?? { label, truePositives: 0, support: 0, predicted: 0 };
  if ((options.average ?? "binary") !== "binary") return options.labels?.map(find) ?? all;
  const names = all.map(({ label }) => label).join(", ");
  if (all.length > 2)
    throw new ArgumentError({
      op: operation,
      message: `more than two classes: ${names} and average "binary"`,
      help: 'choose { average: "macro" }, "micro" or "weighted"',
    });
  const positive = options.posLabel ?? 1;
  if (all.length === 2 && !all.some(({ label }) => label === positive))
    throw new ArgumentError({ op: operation, message: `no such class: posLabel ${positive} and ${names}` });
  return [find(positive)];
}

/** A metric over classes, by the chosen average. */
export function average(
  operation: string,
  ratio: Ratio,
  classes: readonly ClassCounts[],
  options: AverageOptions,
): number {
  const zeroDivision = options.zeroDivision ?? 0;
  const divide = ([numerator, denominator]: readonly [number, number]) =>
    denominator === 0 ? zeroDivision : numerator / denominator;
  if (options.average === "micro") {
    const total = (pick: (counts: ClassCounts) => number) =>
      classes.reduce((sum, counts) => sum + pick(counts), 0);
    return divide(
      ratio({
        truePositives: total(({ truePositives }) => truePositives),
        support: total(({ support }) => support),
        predicted: total(({ predicted }) => predicted),
      }),
    );
  }
  if (classes.length === 0) throw new ArgumentError({ op: operation, message: `no classes to average over` });
  const weigh = options.average === "weighted" ? ({ support }: ClassCounts) => support : () => 1;
  let sum = 0;
  let weight = 0;
  for (const counts of classes) {
    const value = divide(ratio(counts));
    if (Number.isNaN(value)) continue;
    sum += weigh(counts) * value;
    weight += weigh(counts);
  }
  return weight === 0 ? zeroDivision : sum / weight;
}
