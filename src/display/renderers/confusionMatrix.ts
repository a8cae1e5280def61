// A confusion matrix shows itself as its picture.
import { ConfusionMatrix } from "../../metrics/confusionMatrix.ts";
import { renderPicture } from "./picture.ts";
import { renderer } from "./renderer.ts";

export const confusionMatrix = renderer(
  "confusion matrix",
  (value) => value instanceof ConfusionMatrix,
  async (value) => {
    const { confusionMatrix: draw } = await import("../../plot/confusionMatrix.ts");
    return renderPicture(draw(value));
  },
);
