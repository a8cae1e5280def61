// Pixels to PNG: the raw part of image sheets and heat maps. No text and no resizing by interpolation: a pixel of data
// must stay a sharp square.

/** RGB pixels, row by row. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8Array;
}

export function pixels(width: number, height: number): Pixels {
  return { width, height, data: new Uint8Array(width * height * 3) };
}

/** The picture with each pixel repeated `factor` times in both directions. */
export function enlarge(source: Pixels, factor: number): Pixels {
  const result = pixels(source.width * factor, source.height * factor);
  for (let y = 0; y < result.height; y++) {
    const row = Math.floor(y / factor) * source.width;
    for (let x = 0; x < result.width; x++) {
      const from = (row + Math.floor(x / factor)) * 3;
      result.data.set(source.data.subarray(from, from + 3), (y * result.width + x) * 3);
    }
  }
  return result;
}

/** A PNG as a data URI, to stand in an SVG's `<image>`. */
export async function toDataUri(image: Pixels): Promise<string> {
  const { encode } = await import("fast-png");
  const bytes = encode({ width: image.width, height: image.height, data: image.data, channels: 3 });
  return `data:image/png;base64,${Buffer.from(bytes).toString("base64")}`;
}
