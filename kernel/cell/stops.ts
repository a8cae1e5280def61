// What a debugger wants to know of the user's text: the lines at which a program can stop, and whether an error that is thrown
// at a place is caught by the code around it. Read from the syntax alone, so it is known before the text has run.
import { childrenOf, isFunction, type Node, type Program, parse, parseFile } from "./parse.ts";

/** The line, from 1, at which a breakpoint set at `line` will stop: the first with code from there on; undefined without one. */
export function stopLine(source: string, line: number): number | undefined {
  const program = programOf(source);
  if (!program) return line;
  const lines = lineStarts(source);
  let found: number | undefined;
  const consider = (offset: number): void => {
    const at = lineOf(lines, offset);
    if (at >= line && (found === undefined || at < found)) found = at;
  };
  const walk = (node: Node): void => {
    if (isTypeOnly(node)) return;
    if (stops(node)) consider(node.start);
    if (node.type === "ArrowFunctionExpression" && node.expression) consider(node.body.start);
    else if (isFunction(node)) consider(node.end - 1); // before it returns
    for (const child of childrenOf(node)) walk(child);
  };
  for (const statement of program.body) walk(statement);
  return found;
}

/** True when a `try` with a `catch` stands around a place, in the same function. Lines and columns count from 1. */
export function isCaught(source: string, { line, column }: { line: number; column: number }): boolean {
  const program = programOf(source);
  const start = lineStarts(source)[line - 1];
  if (!program || start === undefined) return false;
  const offset = start + column - 1;
  let caught = false;
  const walk = (node: Node): void => {
    if (offset < node.start || offset >= node.end) return;
    if (isFunction(node)) caught = false;
    if (node.type === "TryStatement" && node.handler && offset < node.block.end) caught = true;
    for (const child of childrenOf(node)) walk(child);
  };
  for (const statement of program.body) walk(statement);
  return caught;
}

function programOf(source: string): Program | undefined {
  try {
    const parsed = parse(source);
    if ("program" in parsed) return parsed.program;
    const program = parseFile(source, "file.ts");
    return program.body.length > 0 ? program : undefined;
  } catch {
    return undefined;
  }
}

const isTypeOnly = (node: Node): boolean =>
  ("declare" in node && node.declare === true) ||
  node.type === "TSInterfaceDeclaration" ||
  node.type === "TSTypeAliasDeclaration";

const noStop = new Set(["BlockStatement", "EmptyStatement", "FunctionDeclaration", "LabeledStatement"]);

const stops = ({ type }: Node): boolean =>
  (type.endsWith("Statement") && !noStop.has(type)) ||
  ["VariableDeclaration", "ClassDeclaration", "ImportDeclaration", "TSEnumDeclaration"].includes(type);

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let line = starts.findIndex((start) => start > offset);
  if (line < 0) line = starts.length;
  return line;
}
