// Charts: the Vega-Lite spec for front ends that draw it, with PNG and text twins for those that don't. No HTML or JSON
// beside it: JupyterLab would prefer them.
import { Chart } from "../../plot/chart.ts";
import { renderedPng, vegaLiteMime } from "../mime.ts";
import { nextTurn } from "../turn.ts";
import { renderer } from "./renderer.ts";

export const chart = renderer(
  "chart",
  (value) => value instanceof Chart,
  async (value) => {
    const { spec, text } = await value.content();
    await nextTurn();
    return renderedPng(await value.png(), text, { [vegaLiteMime]: spec });
  },
);
