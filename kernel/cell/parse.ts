// The one door to `oxc-parser`: text in, syntax tree or the first problem out. Offsets are UTF-16, as JavaScript's.
// A cell is a module to the parser (top-level `await`, `import`, strict), in TypeScript, and in TSX where only that parses.
import { type Expression, type Node, type OxcError, type Program, parseSync, visitorKeys } from "oxc-parser";
import type { SyntaxProblem } from "./cell.ts";
import { skipTrivia } from "./text.ts";

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
  const object = parseObjectLiteral(source);
  if (object) return { program: object, jsx: false };
  const first = parseAs(source, "ts");
  if (!first.errors.length) return { program: first.program, jsx: false };
  if (source.includes("<")) {
    const second = parseAs(source, "tsx");
    if (!second.errors.length) return { program: second.program, jsx: true };
  }
  return { problem: problemOf(first.errors[0]!) };
}

/** The errors of a text as it stands, without looking for a meaning that has none. */
export function errorsOf(source: string): SyntaxProblem[] {
  return parseAs(source, "ts").errors.map(problemOf);
}

/** What a file loads by a written-out name, each once: static imports, re-exports, `import("…")`, `require("…")`. */
export function specifiersOf(source: string, file: string): string[] {
  const found = new Set<string>();
  const add = (node: Node | null | undefined): void => {
    if (node?.type === "Literal" && typeof node.value === "string") found.add(node.value);
  };
  visit(parseSync(file, source, { sourceType: "module" }).program, (node) => {
    if (node.type === "ImportDeclaration") node.importKind !== "type" && add(node.source);
    else if (node.type === "ExportNamedDeclaration" || node.type === "ExportAllDeclaration")
      node.exportKind !== "type" && add(node.source);
    else if (node.type === "ImportExpression") add(node.source);
    else if (node.type === "TSExternalModuleReference") add(node.expression);
    else if (
      node.type === "CallExpression" &&
      node.callee.type === "Identifier" &&
      node.callee.name === "require"
    )
      add(node.arguments[0]);
  });
  return [...found];
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

function parseAs(source: string, lang: "ts" | "tsx") {
  return parseSync(`cell.${lang}`, source, { lang, sourceType: "module", showSemanticErrors: true });
}

// `{a: 1}` alone in a cell means the object, as it does in every console, and not a block with a label.
function parseObjectLiteral(source: string): Program | undefined {
  if (source[skipTrivia(source, 0)] !== "{") return undefined;
  const { program, errors } = parseAs(`(${source.replace(/;?\s*$/, "")}\n)`, "ts");
  const statement = program.body[0];
  if (errors.length || program.body.length !== 1 || statement?.type !== "ExpressionStatement")
    return undefined;
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
