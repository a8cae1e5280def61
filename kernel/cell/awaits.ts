// `await x` becomes `$k.on(id, await x)`: after each wait the evaluator gets the word, gives late output to its cell and
// ends the loops of an interrupted one. In a function the cell is the one that calls it, not the one that declares it:
// `$k.at(id)` says which, before the wait. At the top level the awaited promise is also held, because V8 on Node 22 ends
// the process when the promise that a script waits for is collected.
import type { Edits } from "./edits.ts";
import { childrenOf, isFunction, type Node, type Program } from "./parse.ts";

export function instrumentAwaits(program: Program, edits: Edits, id: number): void {
  const walk = (node: Node, topLevel: boolean): void => {
    if (node.type === "AwaitExpression") {
      edits.wrap(node.start, node.end, topLevel ? `$k.on(${id},` : `$k.on($k.at(${id}),`, ")");
      if (topLevel) edits.wrap(node.argument.start, node.argument.end, `($k.held[${id}]=`, ")");
    } else if (node.type === "ForOfStatement" && node.await) {
      edits.wrap(node.right.start, node.right.end, `$k.each(${id},`, ")");
    }
    const inside = topLevel && !isFunction(node);
    for (const child of childrenOf(node)) walk(child, inside);
  };
  for (const statement of program.body) walk(statement, true);
}
