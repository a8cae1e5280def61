// Tensors: a summary with a picture, and their numbers as text. A scalar is just its number. The numbers are asked for before
// anything else: a parameter may have other ones a line later.
import { lazily } from "../../lazy.ts";
import { limitText } from "../inspect.ts";
import { rendered, renderedPng } from "../mime.ts";
import { isTensorLike } from "../tensorLike.ts";
import { nextTurn } from "../turn.ts";
import { renderer } from "./renderer.ts";

const loadDrawing = () =>
  Promise.all([
    import("../tensorStats.ts"),
    import("../tensorText.ts"),
    import("../tensorPicture.ts"),
    import("../../plot/raster/svgToPng.ts"),
  ]);

export const tensor = renderer("tensor", isTensorLike, async (value) => {
  const [values, [{ headline, statsLine, statsOf }, { tensorText }, { tensorPicture }, { svgToPng }]] =
    await Promise.all([value.data(), lazily(loadDrawing)]);
  await nextTurn();
  const stats = statsOf(values);
  const summary = value.shape.length === 0 ? headline(value) : `${headline(value)} · ${statsLine(stats)}`;
  const text = limitText(`${summary}\n${tensorText(value, values)}`);
  const svg = await tensorPicture(value, values, stats);
  return svg === undefined ? rendered({ "text/plain": text }) : renderedPng(await svgToPng(svg), text);
});
