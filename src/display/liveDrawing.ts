// What a live plot draws: a frame while it runs and a chart at the end, both from the same curves. Loaded when the first
// live plot is drawn.
import { Chart } from "../plot/chart.ts";
import { type CurvesOptions, curvesChart } from "../plot/curvesChart.ts";
import { drawFrame } from "../plot/frame.ts";
import { formatNumber } from "../plot/numbers.ts";
import { groupPanels, type Panel } from "../plot/panels.ts";
import { svgToPng } from "../plot/raster/svgToPng.ts";
import { type Rendered, renderedPng } from "./mime.ts";

/** The points of each curve by its name. */
export type LiveCurves = Map<string, { x: number[]; y: number[] }>;

export type LiveDrawingOptions = CurvesOptions;

const framePanels = 2;

export function liveChart(curves: LiveCurves, options: LiveDrawingOptions): Chart {
  const drawn = new Map([...curves].filter(([, { y }]) => y.length > 0));
  return new Chart(curvesChart(panelsOf(drawn), { title: "Training", xLabel: "step", ...options }));
}

export async function liveFrame(
  curves: LiveCurves,
  options: LiveDrawingOptions,
  note: string,
): Promise<Rendered> {
  const { title = "Training", subtitle = "", xLabel = "step" } = options;
  const heading = [subtitle, note].filter((part) => part !== "").join(" · ");
  const panels = panelsOf(curves)
    .slice(0, framePanels)
    .map((panel) => ({
      label: panel.metric,
      curves: panel.curves.map((curve) => ({ ...curve, color: curve.name === "validation" ? 1 : 0 })),
    }));
  const latest = [...curves]
    .filter(([, { y }]) => y.length > 0)
    .map(([name, { y }]) => `${name} ${formatNumber(y.at(-1) as number)}`);
  const text = [heading === "" ? title : `${title} · ${heading}`, latest.join(" · ")].join("\n");
  return renderedPng(await svgToPng(drawFrame({ title, subtitle: heading, xLabel, panels })), text);
}

function panelsOf(curves: LiveCurves): Panel[] {
  return groupPanels([...curves].map(([name, { x, y }]) => ({ name, x, y })));
}
