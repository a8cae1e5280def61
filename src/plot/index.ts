// The table of plots: what `plot.…` offers. One file a plot and one line here.
export { bar } from "./bar.ts";
export { Chart, type ChartContent, type VegaLiteSpec } from "./chart.ts";
export { type ConfusionMatrixPlotOptions, confusionMatrix } from "./confusionMatrix.ts";
export { type HistogramOptions, histogram } from "./histogram.ts";
export { type ImagesOptions, images } from "./images.ts";
export { type LineOptions, line } from "./line.ts";
export { type LossCurveOptions, lossCurve } from "./lossCurve.ts";
export { Picture, type PictureContent } from "./picture.ts";
export { type ScatterOptions, scatter } from "./scatter.ts";
export type { ChartOptions, SeriesData } from "./series.ts";
export { vegaLite } from "./vegaLite.ts";
