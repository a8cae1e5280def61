// From SVG to PNG with the shipped font, and what the font can do.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decode } from "fast-png";
import { element, svgDocument, text } from "../svg.ts";
import { fitText, fontCovers, measureText } from "./font.ts";
import { pixels, toDataUri } from "./pixels.ts";
import { svgToPng } from "./svgToPng.ts";

describe("font", () => {
  it("measures text as wide as it is drawn", async () => {
    const content = "Validation loss, 0.123";
    const { bytes } = await svgToPng(svgDocument(300, 40, text(0, 25, content, { "font-size": 20 })));
    const image = decode(bytes);
    let right = 0;
    for (let i = 0; i < image.width * image.height; i++)
      if ((image.data[i * 4] as number) < 128) right = Math.max(right, i % image.width);
    assert.ok(
      Math.abs(right / 2 - measureText(content, 20)) < 3,
      `${right / 2} and ${measureText(content, 20)}`,
    );
  });

  it("knows which characters it has", () => {
    assert.ok(fontCovers("Größe μ σ × ≤ Привет"));
    assert.ok(!fontCovers("数字"));
  });

  it("shortens a text to a width", () => {
    assert.equal(fitText("short", 12, 100), "short");
    const cut = fitText("a very long label indeed", 12, 60);
    assert.match(cut, /^a very.*…$/);
    assert.ok(measureText(cut, 12) <= 60);
  });
});

describe("pictures", () => {
  it("are drawn at twice their nominal size", async () => {
    const png = await svgToPng(svgDocument(120, 50));
    assert.deepEqual([png.width, png.height], [120, 50]);
    const image = decode(png.bytes);
    assert.deepEqual([image.width, image.height], [240, 100]);
  });

  it("draw a pixel of data as a sharp rectangle", async () => {
    const source = pixels(2, 1);
    source.data.set([255, 0, 0, 0, 0, 255]);
    const place = { x: 0, y: 0, width: 20, height: 10, preserveAspectRatio: "none" };
    const href = await toDataUri(source);
    const svg = svgDocument(20, 10, element("image", { ...place, href, "image-rendering": "optimizeSpeed" }));
    const image = decode((await svgToPng(svg)).bytes);
    const colors = new Set<string>();
    for (let i = 0; i < image.width * image.height; i++)
      colors.add(image.data.slice(i * image.channels, i * image.channels + 3).join(","));
    assert.deepEqual([...colors].sort(), ["0,0,255", "255,0,0"]);
  });
});
