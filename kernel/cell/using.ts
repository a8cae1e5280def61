// `using x = …` at a cell's top level lives until the cell ends: the evaluator disposes of it then. The variable itself
// stays, as any other of the notebook.
import type { Edits } from "./edits.ts";
import type { Program } from "./parse.ts";

export function rewriteUsing(program: Program, edits: Edits, id: number): void {
  for (const node of program.body) {
    if (node.type !== "VariableDeclaration" || (node.kind !== "using" && node.kind !== "await using"))
      continue;
    const register = node.kind === "using" ? "$k.use" : "$k.useAsync";
    edits.blank(node.start, node.declarations[0]!.id.start, "let ");
    for (const { init } of node.declarations)
      if (init) edits.wrap(init.start, init.end, `${register}(${id},`, ")");
  }
}
