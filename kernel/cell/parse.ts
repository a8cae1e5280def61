// The one door to `oxc-parser`: text in, syntax tree or the first problem out. Offsets are UTF-16, as JavaScript's.
// A cell is a module to the parser (top-level `await`, `import`, strict), in TypeScript, and in TSX where only that parses.
import { type Expression, type Node, type OxcError, type Program, parseSync, visitorKeys } from "oxc-parser";
import type { SyntaxProblem } from "./cell.ts";
import { deepestNesting, skipTrivia } from "./text.ts";

export type {
  AccessorProperty,
  ArrowFunctionExpression,
  BindingPattern,
  Class,
  Expression,
  Function as FunctionNode,
  ImportDeclaration,
  MethodDefinition,
  Node,
  ParamPattern,
  Program,
  PropertyDefinition,
  Statement,
  TSGlobalDeclaration,
  TSImportEqualsDeclaration,
  TSModuleDeclaration,
} from "oxc-parser";

export interface Parsed {
  program: Program;
  jsx: boolean;
}

/** Parses a cell; a cell that is one object literal comes back as that expression. */
export function parse(source: string): Parsed | { problem: SyntaxProblem } {
  if (nestsTooDeep(source)) return { problem: tooDeep(source) };
  const object = parseObjectLiteral(source);
  if (object) return { program: object, jsx: false };
  return parseText(source);
}

/** The first problem of a text as it stands, without the second meaning that braces may have. */
export function problemIn(source: string): SyntaxProblem | undefined {
  if (nestsTooDeep(source)) return tooDeep(source);
  const parsed = parseText(source);
  return "problem" in parsed ? parsed.problem : undefined;
}

/** A whole file as a tree, whatever errors it has. */
export function parseFile(source: string, file: string): Program {
  return parseSync(file, source, { sourceType: "module" }).program;
}

/** True for a text that would overflow the parser's stack, which ends the process. */
export function nestsTooDeep(source: string): boolean {
  return deepestNesting(source) > DEEPEST;
}

/** A node's child nodes, in the order of the grammar. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  const fields = node as unknown as Record<string, Node | (Node | null)[] | null | undefined>;
  for (const key of visitorKeys[node.type] ?? []) {
    const value = fields[key];
    if (Array.isArray(value)) {
      for (const child of value) if (child) children.push(child);
    } else if (value) children.push(value);
  }
  return children;
}

/** Calls `enter` on a node and all below it; a `false` from it leaves out what is below. */
export function visit(node: Node, enter: (node: Node) => unknown): void {
  if (enter(node) === false) return;
  for (const child of childrenOf(node)) visit(child, enter);
}

export function isFunction(node: Node): boolean {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression"
  );
}

// Half of the depth at which the parser was seen to overflow its stack.
const DEEPEST = 2000;

function tooDeep(source: string): SyntaxProblem {
  return { message: `the code nests deeper than ${DEEPEST} brackets`, start: 0, end: source.length };
}

// Of the two readings of a text that neither parses, the one that got further is the one that was meant.
function parseText(source: string): Parsed | { problem: SyntaxProblem } {
  const typescript = parseAs(source, "ts");
  if ("program" in typescript || !source.includes("<")) return typescript;
  const jsx = parseAs(source, "tsx");
  return "program" in jsx || jsx.problem.start > typescript.problem.start ? jsx : typescript;
}

function parseAs(source: string, lang: "ts" | "tsx"): Parsed | { problem: SyntaxProblem } {
  const { program, errors } = parseSync(`cell.${lang}`, source, {
    lang,
    sourceType: "module",
    showSemanticErrors: true,
  });
  return errors[0] ? { problem: problemOf(errors[0]) } : { program, jsx: lang === "tsx" };
}

// `{a: 1}` alone in a cell means the object, as it does in every console, and not a block with a label.
function parseObjectLiteral(source: string): Program | undefined {
  if (source[skipTrivia(source, 0)] !== "{") return undefined;
  const parsed = parseAs(`(${source.replace(/;?\s*$/, "")}\n)`, "ts");
  if ("problem" in parsed || parsed.program.body.length !== 1) return undefined;
  const { program } = parsed;
  const statement = program.body[0];
  if (statement?.type !== "ExpressionStatement") return undefined;
  if (statement.expression.type !== "ParenthesizedExpression") return undefined;
  const object: Expression = statement.expression.expression;
  if (object.type !== "ObjectExpression") return undefined;
  visit(object, (node) => {
    node.start -= 1;
    node.end -= 1;
  });
  const end = /;\s*$/.test(source) ? source.lastIndexOf(";") + 1 : object.end;
  return { ...program, body: [{ ...statement, expression: object, start: object.start, end }] };
}

function problemOf(error: OxcError): SyntaxProblem {
  // A redeclaration names both places; the second is the one at fault.
  const redeclared = /already been declared/.test(error.message);
  const label = redeclared ? error.labels.at(-1) : error.labels[0];
  const message = error.helpMessage ? `${error.message}\nhelp: ${error.helpMessage}` : error.message;
  return { message, start: label?.start ?? 0, end: label?.end ?? 0 };
}
