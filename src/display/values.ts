// Values that say in which format they are meant: `display(html("<b>hi</b>"))`. The text is shown as it is; whoever puts
// data into markup escapes it with `escapeMarkup`.
import { ArgumentError } from "../errors.ts";
import { base64, jupyterDisplay, type MimeBundle } from "./mime.ts";

/**
 * A value that is its own MIME bundle, made by `html`, `markdown`, `png` and the like.
 * @example
 * display(html("<b>hello</b>"));
 */
export class RichValue {
  readonly #bundle: MimeBundle;

  constructor(bundle: MimeBundle) {
    this.#bundle = bundle;
  }

  [jupyterDisplay](): MimeBundle {
    return this.#bundle;
  }
}

/**
 * HTML, shown as a page fragment. Its text twin is the HTML without tags.
 * @example
 * html("<b>hello</b>")
 */
export function html(text: string): RichValue {
  return new RichValue({ "text/html": text, "text/plain": withoutTags(text) });
}

/**
 * Markdown, with formulas between dollar signs.
 * @example
 * markdown("**loss** falls as $1/t$")
 */
export function markdown(text: string): RichValue {
  return new RichValue({ "text/markdown": text, "text/plain": text });
}

/**
 * A formula in LaTeX, without the dollar signs.
 * @example
 * latex("y = x W^T + b")
 */
export function latex(formula: string): RichValue {
  return new RichValue({ "text/latex": `$$${formula}$$`, "text/plain": formula });
}

/**
 * An SVG picture, as text.
 * @example
 * svg('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="18"/></svg>')
 */
export function svg(text: string): RichValue {
  return new RichValue({ "image/svg+xml": text, "text/plain": "SVG picture" });
}

/**
 * A PNG picture, as the file's bytes.
 * @throws ArgumentError when the bytes are no PNG file
 * @example
 * const { bytes } = await plot.line([3, 2, 1]).png();
 * png(bytes)
 */
export function png(bytes: Uint8Array): RichValue {
  const size = pngSize(bytes);
  return new RichValue({
    "image/png": base64(bytes),
    "text/plain": `PNG picture ${size.width}×${size.height}`,
  });
}

/**
 * A JSON value, shown as a tree that folds.
 * @throws ArgumentError when it is no JSON value, such as a function
 * @example
 * json({ lr: 0.01, layers: [64, 10] })
 */
export function json(value: unknown): RichValue {
  const text = JSON.stringify(value, null, 2);
  if (text === undefined)
    throw new ArgumentError({ op: "json", message: `not a JSON value: ${typeof value}` });
  return new RichValue({ "application/json": JSON.parse(text), "text/plain": text });
}

function pngSize(bytes: Uint8Array): { width: number; height: number } {
  const isPng =
    bytes.length >= 24 && bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47;
  if (!isPng)
    throw new ArgumentError({
      op: "png",
      message: `not a PNG file: ${bytes.length} bytes that don't begin with its signature`,
    });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function withoutTags(text: string): string {
  return text
    .replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<(br|\/p|\/div|\/tr|\/li|\/h\d)\b[^>]*>/gi, "\n")
    .replace(/<[^>]*>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&")
    .replace(/[ \t]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .trim();
}
