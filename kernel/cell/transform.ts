// A cell becomes a script for V8's REPL mode. This file is the table of contents: each verb is a file of its own and
// adds its edits to the text; none moves a line. Nothing here runs anything: what the script calls, `$k`, is the
// evaluator's `runtime.ts`.
import { instrumentAwaits } from "./awaits.ts";
import type { CellTransformer, Script, SyntaxProblem } from "./cell.ts";
import { type Declared, declarationsOf } from "./declarations.ts";
import { Edits } from "./edits.ts";
import { dropExports } from "./exports.ts";
import { habitAt } from "./habits.ts";
import { rewriteImports } from "./imports.ts";
import { importJsxRuntime } from "./jsx.ts";
import { captureLastExpression } from "./lastExpression.ts";
import { lower, needsLowering, plainMessage } from "./lower.ts";
import { Names } from "./names.ts";
import { type Node, parse } from "./parse.ts";
import { composeMappings, shiftFirstLine } from "./positionMap.ts";
import { makeRedeclarable } from "./redeclare.ts";
import { rename } from "./rename.ts";
import { stripTypes } from "./stripTypes.ts";
import { rewriteUsing } from "./using.ts";

const STRICT = '"use strict";';

/** What CommonJS code calls its place. They are no globals: packages look there to learn where they run. */
const PLACES = [
  ["__dirname", "$k.meta.dirname"],
  ["__filename", "$k.meta.filename"],
] as const;

export function createCellTransformer(): CellTransformer {
  const names = new Names();
  return {
    transform: (source, id) => guarded(source, () => transform(source, id, names)),
    commit: ({ declarations }) => names.commit(declarations),
    names: () => names.all(),
    reset: () => names.reset(),
  };
}

type Transformed = { script: Script } | { problem: SyntaxProblem };

/** Bad input is a problem of the cell, also when it is too much for the stack. */
function guarded(source: string, work: () => Transformed): Transformed {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { problem: { message: "the code nests too deeply", start: 0, end: source.length } };
  }
}

function transform(source: string, id: number, names: Names): Transformed {
  const parsed = parse(source);
  if ("problem" in parsed) return { problem: withHabit(source, parsed.problem) };
  const { program, jsx } = parsed;
  const declared = declarationsOf(program);
  const { declarations, renamings } = names.assign(declared);
  for (const [name, meant] of PLACES)
    if (source.includes(name) && !renamings.has(name)) renamings.set(name, meant);
  const emitted = (name: string): string => renamings.get(name) ?? name;
  const { kept, labels } = keepNames(declared, emitted);

  const edits = new Edits(source);
  if (program.hashbang) edits.blank(0, program.hashbang.end);
  const hasResult = captureLastExpression(program, edits, id);
  makeRedeclarable(program, declared, edits, emitted);
  for (const { node, name } of kept) edits.wrap(node.start, node.end, `let ${name}=`, ";");
  rewriteUsing(program, edits, id);
  instrumentAwaits(program, edits, id);
  rewriteImports(program, edits, id, emitted);
  dropExports(program, edits);
  stripTypes(program, edits);
  if (renamings.size) rename(program, renamings, new Set(kept.map(({ node }) => node)), edits);

  const prefix = STRICT + labels;
  if (!needsLowering(program)) {
    const { code, mappings } = edits.apply(prefix);
    return { script: { code, map: { mappings }, declarations, hasResult } };
  }
  const edited = edits.apply();
  try {
    const lowered = lower(edited.code, jsx ? "cell.tsx" : "cell.ts");
    const { mappings } = JSON.parse(lowered.map) as { mappings: string };
    const map = { mappings: shiftFirstLine(composeMappings(mappings, edited.mappings), prefix.length) };
    return { script: { code: prefix + importJsxRuntime(lowered.code, id), map, declarations, hasResult } };
  } catch (error) {
    return { problem: { message: plainMessage(error), start: 0, end: source.length } };
  }
}

/** The problem with the help of who knows where the line comes from, in place of the parser's. */
function withHabit(source: string, problem: SyntaxProblem): SyntaxProblem {
  const written = habitAt(source, problem.start);
  if (written === undefined) return problem;
  const [message] = problem.message.split("\nhelp: ");
  return { ...problem, message: `${message}\nhelp: ${written}` };
}

/** A class or function with another name in the script still says its own: in `f.name`, in stacks, when it is shown. */
function keepNames(declared: readonly Declared[], emitted: (name: string) => string) {
  const kept: { node: Node; name: string }[] = [];
  let labels = "";
  for (const { name, named } of declared) {
    const other = emitted(name);
    if (!named || other === name) continue;
    if (named.type === "ClassDeclaration") kept.push({ node: named, name: other });
    else
      labels += `Object.defineProperty(${other},"name",{value:${JSON.stringify(name)},configurable:true});`;
  }
  return { kept, labels };
}
