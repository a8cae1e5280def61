// Class labels on their way into a classification metric: numbers or names, from arrays or tensors. A tensor or array of
// scores (one row a sample, one column a class) counts as its largest column, so that a model's logits can be passed as they are.
import { ArgumentError, ShapeError } from "../errors.ts";
import { allOf, andThen, isTensorLike, type MaybePromise, type TensorLike } from "./values.ts";

/** A class: a number or a name. */
export type Label = number | string;

/** Labels in memory: one a sample, or rows of scores. */
export type LabelArray = ArrayLike<Label> | ArrayLike<ArrayLike<number>>;

/** Labels as metrics take them. */
export type Labels = LabelArray | TensorLike;

/** Both rows of labels, checked to be as long as each other. */
export function readPair(operation: string, yTrue: Labels, yPred: Labels): MaybePromise<[Label[], Label[]]> {
  return andThen(allOf([readLabels(yTrue), readLabels(yPred)]), (read) => {
    const [left, right] = read as [Label[], Label[]];
    if (left.length !== right.length)
      throw new ShapeError({
        op: operation,
        message: `lengths differ: yTrue ${left.length} and yPred ${right.length}`,
      });
    if (left.length === 0)
      throw new ArgumentError({ op: operation, message: `no samples: yTrue and yPred are empty` });
    return [left, right];
  });
}

/** Labels of an array or a tensor; rows of scores become the number of their largest column. */
export function readLabels(labels: Labels): MaybePromise<Label[]> {
  if (isTensorLike(labels)) {
    const columns = labels.shape.length > 1 ? (labels.shape.at(-1) ?? 1) : 1;
    return labels
      .data()
      .then((data) => (columns === 1 ? Array.from(data, Number) : argmaxRows(data, columns)));
  }
  return Array.from(labels as ArrayLike<Label | ArrayLike<number>>, (label) =>
    typeof label === "object" ? (argmaxRows(label, label.length)[0] ?? Number.NaN) : toLabel(label),
  );
}

function toLabel(label: Label | boolean): Label {
  return typeof label === "boolean" ? Number(label) : label;
}

function argmaxRows(scores: ArrayLike<number>, columns: number): number[] {
  return Array.from({ length: scores.length / columns }, (_, row) => {
    let best = 0;
    for (let column = 1; column < columns; column++)
      if ((scores[row * columns + column] as number) > (scores[row * columns + best] as number))
        best = column;
    return best;
  });
}

/** The distinct labels, numbers by size before names by alphabet. */
export function distinctLabels(...rows: readonly Label[][]): Label[] {
  return [...new Set(rows.flat())].sort(compareLabels);
}

function compareLabels(left: Label, right: Label): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : 1;
  return typeof left === "number" ? -1 : 1;
}
