// The tables of docs/dtypes.md, made of the code that they are about.
import { atLeast, type DType, dtypeNames, dtypes, hostArray, promote } from "../../src/graph/dtype.ts";

type Row = readonly string[];

const code = (text: string): string => `\`${text}\``;

const table = (head: Row, rows: readonly Row[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

const hostOf = (dtype: DType): string =>
  dtype === "bool" ? "Uint8Array" : hostArray(dtype, 0).constructor.name;

/** What there is. */
const elements = (): string =>
  table(
    ["dtype", "bytes", "`data()` gives", "gradients", "with a fraction such as 0.5", "with a whole number"],
    dtypeNames.map((name) => [
      code(name),
      `${dtypes[name].bytes}`,
      code(hostOf(name)),
      dtypes[name].float ? "yes" : "no",
      code(atLeast(name, "f32")),
      code(atLeast(name, "i32")),
    ]),
  );

/** What becomes of two tensors. */
const promotion = (): string =>
  table(
    ["", ...dtypeNames.map(code)],
    dtypeNames.map((a) => [code(a), ...dtypeNames.map((b) => code(promote(a, b)))]),
  );

/** By the name that stands in the page before and after each. */
const tables: { readonly [name: string]: () => string } = { elements, promotion };

/** The page with its tables as the code has them. */
export const withTables = (page: string): string =>
  Object.entries(tables).reduce((text, [name, make]) => {
    const [before, shown, after] = text.split(`<!-- ${name} -->`);
    if (shown === undefined || after === undefined) throw new Error(`there is no table of ${name}`);
    const mark = `<!-- ${name} -->`;
    return `${before}${mark}\n\n${make()}\n\n${mark}${after}`;
  }, page);
