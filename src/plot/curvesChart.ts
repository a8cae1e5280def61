// The chart of a training run: a panel for each metric, and in the first a mark where the loss was lowest. Shared by
// `lossCurve` and by what a live plot leaves behind.
import type { ChartContent } from "./chart.ts";
import { formatNumber, shorten, thinCurve } from "./numbers.ts";
import { bestPoint, type NamedCurve, type Panel } from "./panels.ts";
import { type AxisScale, type ChartOptions, positiveOnly, scaleOf } from "./series.ts";
import { paragraphs, seriesLine } from "./textTwin.ts";
import { colors, series as palette } from "./theme.ts";

/** What charts of a training run take. */
export interface CurvesOptions extends ChartOptions {
  /** Of the loss; `linear` when left out. */
  yScale?: AxisScale;
}

const shownPanels = 4;
const points = 1000;

/** Spec and text of the panels; `xLabel` names what is counted: epochs or steps. */
export function curvesChart(panels: readonly Panel[], options: CurvesOptions): ChartContent {
  const title = options.title ?? "Training history";
  const label = options.xLabel ?? "epoch";
  const best = panels[0]?.metric === "loss" ? bestPoint(panels[0]) : undefined;
  const summary = best
    ? `best ${label} ${formatNumber(best.x)}: ${best.kind} ${formatNumber(best.y)}`
    : undefined;
  const subtitle = [options.subtitle, summary, lostAt(panels[0], label)].filter(Boolean).join(" · ");
  const shown = panels.slice(0, shownPanels);
  const size = { width: options.width ?? (shown.length > 1 ? 300 : 440), height: options.height ?? 220 };
  const views = shown.map((panel, i) => ({
    ...size,
    layer: [
      curvesLayer(panel, label, Math.floor(points / shown.length), options.yScale ?? "linear"),
      ...(i === 0 && best ? bestLayers(best.x, panel) : []),
    ],
  }));
  const named = panels.flatMap(({ metric, curves }) =>
    curves.map((curve) => ({ ...curve, name: `${curve.name} ${metric}` })),
  );
  const width = Math.max(...named.map(({ name }) => name.length), 0);
  return {
    spec: {
      title: { text: title, ...(subtitle ? { subtitle } : {}) },
      ...(views.length === 1
        ? views[0]
        : { columns: 2, concat: views, resolve: { scale: { color: "independent" } } }),
    },
    text: paragraphs(title, subtitle, ...named.map(({ name, x, y }) => seriesLine(name, x, y, width))),
  };
}

/** Says from where on the training loss is no number any more: a line that ends is easily overlooked. Gaps are none. */
function lostAt(panel: Panel | undefined, label: string): string | undefined {
  const curve = panel?.metric === "loss" && panel.curves.find(({ name }) => name === "training");
  if (!curve) return undefined;
  const y = Array.from(curve.y);
  const lost = y.findIndex((value) => !Number.isFinite(value));
  return lost < 0 || y.slice(lost).some(Number.isFinite)
    ? undefined
    : `loss ${curve.y[lost]} at ${label} ${formatNumber(curve.x[lost] as number)}`;
}

function curvesLayer(panel: Panel, label: string, limit: number, yScale: AxisScale): object {
  const each = Math.floor(limit / panel.curves.length);
  const names = panel.curves.map(({ name }) => name);
  const scale = panel.metric === "loss" ? yScale : "linear";
  const few = Math.max(...panel.curves.map(({ y }) => y.length)) <= 30;
  return {
    data: { values: panel.curves.flatMap((curve) => rows(curve, each)) },
    ...positiveOnly({ y: scale }),
    mark: { type: "line", tooltip: true, ...(few ? { point: { size: 26 } } : {}) },
    encoding: {
      x: {
        field: "x",
        type: "quantitative",
        title: label,
        axis: { tickMinStep: 1, tickCount: 8, format: ",.4~f" },
        scale: { zero: false, nice: false },
      },
      y: {
        field: "y",
        type: "quantitative",
        title: panel.metric,
        scale: scaleOf(scale),
      },
      color: {
        field: "s",
        type: "nominal",
        title: null,
        scale: { domain: ["training", "validation"], range: [palette[0], palette[1]] },
        legend: names.length > 1 ? { orient: "top", offset: 4, values: names } : null,
      },
    },
  };
}

function rows({ name, x, y }: NamedCurve, limit: number): object[] {
  return thinCurve(y, limit).map((i) => ({ x: x[i], y: shorten(y[i] as number), s: name }));
}

function bestLayers(x: number, panel: Panel): object[] {
  const all = panel.curves.flatMap((curve) => [curve.x[0] ?? 0, curve.x[curve.x.length - 1] ?? 0]);
  const late = x > (Math.min(...all) + Math.max(...all)) / 2;
  const data = { values: [{ x, label: `best ${formatNumber(x)}` }] };
  const position = { field: "x", type: "quantitative" };
  const mark = { type: "text", align: late ? "right" : "left", dx: late ? -5 : 5, dy: 6, y: 0, fontSize: 11 };
  return [
    { data, mark: { type: "rule", strokeDash: [4, 4], color: colors.muted }, encoding: { x: position } },
    {
      data,
      mark: { ...mark, color: colors.muted },
      encoding: { x: position, text: { field: "label" } },
    },
  ];
}
