// Curves with axes and legend, drawn as SVG by hand into a given area. Far cheaper than Vega: milliseconds instead of a
// tenth of a second. For live frames and vectors; what stays in the notebook as a chart is Vega-Lite's.
import { extent, formatNumber, shorten, thinCurve, ticks } from "./numbers.ts";
import { fitText, measureText } from "./raster/font.ts";
import { element, line, text } from "./svg.ts";
import { colors, series as palette } from "./theme.ts";

export interface Curve {
  name: string;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** Place in the palette; its place in the panel when left out. */
  color?: number;
}

export interface CurvePanel {
  /** The y axis's title. */
  label: string;
  curves: readonly Curve[];
}

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

const margin = { left: 52, right: 16, top: 30, bottom: 44 };

/** A panel of curves that fills the area: legend on top, then the curves over their axes. */
export function drawPanel(panel: CurvePanel, xLabel: string, area: Area): string[] {
  const box = {
    left: area.x + margin.left,
    right: area.x + area.width - margin.right,
    top: area.y + margin.top,
    bottom: area.y + area.height - margin.bottom,
  };
  const x = axisRange(panel.curves.map((curve) => curve.x));
  const y = axisRange(panel.curves.map((curve) => curve.y));
  const px = (value: number) => box.left + ((value - x.min) / (x.max - x.min)) * (box.right - box.left);
  const py = (value: number) => box.bottom - ((value - y.min) / (y.max - y.min)) * (box.bottom - box.top);
  const small = { "font-size": 11, fill: colors.muted };
  const middle = (box.top + box.bottom) / 2;
  return [
    ...ticks(y.min, y.max, 5).flatMap((value) => [
      line(box.left, py(value), box.right, py(value), { stroke: colors.grid }),
      text(box.left - 7, py(value) + 4, formatNumber(value), { ...small, "text-anchor": "end" }),
    ]),
    line(box.left, box.bottom, box.right, box.bottom, { stroke: colors.axis }),
    ...ticks(x.min, x.max, 6).flatMap((value) => [
      line(px(value), box.bottom, px(value), box.bottom + 4, { stroke: colors.axis }),
      text(px(value), box.bottom + 17, formatNumber(value), { ...small, "text-anchor": "middle" }),
    ]),
    text((box.left + box.right) / 2, box.bottom + 34, xLabel, {
      "text-anchor": "middle",
      "font-weight": 500,
    }),
    text(area.x + 14, middle, panel.label, {
      "text-anchor": "middle",
      "font-weight": 500,
      transform: `rotate(-90 ${area.x + 14} ${middle})`,
    }),
    ...legend(panel.curves, box.left, box.right, area.y + 14),
    ...panel.curves.flatMap((curve, i) => drawCurve(curve, i, px, py)),
  ];
}

function axisRange(columns: readonly ArrayLike<number>[]): { min: number; max: number } {
  const ranges = columns.map((column) => extent(column)).filter((range) => range !== undefined);
  if (ranges.length === 0) return { min: 0, max: 1 };
  const min = Math.min(...ranges.map((range) => range.min));
  const max = Math.max(...ranges.map((range) => range.max));
  return min < max ? { min, max } : { min: min - 0.5, max: max + 0.5 };
}

function legend(curves: readonly Curve[], left: number, right: number, y: number): string[] {
  const parts: string[] = [];
  let x = left;
  curves.forEach((curve, i) => {
    if (curves.length === 1 && curve.name === "") return;
    const last = curve.y.length > 0 ? ` ${formatNumber(curve.y[curve.y.length - 1] as number, 3)}` : "";
    const label = `${fitText(curve.name, 12, 150)}${last}`;
    if (x + measureText(label, 12) + 24 > right) return;
    parts.push(
      element("circle", { cx: x + 5, cy: y, r: 4.5, fill: colorOf(curve, i) }),
      text(x + 14, y + 4, label),
    );
    x += measureText(label, 12) + 28;
  });
  return parts;
}

function colorOf(curve: Curve, index: number): string {
  return palette[(curve.color ?? index) % palette.length] as string;
}

function drawCurve(
  curve: Curve,
  index: number,
  px: (x: number) => number,
  py: (y: number) => number,
): string[] {
  const kept = thinCurve(curve.y, 800);
  let path = "";
  let pen = "M";
  const dots: string[] = [];
  for (const i of kept) {
    const value = curve.y[i] as number;
    if (!Number.isFinite(value)) {
      pen = "M";
      continue;
    }
    const [x, y] = [px(curve.x[i] as number), py(value)];
    path += `${pen}${shorten(x)} ${shorten(y)}`;
    pen = "L";
    if (kept.length <= 30)
      dots.push(element("circle", { cx: x, cy: y, r: 2.6, fill: colorOf(curve, index) }));
  }
  if (path === "") return [];
  const stroke = {
    stroke: colorOf(curve, index),
    "stroke-width": 2,
    fill: "none",
    "stroke-linejoin": "round",
    "stroke-linecap": "round",
  };
  return [element("path", { d: path, ...stroke }), ...dots];
}
