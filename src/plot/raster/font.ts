// The shipped font: where it lies, how wide a text is in it, and which characters it has. Reads just the three
// TrueType tables that takes (cmap, hhea, hmtx); resvg does the drawing. Without it Vega guesses widths, and labels collide.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("../../../../src/plot/fonts/", import.meta.url);

export const fontFamily = "Roboto";
export const fontFiles = ["Roboto-Regular.ttf", "Roboto-Medium.ttf"].map((name) =>
  fileURLToPath(new URL(name, folder)),
);

interface Font {
  /** Advance width of a character, as a fraction of the font size; undefined where the font lacks it. */
  advance(codePoint: number): number | undefined;
}

const loaded: (Font | undefined)[] = [];

function font(weight: number): Font {
  const index = weight >= 500 ? 1 : 0;
  return (loaded[index] ??= readFont(readFileSync(fontFiles[index] as string)));
}

function readFont(bytes: Buffer): Font {
  const table = (tag: string): number => {
    for (let i = 0, entry = 12; i < bytes.readUInt16BE(4); i++, entry += 16)
      if (bytes.toString("latin1", entry, entry + 4) === tag) return bytes.readUInt32BE(entry + 8);
    throw new Error(`font: table missing: ${tag}`);
  };
  const unitsPerEm = bytes.readUInt16BE(table("head") + 18);
  const metrics = table("hmtx");
  const wideMetrics = bytes.readUInt16BE(table("hhea") + 34);
  const glyphs = readCharacterMap(bytes, table("cmap"));
  return {
    advance(codePoint) {
      const glyph = glyphs.get(codePoint);
      if (glyph === undefined) return undefined;
      return bytes.readUInt16BE(metrics + 4 * Math.min(glyph, wideMetrics - 1)) / unitsPerEm;
    },
  };
}

/** Character → glyph, from the format 4 subtable, which every TrueType font carries for the Basic Multilingual Plane. */
function readCharacterMap(bytes: Buffer, cmap: number): Map<number, number> {
  const glyphs = new Map<number, number>();
  for (let i = 0; i < bytes.readUInt16BE(cmap + 2); i++) {
    const subtable = cmap + bytes.readUInt32BE(cmap + 8 + 8 * i);
    if (bytes.readUInt16BE(subtable) !== 4) continue;
    const span = bytes.readUInt16BE(subtable + 6);
    const ends = subtable + 14;
    const starts = ends + span + 2;
    const deltas = starts + span;
    const offsets = deltas + span;
    for (let at = 0; at < span; at += 2) {
      const offset = bytes.readUInt16BE(offsets + at);
      const start = bytes.readUInt16BE(starts + at);
      for (let code = start; code <= bytes.readUInt16BE(ends + at) && code < 0xffff; code++) {
        let glyph = code;
        if (offset !== 0) glyph = bytes.readUInt16BE(offsets + at + offset + 2 * (code - start));
        if (offset !== 0 && glyph === 0) continue;
        glyph = (glyph + bytes.readUInt16BE(deltas + at)) & 0xffff;
        if (glyph !== 0) glyphs.set(code, glyph);
      }
    }
    return glyphs;
  }
  throw new Error("font: table missing: cmap format 4");
}

/** Width of a text in pixels, in the shipped font. */
export function measureText(text: string, size: number, weight = 400): number {
  const face = font(weight);
  let width = 0;
  for (const character of text) width += face.advance(character.codePointAt(0) ?? 0) ?? 0.9;
  return width * size;
}

/** The text shortened with an ellipsis until it fits. */
export function fitText(text: string, size: number, width: number, weight = 400): string {
  if (measureText(text, size, weight) <= width) return text;
  const characters = [...text];
  while (characters.length > 1 && measureText(`${characters.join("")}…`, size, weight) > width)
    characters.pop();
  return `${characters.join("")}…`;
}

/** True when the shipped font has every character of the text. */
export function fontCovers(text: string): boolean {
  const face = font(400);
  for (const [character] of text.matchAll(/[^\x00-\x7f]/gu))
    if (face.advance(character.codePointAt(0) ?? 0) === undefined) return false;
  return true;
}
