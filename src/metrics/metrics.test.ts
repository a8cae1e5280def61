// The metrics against scikit-learn 1.9.1's values, which are written out here.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import {
  accuracy,
  classificationReport,
  confusionMatrix,
  f1,
  type Label,
  mae,
  mse,
  precision,
  r2,
  recall,
} from "./index.ts";

const yTrue = [0, 1, 2, 2, 2, 1, 0, 3, 3, 1];
const yPred = [0, 2, 2, 2, 1, 1, 0, 0, 3, 1];
// Class 2 is never predicted, class 3 never true.
const gappy = { yTrue: [0, 1, 2, 2], yPred: [0, 1, 1, 3] };

function close(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} and ${expected}`);
}

function tensor(shape: number[], values: number[], dtype = "i32") {
  return { shape, dtype, device: "reference", data: async () => Float32Array.from(values) };
}

describe("confusionMatrix", () => {
  it("counts true classes in rows and predicted ones in columns", () => {
    const matrix = confusionMatrix(yTrue, yPred);
    assert.deepEqual(matrix.counts, [
      [2, 0, 0, 0],
      [0, 2, 1, 0],
      [0, 1, 2, 0],
      [1, 0, 0, 1],
    ]);
    assert.deepEqual(matrix.labels, [0, 1, 2, 3]);
    assert.equal(matrix.accuracy, 0.7);
    assert.deepEqual(matrix.confusions(2), [
      { actual: 1, predicted: 2, count: 1 },
      { actual: 2, predicted: 1, count: 1 },
    ]);
  });

  it("takes names, and names for numbers", () => {
    assert.deepEqual(confusionMatrix(["b", "a"], ["b", "b"]).labels, ["a", "b"]);
    const named = confusionMatrix([0, 1, 1], [0, 1, 0], { labels: ["cat", "dog"] });
    assert.deepEqual(
      [named.labels, named.counts],
      [
        ["cat", "dog"],
        [
          [1, 0],
          [1, 1],
        ],
      ],
    );
  });

  it("refuses labels it does not know and rows of different lengths", () => {
    assert.throws(() => confusionMatrix(["a"], ["c"], { labels: ["a", "b"] }), {
      message: "confusionMatrix: unknown label: c and labels a, b",
    });
    assert.throws(() => confusionMatrix([0], [0, 1]), {
      message: "confusionMatrix: lengths differ: yTrue 1 and yPred 2",
    });
    assert.throws(() => confusionMatrix([], []), /no samples/);
  });
});

describe("precision, recall and f1", () => {
  const all = [precision, recall, f1];
  const expected = {
    macro: [0.75, 0.7083333333333333, 0.7],
    micro: [0.7, 0.7, 0.7],
    weighted: [0.7333333333333333, 0.7, 0.6933333333333332],
  } as const;
  for (const average of ["macro", "micro", "weighted"] as const)
    it(`average over classes: ${average}`, () => {
      all.forEach((metric, i) => {
        close(metric(yTrue, yPred, { average }), expected[average][i] as number);
      });
    });

  it("look at the positive class when there are two", () => {
    const [actual, predicted] = [
      [1, 0, 1, 1, 0, 0, 1],
      [1, 0, 0, 1, 1, 0, 1],
    ];
    for (const metric of all) close(metric(actual, predicted), 0.75);
    close(precision(actual, predicted, { posLabel: 0 }), 2 / 3);
    assert.throws(() => precision(["a", "b"], ["a", "a"]), {
      message: "precision: no such class: posLabel 1 and a, b",
    });
  });

  it("ask for an average when there are more", () => {
    assert.throws(
      () => f1(yTrue, yPred),
      /^ArgumentError: f1: more than two classes: 0, 1, 2, 3 and average "binary"\nhelp: /,
    );
  });

  it("give 0/0 the value asked for, and leave NaN out of averages", () => {
    const score = (metric: typeof precision, zeroDivision: number, average: "macro" | "weighted" = "macro") =>
      metric(gappy.yTrue, gappy.yPred, { average, zeroDivision });
    for (const [i, value] of [0.375, 0.5, 5 / 12].entries())
      close(score(all[i] as typeof precision, 0), value);
    close(score(precision, 1), 0.625);
    close(score(recall, 1), 0.75);
    close(score(precision, 1, "weighted"), 0.875);
    close(score(precision, Number.NaN), 0.5);
    close(score(recall, Number.NaN), 2 / 3);
    close(score(precision, Number.NaN, "weighted"), 0.75);
    assert.equal(precision([0, 0], [0, 0]), 0);
    assert.equal(precision([0, 0], [0, 0], { zeroDivision: 1 }), 1);
  });

  it("average over chosen classes only", () => {
    close(precision(yTrue, yPred, { average: "macro", labels: [1, 2] }), 2 / 3);
    close(precision(yTrue, yPred, { average: "micro", labels: [1, 2] }), 2 / 3);
  });
});

describe("accuracy", () => {
  it("is the fraction of equal labels, of any kind", () => {
    assert.equal(accuracy(yTrue, yPred), 0.7);
    assert.equal(accuracy(["a", "b"], ["a", "a"]), 0.5);
    assert.equal(accuracy(Int32Array.of(1, 2), [1, 2]), 1);
  });

  it("takes scores for predictions: the largest column counts", async () => {
    const scores = [
      [0.1, 0.9],
      [0.8, 0.2],
    ];
    assert.equal(accuracy([1, 1], scores), 0.5);
    assert.equal(await accuracy(tensor([2], [1, 1]), tensor([2, 2], scores.flat(), "f32")), 0.5);
  });
});

describe("classificationReport", () => {
  it("is laid out as scikit-learn's", () => {
    const actual: Label[] = ["cat", "dog", "cat", "bird", "bird", "dog"];
    const report = classificationReport(actual, ["cat", "dog", "dog", "bird", "cat", "dog"]);
    assert.equal(
      inspect(report),
      `
              precision    recall  f1-score   support

        bird       1.00      0.50      0.67         2
         cat       0.50      0.50      0.50         2
         dog       0.67      1.00      0.80         2

    accuracy                           0.67         6
   macro avg       0.72      0.67      0.66         6
weighted avg       0.72      0.67      0.66         6`.slice(1),
    );
    assert.equal(report.classes.get("bird")?.recall, 0.5);
  });
});

describe("regression", () => {
  const [actual, predicted] = [
    [3, -0.5, 2, 7],
    [2.5, 0, 2, 8],
  ];
  it("equals scikit-learn's values", async () => {
    assert.equal(mse(actual, predicted), 0.375);
    assert.equal(mae(actual, predicted), 0.5);
    close(r2(actual, predicted), 0.9486081370449679);
    assert.equal(await mse(tensor([2, 2], actual, "f32"), predicted), 0.375);
  });

  it("knows what r2 is for a constant", () => {
    assert.deepEqual([r2([1, 1], [1, 1]), r2([1, 1], [1, 2])], [1, 0]);
  });

  it("refuses rows of different lengths", () => {
    assert.throws(() => mse([1], [1, 2]), { message: "mse: lengths differ: yTrue 1 and yPred 2" });
  });
});
