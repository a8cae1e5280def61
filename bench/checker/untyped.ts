// The library's declarations twice: as they are, and with every rule of shapes replaced by `number[]`, so that tensors are
// untyped. What is different between the two is what the rules cost.
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Rules that pass an argument on or name a type, with what is left of them. */
const kept: Readonly<Record<string, string>> = {
  Shape: "unknown[]",
  Fits: "T",
  FitsRest: "T",
  AxisArg: "A",
  ReduceArg: "A",
  Clash: "never",
  ReduceAxis: "number | readonly number[] | null",
  Nested: "",
  NumberArray: "",
  NoOptions: "",
};

/** Copies the declarations below `from`. */
export const copyTyped = (from: string, to: string): void =>
  cpSync(from, to, { recursive: true, filter: (path) => !/\.(js|map)$/.test(path) });

/** The same, without rules. */
export function copyUntyped(from: string, to: string): void {
  copyTyped(from, to);
  const folder = join(to, "tensor/shapes");
  for (const file of readdirSync(folder)) {
    const path = join(folder, file);
    const statements = readFileSync(path, "utf8").split(/^(?=export |type |interface |declare |import )/m);
    writeFileSync(path, statements.map(plain).join(""));
  }
  const operands = join(to, "tensor/methods/operands.d.ts");
  const text = readFileSync(operands, "utf8");
  writeFileSync(operands, text.replace(/(type Elementwise<.*?> =)[\s\S]*?;\n/, "$1 Tensor<B> | number;\n"));
}

function plain(statement: string): string {
  const name = /^export type (\w+)/.exec(statement)?.[1];
  if (name === undefined) return statement;
  const instead = kept[name] ?? "number[]";
  if (instead === "") return statement;
  let at = `export type ${name}`.length;
  if (statement[at] === "<") {
    let depth = 0;
    do {
      if (statement[at] === "<") depth++;
      if (statement[at] === ">" && statement[at - 1] !== "=") depth--;
      at++;
    } while (depth > 0);
  }
  return `${statement.slice(0, at)} = ${instead};\n`;
}
