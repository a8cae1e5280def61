// Pictures drawn by us: image sheets, confusion matrices, heat maps. A PNG with its text twin.
import { Picture } from "../../plot/picture.ts";
import { renderedPng } from "../mime.ts";
import { nextTurn } from "../turn.ts";
import { renderer } from "./renderer.ts";

export const picture = renderer("picture", (value) => value instanceof Picture, renderPicture);

export async function renderPicture(value: Picture) {
  const { text } = await value.content();
  await nextTurn();
  return renderedPng(await value.png(), text);
}
