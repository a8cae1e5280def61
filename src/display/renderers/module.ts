// Neural network modules: their summary as text and as an HTML table. Whatever has a `summary()` and a `forward()`.
import { escapeMarkup } from "../../plot/escape.ts";
import { limitText } from "../inspect.ts";
import { rendered } from "../mime.ts";
import { renderer } from "./renderer.ts";

interface ModuleLike {
  summary(): unknown;
  forward: unknown;
}

export const moduleSummary = renderer("module", isModule, (module) => {
  const text = limitText(String(module.summary()));
  const style = "line-height:1.35;margin:0";
  return rendered({ "text/html": `<pre style="${style}">${escapeMarkup(text)}</pre>`, "text/plain": text });
});

function isModule(value: unknown): value is ModuleLike {
  if (typeof value !== "object" || value === null) return false;
  const candidate = value as Partial<ModuleLike>;
  return typeof candidate.summary === "function" && typeof candidate.forward === "function";
}
