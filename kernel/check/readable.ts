// A signature as a reader wants it: the helper types with which the library checks shapes give way to what they let
// through, and what is optional need not say that it may be undefined. Text in, text out: the compiler has no such option.

/** What a helper stands for, given its arguments. */
const helpers: Readonly<Record<string, (...types: string[]) => string>> = {
  Fits: (_, __, type) => type!,
  FitsRest: (_, __, type) => type!,
  ReduceArg: (_, __, axes) => axes!,
  AxisArg: (_, __, axis) => axis!,
  Elementwise: (_, __, shape) => `Tensor<${shape}> | number`,
  Ok: (shape) => shape!,
  Mutable: (shape) => shape!,
};
const helper = new RegExp(`(?<![\\w$."])(${Object.keys(helpers).join("|")})<`);

/** The text with its helper types replaced. */
export function readable(signature: string): string {
  return withoutHelpers(signature)
    .replace(/\bTensor<(number\[\]|Shape)>/g, "Tensor")
    .replace(/(\w\?: [^,()=]*?) \| undefined(?=[,)])/g, "$1");
}

function withoutHelpers(text: string): string {
  const found = helper.exec(text);
  if (!found) return text;
  const open = found.index + found[0].length;
  const { types, end } = argumentsFrom(text, open);
  const made = helpers[found[1]!]!(...types);
  return withoutHelpers(text.slice(0, found.index) + made + text.slice(end));
}

/** The type arguments from behind a `<` on, and where the text goes on behind their `>`. */
function argumentsFrom(text: string, open: number): { types: string[]; end: number } {
  const types: string[] = [];
  let start = open;
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const sign = text[at]!;
    if (sign === '"') at = text.indexOf('"', at + 1);
    else if (sign === "=" && text[at + 1] === ">") at++;
    else if ("<[({".includes(sign)) depth++;
    else if (sign === "," && depth === 0) {
      types.push(text.slice(start, at).trim());
      start = at + 1;
    } else if (">])}".includes(sign) && depth-- === 0) {
      return { types: [...types, text.slice(start, at).trim()], end: at + 1 };
    }
  }
  return { types: [...types, text.slice(start)], end: text.length };
}
