// `%%js`: a cell of JavaScript. It runs like any other; only the type checker has nothing to say about it.
import type { Magic } from "./magic.ts";

export const js: Magic = {
  name: "js",
  usage: "%%js",
  summary: "a cell of JavaScript: no type errors",
  cell: { code: () => "// @ts-nocheck" },
};
