// What rendering gives: a value in several MIME types, with Jupyter's metadata. Text stays text, images are base64,
// JSON types are objects.

/** A value in several MIME types. */
export type MimeBundle = Record<string, unknown>;

/** A rendered value: the `data` and `metadata` of Jupyter's `display_data`. */
export interface Rendered {
  data: MimeBundle;
  metadata: Record<string, unknown>;
}

/** Objects with a method of this name describe themselves: it returns a MIME bundle or a promise of one. */
export const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display");

/** MIME type under which JupyterLab and VS Code draw a chart; they know no later version. */
export const vegaLiteMime = "application/vnd.vegalite.v5+json";

/** A bundle without metadata. */
export function rendered(data: MimeBundle, metadata: Record<string, unknown> = {}): Rendered {
  return { data, metadata };
}

/** A PNG in a bundle, shown at its nominal size, which is half its pixels. */
export function renderedPng(
  png: { bytes: Uint8Array; width?: number; height?: number },
  text: string,
  more: MimeBundle = {},
): Rendered {
  const size = png.width && png.height ? { "image/png": { width: png.width, height: png.height } } : {};
  return { data: { ...more, "image/png": base64(png.bytes), "text/plain": text }, metadata: size };
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
