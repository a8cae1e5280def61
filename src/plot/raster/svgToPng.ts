// SVG to PNG, by resvg with the shipped font, so that a picture is the same on every machine. System fonts are loaded
// only for characters the shipped font lacks (Chinese, emoji, …). resvg is imported when the first picture is drawn.
import { lazily } from "../../lazy.ts";
import { fontCovers, fontFamily, fontFiles } from "./font.ts";

/** A picture's bytes, with the size at which it should be shown: half its pixels, for sharp text on dense screens. */
export interface Png {
  /** The file. */
  bytes: Uint8Array;
  /** CSS pixels. */
  width: number;
  /** CSS pixels. */
  height: number;
}

/** Pixels per CSS pixel. */
export const pixelRatio = 2;

/** Draws an SVG; it runs beside the main thread. */
export async function svgToPng(svg: string): Promise<Png> {
  const { renderAsync } = await lazily(() => import("@resvg/resvg-js"));
  const image = await renderAsync(svg, {
    font: {
      loadSystemFonts: !fontCovers(svg),
      fontFiles,
      defaultFontFamily: fontFamily,
      sansSerifFamily: fontFamily,
      monospaceFamily: fontFamily,
    },
    fitTo: { mode: "zoom", value: pixelRatio },
    logLevel: "off",
  });
  return {
    bytes: image.asPng(),
    width: Math.round(image.width / pixelRatio),
    height: Math.round(image.height / pixelRatio),
  };
}
