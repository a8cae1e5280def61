// The table of plots: what `plot.…` offers. One file a plot and one line here.
import { bar } from "./bar.ts";
import { confusionMatrix } from "./confusionMatrix.ts";
import { histogram } from "./histogram.ts";
import { images } from "./images.ts";
import { line } from "./line.ts";
import { lossCurve } from "./lossCurve.ts";
import { scatter } from "./scatter.ts";
import { vegaLite } from "./vegaLite.ts";

export { Chart } from "./chart.ts";
export type { History } from "./lossCurve.ts";
export { Picture } from "./picture.ts";

/** Charts and pictures. Each returns a value that shows itself as a cell's last expression or through `display`. */
export const plot = { line, scatter, bar, histogram, lossCurve, confusionMatrix, images, vegaLite };
