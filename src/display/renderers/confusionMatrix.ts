// A confusion matrix shows itself as its picture.
import { lazily } from "../../lazy.ts";
import { ConfusionMatrix } from "../../metrics/confusionMatrix.ts";
import { renderPicture } from "./picture.ts";
import { renderer } from "./renderer.ts";

export const confusionMatrix = renderer(
  "confusion matrix",
  (value) => value instanceof ConfusionMatrix,
  async (value) => {
    const { confusionMatrix: draw } = await lazily(() => import("../../plot/confusionMatrix.ts"));
    return renderPicture(draw(value));
  },
);
