// The metrics of every class in one table, laid out as scikit-learn's `classification_report`.
import {
  type Average,
  average,
  classCounts,
  f1Ratio,
  precisionRatio,
  recallRatio,
} from "./classification.ts";
import { countPairs } from "./confusionMatrix.ts";
import { type Label, type LabelArray, type Labels, readPair } from "./labels.ts";
import { andThen, type MaybePromise } from "./values.ts";

/** The metrics of one class, or their averages: fractions from 0 to 1, and the number of samples. */
export interface ReportRow {
  /** Of the samples called by the class's name, the fraction that is of it. */
  precision: number;
  /** Of the class's samples, the fraction called by its name. */
  recall: number;
  /** The harmonic mean of both. */
  f1: number;
  /** The number of samples. */
  support: number;
}

/** What `classificationReport` takes. */
export interface ReportOptions {
  /** The classes in order; with numbers for classes, names here stand for the numbers. */
  labels?: readonly Label[];
  /** Decimals in the text; 2 when left out. */
  digits?: number;
  /** The value of 0/0; 0 when left out. */
  zeroDivision?: number;
}

/**
 * Precision, recall, F1 and support of each class, with their averages. It shows itself as a table.
 * @example
 * const report = metrics.classificationReport(["a", "b", "b"], ["a", "b", "a"]);
 * report.classes.get("b")?.recall // 0.5
 */
export class ClassificationReport {
  /** The metrics of each class, by its label. */
  readonly classes: ReadonlyMap<Label, ReportRow>;
  /** The fraction of samples predicted right. */
  readonly accuracy: number;
  /** The mean over the classes. */
  readonly macro: ReportRow;
  /** The mean over the classes, weighted by their samples. */
  readonly weighted: ReportRow;
  readonly #digits: number;

  constructor(
    classes: ReadonlyMap<Label, ReportRow>,
    accuracy: number,
    averages: { macro: ReportRow; weighted: ReportRow },
    digits: number,
  ) {
    this.classes = classes;
    this.accuracy = accuracy;
    this.macro = averages.macro;
    this.weighted = averages.weighted;
    this.#digits = digits;
  }

  toString(): string {
    const names = [...this.classes.keys()].map(String);
    const width = Math.max(...names.map((name) => name.length), "weighted avg".length, this.#digits);
    const cell = (value: number | undefined) =>
      (value === undefined ? "" : value.toFixed(this.#digits)).padStart(10);
    const line = (name: string, cells: (number | undefined)[], support: number) =>
      `${name.padStart(width)} ${cells.map(cell).join("")} ${String(support).padStart(9)}`;
    const row = (name: string, { precision, recall, f1, support }: ReportRow) =>
      line(name, [precision, recall, f1], support);
    return [
      `${"".padStart(width)} ${["precision", "recall", "f1-score", "support"].map((head) => head.padStart(10)).join("")}`,
      "",
      ...[...this.classes].map(([name, values]) => row(String(name), values)),
      "",
      line("accuracy", [undefined, undefined, this.accuracy], this.macro.support),
      row("macro avg", this.macro),
      row("weighted avg", this.weighted),
    ].join("\n");
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/**
 * Precision, recall, F1 and support of every class, as a table laid out as scikit-learn's. Arrays are counted at once; with
 * a tensor the result is a promise.
 *
 * @param yTrue the true classes, one a sample
 * @param yPred the predicted classes, or scores with one column a class
 * @throws ShapeError when the lengths differ, ArgumentError when there are no samples
 * @example
 * metrics.classificationReport(["cat", "dog", "dog"], ["cat", "dog", "cat"])
 */
export function classificationReport(
  yTrue: LabelArray,
  yPred: LabelArray,
  options?: ReportOptions,
): ClassificationReport;
export function classificationReport(
  yTrue: Labels,
  yPred: Labels,
  options?: ReportOptions,
): MaybePromise<ClassificationReport>;
export function classificationReport(
  yTrue: Labels,
  yPred: Labels,
  options: ReportOptions = {},
): MaybePromise<ClassificationReport> {
  const operation = "classificationReport";
  const zeroDivision = options.zeroDivision ?? 0;
  return andThen(readPair(operation, yTrue, yPred), ([actual, predicted]) => {
    const matrix = countPairs(actual, predicted, options.labels);
    const classes = classCounts(matrix);
    const row = (kind: Average, among: typeof classes): ReportRow => {
      const options = { average: kind, zeroDivision };
      return {
        precision: average(operation, precisionRatio, among, options),
        recall: average(operation, recallRatio, among, options),
        f1: average(operation, f1Ratio, among, options),
        support: among.reduce((sum, { support }) => sum + support, 0),
      };
    };
    return new ClassificationReport(
      new Map(classes.map((counts) => [counts.label, row("macro", [counts])])),
      matrix.accuracy,
      { macro: row("macro", classes), weighted: row("weighted", classes) },
      options.digits ?? 2,
    );
  });
}
