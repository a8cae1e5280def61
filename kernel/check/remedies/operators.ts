// Operators on tensors: JavaScript's take numbers, so they are written as methods. One complaint for a whole expression, with
// the whole expression rewritten.
import * as ast from "../ast.ts";
import type { Remedy, Site } from "./site.ts";

const methods: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "%": "mod",
  "**": "pow",
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
};
const commutative = new Set(["+", "*"]);

/** Operator '+' cannot be applied; the left-hand, the right-hand side must be a number. */
export const operatorCodes = [2365, 2362, 2363];

export async function operatorRemedy(site: Site): Promise<Remedy | undefined> {
  const start = site.node && operationAround(site.node);
  if (!start) return undefined;
  let whole = start;
  for (let next = operationAround(whole.parent); next; next = operationAround(next.parent)) whole = next;
  if (!(await involvesTensor(whole, site))) return undefined;
  const operator = whole.operatorToken.getText();
  const help = await (operator.endsWith("=") && !methods[operator]
    ? assigned(whole, site)
    : rewritten(whole, site));
  return { message: `Operators like '${operator}' do not take tensors.`, help, about: whole };
}

/** The operation that a node is, or is an operand of. */
function operationAround(node: ast.Node | undefined): ast.BinaryExpression | undefined {
  for (let next = node; next; next = next.parent) {
    if (ast.isBinaryExpression(next))
      return signOf(next.operatorToken.getText()) === undefined ? undefined : next;
    if (next !== node && !ast.isParenthesizedExpression(next)) return undefined;
  }
  return undefined;
}

const signOf = (operator: string): string | undefined =>
  methods[operator] ?? methods[operator.replace(/=$/, "")];

async function involvesTensor(node: ast.Node, site: Site): Promise<boolean> {
  if (ast.isParenthesizedExpression(node)) return involvesTensor(node.expression, site);
  if (ast.isPrefixUnaryExpression(node)) return involvesTensor(node.operand, site);
  if (ast.isBinaryExpression(node) && signOf(node.operatorToken.getText()))
    return (await involvesTensor(node.left, site)) || involvesTensor(node.right, site);
  return site.isTensor(node);
}

async function assigned(node: ast.BinaryExpression, site: Site): Promise<string> {
  const method = signOf(node.operatorToken.getText());
  const target = node.left.getText();
  return `${target} = ${target}.${method}(${await rewritten(node.right, site)})`;
}

async function rewritten(node: ast.Node, site: Site): Promise<string> {
  if (!(await involvesTensor(node, site))) return node.getText();
  if (ast.isParenthesizedExpression(node)) return rewritten(node.expression, site);
  if (ast.isPrefixUnaryExpression(node) && node.getText().startsWith("-"))
    return `${await receiver(node.operand, site)}.neg()`;
  if (!ast.isBinaryExpression(node)) return node.getText();
  const operator = node.operatorToken.getText();
  const method = signOf(operator);
  if (!method) return node.getText();
  const { left, right } = node;
  if (await involvesTensor(left, site))
    return `${await receiver(left, site)}.${method}(${await rewritten(right, site)})`;
  if (commutative.has(operator)) return `${await receiver(right, site)}.${method}(${left.getText()})`;
  return `tensor(${left.getText()}).${method}(${await rewritten(right, site)})`;
}

async function receiver(node: ast.Node, site: Site): Promise<string> {
  const text = await rewritten(node, site);
  return /^[\w$.]+$|[\w$)\]]\)$/.test(text) ? text : `(${text})`;
}
