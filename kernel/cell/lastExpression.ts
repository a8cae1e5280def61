// What a cell shows: its last statement, when that is an expression without `;` after it. Its value goes to
// `$k.v[id]` (several cells may be on their way) instead of being the script's completion value, which V8 would await if it were a promise.
import type { Edits } from "./edits.ts";
import type { Program } from "./parse.ts";

/** Captures the result; false when the cell has none. */
export function captureLastExpression(program: Program, edits: Edits, id: number): boolean {
  const last = program.body.findLast(
    ({ type }) =>
      type !== "EmptyStatement" && type !== "TSInterfaceDeclaration" && type !== "TSTypeAliasDeclaration",
  );
  if (last?.type !== "ExpressionStatement") return false;
  const { start, end } = last.expression;
  const hidden = edits.source[last.end - 1] === ";" || program.body.at(-1)?.type === "EmptyStatement";
  edits.wrap(start, end, hidden ? "void (" : `$k.v[${id}]=(`, ")");
  return !hidden;
}
