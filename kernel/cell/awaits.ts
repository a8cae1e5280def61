// `await x` becomes `$k.on(id, await x)`: after each wait the evaluator gets the word, gives late output to its cell and
// ends the loops of an interrupted one. In a function the cell is the one that calls it, not the one that declares it:
// `$k.at(id)` says which, before the wait. At the top level the awaited promise is also held, because V8 on Node 22 ends
// the process when the promise that a script waits for is collected; and a statement that assigns what it has waited for
// does so before an interrupt ends the cell: `a = $k.keep(id, await x);$k.on(id);`.
import type { Edits } from "./edits.ts";
import { childrenOf, isFunction, type Node, type Program } from "./parse.ts";

export function instrumentAwaits(program: Program, edits: Edits, id: number): void {
  const kept = new Set<Node>();
  const keep = (statement: Node): void => {
    const awaited = assignedAwait(statement);
    if (!awaited) return;
    kept.add(awaited);
    edits.wrap(statement.start, statement.end, "", `;$k.on(${id});`);
  };
  const walk = (node: Node, topLevel: boolean): void => {
    if (node.type === "AwaitExpression") {
      const verb = kept.has(node) ? "$k.keep" : "$k.on";
      edits.wrap(node.start, node.end, topLevel ? `${verb}(${id},` : `$k.on($k.at(${id}),`, ")");
      if (topLevel) edits.wrap(node.argument.start, node.argument.end, `($k.held[${id}]=`, ")");
    } else if (node.type === "ForOfStatement" && node.await) {
      edits.wrap(node.right.start, node.right.end, `$k.each(${id},`, ")");
    }
    const inside = topLevel && !isFunction(node);
    if (inside) for (const statement of listOf(node)) keep(statement);
    for (const child of childrenOf(node)) walk(child, inside);
  };
  for (const statement of program.body) keep(statement);
  for (const statement of program.body) walk(statement, true);
}

/** The statements that follow one another in a node: after each there is room for another one. */
function listOf(node: Node): readonly Node[] {
  if (node.type === "BlockStatement") return node.body;
  return node.type === "SwitchCase" ? node.consequent : [];
}

/** The `await` whose value a statement assigns as it is. */
function assignedAwait(statement: Node): Node | undefined {
  if (statement.type === "ExportNamedDeclaration")
    return statement.declaration ? assignedAwait(statement.declaration) : undefined;
  if (statement.type === "VariableDeclaration") return awaitIn(statement.declarations.at(-1)?.init);
  if (statement.type !== "ExpressionStatement") return undefined;
  let { expression } = statement;
  while (expression.type === "ParenthesizedExpression") expression = expression.expression;
  return expression.type === "AssignmentExpression" ? awaitIn(expression.right) : undefined;
}

/** Looks through types and parentheses. */
function awaitIn(node: Node | null | undefined): Node | undefined {
  switch (node?.type) {
    case "AwaitExpression":
      return node;
    case "ParenthesizedExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
      return awaitIn(node.expression);
    default:
      return undefined;
  }
}
