// A place that TypeScript blames, with what a remedy may want to know of it. Questions go to the server only when a remedy
// asks them: there is time, for the cell will not run.
import * as ast from "../ast.ts";
import type { Checker } from "../client.ts";
import { withoutHiddenNames } from "../hiddenNames.ts";
import type { Server } from "../server.ts";

/** What TypeScript says of the place. */
export interface Complaint {
  code: number;
  /** All its sentences, the inner ones too. */
  message: string;
  /** Offsets into the file. */
  start: number;
  end: number;
}

/** What is said instead or besides, and of which place if of another one. */
export interface Remedy {
  message?: string;
  /** What to write; shown behind `help:`. */
  help?: string;
  /** The expression that is blamed, when it is more than the place. */
  about?: ast.Node;
}

export type Call = ast.CallExpression | ast.NewExpression;

export class Site {
  readonly code: number;
  readonly message: string;
  readonly node: ast.Node | undefined;
  readonly #server: Server;
  readonly #checker: Checker;
  readonly #file: string;

  private constructor(server: Server, checker: Checker, file: string, complaint: Complaint, tree?: ast.Node) {
    this.#server = server;
    this.#checker = checker;
    this.#file = file;
    this.code = complaint.code;
    this.message = complaint.message;
    this.node = nodeAt(tree, complaint.start, complaint.end);
  }

  static async find(server: Server, file: string, complaint: Complaint): Promise<Site> {
    const { checker, program } = await server.project();
    return new Site(server, checker, file, complaint, await program.getSourceFile(file));
  }

  /** The type of an expression, as TypeScript writes it. */
  async typeOf(node: ast.Node): Promise<string> {
    const type = await this.#checker.getTypeAtLocation(node);
    return withoutHiddenNames(await this.#checker.typeToString(type));
  }

  async has(node: ast.Node, ...members: string[]): Promise<boolean> {
    const type = await this.#checker.getTypeAtLocation(node);
    const found = await Promise.all(members.map((name) => this.#checker.getPropertyOfType(type, name)));
    return found.every((each) => each !== undefined);
  }

  isTensor = async (node: ast.Node): Promise<boolean> =>
    /^(Tensor|Parameter)\b/.test(await this.typeOf(node));

  isModule = (node: ast.Node): Promise<boolean> => this.has(node, "forward", "parameters", "stateDict");

  /** The texts that TypeScript would complete at an offset of the file. */
  async completionsAt(at: number): Promise<string[]> {
    const found = await this.#server.complete(this.#file, at);
    return (found?.entries ?? []).map(({ insertText, name }) => insertText ?? name);
  }
}

function nodeAt(tree: ast.Node | undefined, start: number, end: number): ast.Node | undefined {
  let found: ast.Node | undefined;
  const visit = (node: ast.Node): void => {
    if (node.pos > start || node.end < end) return;
    if (node.getStart() <= start) found = node;
    node.forEachChild(visit);
  };
  if (tree) visit(tree);
  return found;
}

export const isCall = (node: ast.Node | undefined): node is Call =>
  node !== undefined && (ast.isCallExpression(node) || ast.isNewExpression(node));

/** The call that has this expression among its arguments. */
export function callWith(argument: ast.Node | undefined): Call | undefined {
  const call = argument?.parent;
  return isCall(call) && argumentsOf(call).some((each) => each === argument) ? call : undefined;
}

/** The call of this callee. */
export function callOf(callee: ast.Node | undefined): Call | undefined {
  const access = callee?.parent;
  const whole = access && ast.isPropertyAccessExpression(access) && access.name === callee ? access : callee;
  const call = whole?.parent;
  return isCall(call) && call.expression === whole ? call : undefined;
}

export const argumentsOf = (call: Call): readonly ast.Node[] => [...(call.arguments ?? [])];

/** The call with other arguments. */
export function recalled(call: Call, args: readonly string[]): string {
  return `${ast.isNewExpression(call) ? "new " : ""}${call.expression.getText()}(${args.join(", ")})`;
}

/** The last part of a callee's name: `sum` of `x.sum`. */
export const nameOf = ({ expression }: Call): string =>
  ast.isPropertyAccessExpression(expression) ? expression.name.getText() : expression.getText();
