// A very small SVG writer for the pictures that are not charts: image sheets, heat maps, live frames. All text is escaped.
import { escapeMarkup } from "./escape.ts";
import { colors, FONT_FAMILY } from "./theme.ts";

type Attributes = Record<string, string | number | undefined>;

/** `<name …>children</name>`; attributes that are undefined are left out. */
export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const list = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeMarkup(typeof value === "number" ? round(value) : value)}"`)
    .join("");
  return children.length === 0 ? `<${name}${list}/>` : `<${name}${list}>${children.join("")}</${name}>`;
}

export function rect(x: number, y: number, width: number, height: number, attributes: Attributes): string {
  return element("rect", { x, y, width, height, ...attributes });
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: Attributes): string {
  return element("line", { x1, y1, x2, y2, ...attributes });
}

/** A line of text; `y` is its baseline. */
export function text(x: number, y: number, content: string, attributes: Attributes = {}): string {
  return element("text", { x, y, "font-size": 12, fill: colors.ink, ...attributes }, escapeMarkup(content));
}

/** A whole picture on the house background. */
export function svgDocument(width: number, height: number, ...children: string[]): string {
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      "font-family": FONT_FAMILY,
    },
    rect(0, 0, width, height, { fill: colors.background }),
    ...children,
  );
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}
