// The ordered table of renderers; the first that accepts a value renders it. Kept light: whatever takes long to load is
// imported by the renderer that needs it, when it needs it.
import { chart } from "./chart.ts";
import { confusionMatrix } from "./confusionMatrix.ts";
import { moduleSummary } from "./module.ts";
import { picture } from "./picture.ts";
import { plain } from "./plain.ts";
import type { Renderer } from "./renderer.ts";
import { report } from "./report.ts";
import { selfDescribing } from "./selfDescribing.ts";
import { tensor } from "./tensor.ts";

export const renderers: readonly Renderer[] = [
  selfDescribing,
  chart,
  picture,
  confusionMatrix,
  tensor,
  moduleSummary,
  report,
  plain,
];
