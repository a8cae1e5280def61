// The table of metrics: what `metrics.…` offers. One file a family and one line here.
export { type Average, type AverageOptions, accuracy, f1, precision, recall } from "./classification.ts";
export {
  ClassificationReport,
  classificationReport,
  type ReportOptions,
  type ReportRow,
} from "./classificationReport.ts";
export { ConfusionMatrix, type ConfusionMatrixOptions, confusionMatrix } from "./confusionMatrix.ts";
export type { Label, LabelArray, Labels } from "./labels.ts";
export { mae, mse, r2 } from "./regression.ts";
