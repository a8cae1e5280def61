// The examples in doc comments: found in the sources, completed with the names that readers know, and turned into
// functions that show their values and compare those that the example tells. It checks no types; the test does.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Edits } from "../../kernel/cell/edits.ts";
import { parse } from "../../kernel/cell/parse.ts";
import { stripTypes } from "../../kernel/cell/stripTypes.ts";
import { root } from "./unpack.ts";

export interface Example {
  /** The comment's file and line. */
  place: string;
  code: string;
}

/** What examples may use without making it: what a reader would take these names for. */
const given: Readonly<Record<string, string>> = {
  x: "randn([32, 64])",
  y: "randint(0, 10, [32])",
  model: "new nn.Sequential(new nn.Linear(64, 32), new nn.ReLU(), new nn.Linear(32, 10))",
  optimizer: "new optim.Adam(model.parameters())",
  logits: "model.forward(x)",
  loss: "crossEntropy(model.forward(x), y)",
  history: "await fit(model, { x, y }, { epochs: 2, verbose: false, plot: false })",
  digits: "data.digits()",
};

/** The examples of all sources in a folder. */
export function examplesIn(folder: string): Example[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return examplesIn(path);
    return entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts") ? examplesOf(path) : [];
  });
}

function examplesOf(path: string): Example[] {
  const text = readFileSync(path, "utf8");
  return [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap(({ 0: comment, index }) => {
    const line = text.slice(0, index).split("\n").length;
    const [, ...blocks] = withoutStars(comment).split(/(?:^|\s)@example\b/);
    return blocks.map((block, i) => ({
      place: `${relative(root, path)}:${line}${blocks.length > 1 ? ` (${i + 1})` : ""}`,
      code: (block.split(/\n\s*@/)[0] ?? "").trim(),
    }));
  });
}

const withoutStars = (comment: string): string =>
  comment
    .slice(3, -2)
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n");

/** The example as a cell that stands alone: what it takes for given, made before it. */
export function completed(code: string, names: readonly string[]): string {
  const wanted = new Set<string>();
  const want = (text: string) => {
    for (const name of Object.keys(given)) {
      if (wanted.has(name) || !uses(text, name) || declares(code, name)) continue;
      wanted.add(name);
      want(given[name]!);
    }
  };
  want(code);
  const before = Object.entries(given).filter(([name]) => wanted.has(name));
  const prelude = before.map(([name, value]) => `const ${name} = ${value};`).join(" ");
  const imported = names.filter((name) => uses(`${prelude}\n${code}`, name) && !declares(code, name));
  return `import { ${imported.join(", ")} } from "cellgrad"; ${prelude}\n${code}`;
}

const uses = (code: string, name: string): boolean => new RegExp(`(?<![.\\w"])${name}\\b(?!:)`).test(code);
const declares = (code: string, name: string): boolean =>
  new RegExp(`\\b(const|let|class|function)\\s+(\\{[^}=]*|\\[[^\\]=]*)?\\b${name}\\b`).test(code);

/**
 * The cell as JavaScript: `shown(value)` around each expression that stands alone, and `same(value, expected)` where a
 * value is told behind it: `expression // value`. Imports are left out; what they name is to be in scope.
 */
export function compiled(cell: string): string {
  const parsed = parse(cell);
  if ("problem" in parsed) throw new SyntaxError(parsed.problem.message);
  const edits = new Edits(cell);
  stripTypes(parsed.program, edits);
  for (const statement of parsed.program.body) {
    if (statement.type === "ImportDeclaration") edits.blank(statement.start, statement.end);
    if (statement.type !== "ExpressionStatement") continue;
    const { start, end } = statement.expression;
    const told = /^[;\s]*?\/\/ (.*)/.exec(cell.slice(end).split("\n")[0]!)?.[1];
    const expected = told === undefined ? undefined : valueIn(told);
    if (expected === undefined) edits.wrap(start, end, "await shown(", ")");
    else edits.wrap(start, end, "await same(", `, ${expected})`);
  }
  return edits.apply().code;
}

/** What a comment tells, when it begins as a value does. */
function valueIn(comment: string): string | undefined {
  if (!/^([-[{"'\d]|(true|false|null|undefined|NaN|Infinity)\b)/.test(comment)) return undefined;
  const parsed = parse(`(${comment})`);
  if ("problem" in parsed) throw new SyntaxError(`no value: ${comment}`);
  return `(${comment})`;
}
