// Rich output: values become MIME bundles, and displays reach the notebook. Importing this must stay cheap: chart and
// picture libraries load when the first one is drawn.
export { escapeMarkup } from "../plot/escape.ts";
export { abandonDisplays, DisplayHandle, display, displaysSettled } from "./display.ts";
export { LivePlot, type LivePlotOptions, livePlot } from "./livePlot.ts";
export type { MimeBundle, Rendered } from "./mime.ts";
export { render, renderNow } from "./render.ts";
export {
  clearOutput,
  type DisplayMessage,
  type DisplaySink,
  hasDisplaySink,
  setDisplaySink,
} from "./sink.ts";
export { html, json, latex, markdown, png, RichValue, svg } from "./values.ts";
