// The table of metrics: what `metrics.…` offers. One file a family and one line here.
import { accuracy, f1, precision, recall } from "./classification.ts";
import { classificationReport } from "./classificationReport.ts";
import { confusionMatrix } from "./confusionMatrix.ts";
import { mae, mse, r2 } from "./regression.ts";

export type { Average, AverageOptions } from "./classification.ts";
export { accuracy, f1, precision, recall } from "./classification.ts";
export { ClassificationReport, classificationReport } from "./classificationReport.ts";
export { ConfusionMatrix, confusionMatrix } from "./confusionMatrix.ts";
export type { Label, Labels } from "./labels.ts";
export { mae, mse, r2 } from "./regression.ts";

/** How good predictions are. All take (yTrue, yPred): arrays give a number at once, tensors a promise of one. */
export const metrics = {
  accuracy,
  precision,
  recall,
  f1,
  confusionMatrix,
  classificationReport,
  mse,
  mae,
  r2,
};
