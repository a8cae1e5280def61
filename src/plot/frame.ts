// One frame of a live plot, as SVG: title, a line of progress, and panels of curves, always of the same size, so that a
// frame that replaces another does not move the page.
import { type CurvePanel, drawPanel } from "./curves.ts";
import { fitText } from "./raster/font.ts";
import { svgDocument, text } from "./svg.ts";
import { colors } from "./theme.ts";

export interface Frame {
  title: string;
  subtitle?: string;
  /** Side by side. */
  panels: readonly CurvePanel[];
  xLabel?: string;
}

const heading = 44;
const height = 320;

/** The frame as an SVG document. */
export function drawFrame(frame: Frame): string {
  const panels = frame.panels.length > 0 ? frame.panels : [{ label: "", curves: [] }];
  const width = panels.length > 1 ? 760 : 540;
  const each = width / panels.length;
  return svgDocument(
    width,
    height,
    text(12, 22, fitText(frame.title, 15, width - 24, 500), { "font-size": 15, "font-weight": 500 }),
    text(12, 41, fitText(frame.subtitle ?? "", 12, width - 24), { fill: colors.muted }),
    ...panels.flatMap((panel, i) => {
      const area = { x: i * each, y: heading, width: each, height: height - heading };
      return drawPanel(panel, frame.xLabel ?? "", area);
    }),
  );
}
