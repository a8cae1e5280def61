// Curves of a training run sorted into panels: one for each metric, with its training and its validation curve. The
// prefix `val` is what tells them apart, as in `valLoss` or `val_loss`.

/** One curve with its own positions: validation is measured more seldom than training. */
export interface NamedCurve {
  name: string;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

export interface Panel {
  metric: string;
  /** Named `training` and `validation`. */
  curves: NamedCurve[];
}

/** The metric that a column belongs to, and which of its two curves it is. */
export function splitName(name: string): { metric: string; curve: "training" | "validation" } {
  const metric = /^val(?:_|(?=[A-Z]))(.+)$/.exec(name)?.[1];
  if (metric === undefined) return { metric: name, curve: "training" };
  return { metric: metric.charAt(0).toLowerCase() + metric.slice(1), curve: "validation" };
}

/** The curves by metric, the loss first. */
export function groupPanels(curves: readonly NamedCurve[]): Panel[] {
  const panels = new Map<string, NamedCurve[]>();
  for (const { name, x, y } of curves) {
    const { metric, curve } = splitName(name);
    const panel = panels.get(metric) ?? [];
    panels.set(metric, panel);
    panel.push({ name: curve, x, y });
  }
  return [...panels]
    .sort(([left], [right]) => Number(right === "loss") - Number(left === "loss"))
    .map(([metric, members]) => ({ metric, curves: members.sort((a, b) => (a.name < b.name ? -1 : 1)) }));
}

/** Where the loss was lowest: the validation loss, if there is one. */
export function bestPoint(panel: Panel): { x: number; y: number; kind: string } | undefined {
  const curve = panel.curves.find(({ name }) => name === "validation") ?? panel.curves[0];
  if (!curve) return undefined;
  let best: number | undefined;
  for (let i = 0; i < curve.y.length; i++) {
    const value = curve.y[i] as number;
    if (Number.isFinite(value) && (best === undefined || value < (curve.y[best] as number))) best = i;
  }
  if (best === undefined) return undefined;
  const kind = curve.name === "validation" ? `validation ${panel.metric}` : panel.metric;
  return { x: curve.x[best] as number, y: curve.y[best] as number, kind };
}
