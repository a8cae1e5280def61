// The house style of every picture: colours, sizes and the Vega-Lite config. Charts and hand-drawn pictures read it, so
// that a live frame and the chart that replaces it look alike. The background is white on purpose: labels would vanish
// on a transparent picture in a dark notebook.

export const FONT_FAMILY = "Roboto, 'Helvetica Neue', Arial, sans-serif";

export const colors = {
  background: "#ffffff",
  ink: "#1f2733",
  muted: "#667085",
  grid: "#e9ecf1",
  axis: "#b6bdc9",
  panel: "#f7f8fa",
  right: "#12876a",
  wrong: "#cc3340",
  notANumber: "#ff00ff",
  positiveInfinity: "#7a0019",
  negativeInfinity: "#08205e",
} as const;

/** Colours of series, in order; told apart also with the common colour blindnesses. */
export const series = [
  "#2f6fde",
  "#ee7733",
  "#12876a",
  "#a64ac9",
  "#d63f6c",
  "#1aa7c4",
  "#b98a14",
  "#68768c",
] as const;

/** Light to dark, for counts and magnitudes. */
export const sequential = [
  "#f4f7fc",
  "#cfdff6",
  "#9dbff0",
  "#639be6",
  "#3275d3",
  "#1b52a6",
  "#0f3270",
] as const;

/** Negative to positive through near-white, for signed values. */
export const diverging = [
  "#123c86",
  "#3f7fd0",
  "#a9c9ee",
  "#f6f6f4",
  "#f6b99a",
  "#dd6a47",
  "#8f1d1d",
] as const;

export const chartWidth = 460;
export const chartHeight = 240;

/** Vega-Lite's `config` for every chart. */
export const vegaConfig = {
  font: FONT_FAMILY,
  view: { stroke: null },
  range: {
    category: [...series],
    ramp: [...sequential],
    heatmap: [...sequential],
    diverging: [...diverging],
  },
  title: {
    anchor: "start",
    fontSize: 15,
    fontWeight: 500,
    color: colors.ink,
    subtitleColor: colors.muted,
    subtitleFontSize: 12,
    offset: 12,
  },
  axis: {
    labelFontSize: 11,
    labelColor: colors.muted,
    titleFontSize: 12,
    titleFontWeight: 500,
    titleColor: colors.ink,
    titlePadding: 8,
    gridColor: colors.grid,
    domainColor: colors.axis,
    tickColor: colors.axis,
    labelOverlap: true,
    labelLimit: 180,
  },
  axisX: { grid: false },
  axisY: { domain: false, ticks: false, labelPadding: 6 },
  legend: {
    labelFontSize: 12,
    labelColor: colors.ink,
    titleFontSize: 12,
    titleFontWeight: 500,
    titleColor: colors.muted,
    symbolStrokeWidth: 3,
    labelLimit: 220,
  },
  mark: { color: series[0] },
  line: { strokeWidth: 2, strokeCap: "round", strokeJoin: "round" },
  bar: { cornerRadiusEnd: 2 },
  point: { size: 28 },
  concat: { spacing: 32 },
} as const;

/** The colour at `fraction` (0–1) of a ramp, as red, green and blue bytes. */
export function rampColor(ramp: readonly string[], fraction: number): [number, number, number] {
  const position = Math.min(Math.max(fraction, 0), 1) * (ramp.length - 1);
  const index = Math.min(Math.floor(position), ramp.length - 2);
  const low = hexColor(ramp[index] ?? colors.background);
  const high = hexColor(ramp[index + 1] ?? colors.background);
  const mix = (channel: 0 | 1 | 2) =>
    Math.round(low[channel] + (high[channel] - low[channel]) * (position - index));
  return [mix(0), mix(1), mix(2)];
}

/** `"#rrggbb"` as three bytes. */
export function hexColor(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Black or white, whichever reads better on the colour. */
export function inkOn([red, green, blue]: readonly [number, number, number]): string {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 150 ? colors.ink : "#ffffff";
}
