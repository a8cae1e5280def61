// Everything else: plain text, within bounds.
import { inspectValue } from "../inspect.ts";
import { rendered } from "../mime.ts";
import { renderer } from "./renderer.ts";

export const plain = renderer(
  "text",
  (_value): _value is unknown => true,
  (value) => rendered({ "text/plain": inspectValue(value) }),
);
