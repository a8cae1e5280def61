// Pixels to PNG: the raw part of image sheets and heat maps. No text and no resizing by interpolation: a pixel of data
// must stay a sharp square.
import { lazily } from "../../lazy.ts";

/** RGB pixels, row by row. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8Array;
}

export function pixels(width: number, height: number): Pixels {
  return { width, height, data: new Uint8Array(width * height * 3) };
}

/** A PNG as a data URI, to stand in an SVG's `<image>`. */
export async function toDataUri(image: Pixels): Promise<string> {
  const { encode } = await lazily(() => import("fast-png"));
  const bytes = encode({ width: image.width, height: image.height, data: image.data, channels: 3 });
  return `data:image/png;base64,${Buffer.from(bytes).toString("base64")}`;
}
