// Gives variables of the notebook their emitted names: every identifier that means one of them, and none that means a
// parameter, a local variable, a property, a label or a type. Works on the TypeScript tree, so nothing is parsed twice.
import { boundNames, hoistedNames } from "./declarations.ts";
import type { Edits } from "./edits.ts";
import {
  type ArrowFunctionExpression,
  type Class,
  childrenOf,
  type FunctionNode,
  isFunction,
  type Node,
  type Program,
  type Statement,
} from "./parse.ts";

type Scopes = readonly ReadonlySet<string>[];
type Add = (name: string) => void;
/** Where a walk goes on: these nodes, with these names bound around them. */
type Step = { nodes: readonly (Node | null | undefined)[]; scopes: Scopes };

/** `kept` are top-level classes that stay named as written, because they become expressions. */
export function rename(
  program: Program,
  renamings: ReadonlyMap<string, string>,
  kept: ReadonlySet<Node>,
  edits: Edits,
): void {
  const renamer = new Renamer(renamings, kept, edits);
  renamer.walk({ nodes: program.body, scopes: [] });
}

class Renamer {
  readonly #renamings: ReadonlyMap<string, string>;
  readonly #kept: ReadonlySet<Node>;
  readonly #edits: Edits;

  constructor(renamings: ReadonlyMap<string, string>, kept: ReadonlySet<Node>, edits: Edits) {
    this.#renamings = renamings;
    this.#kept = kept;
    this.#edits = edits;
  }

  walk({ nodes, scopes }: Step): void {
    for (const node of nodes) if (node) this.walk(this.#step(node, scopes));
  }

  #emitted(name: string, scopes: Scopes): string | undefined {
    const to = this.#renamings.get(name);
    return to !== undefined && !scopes.some((scope) => scope.has(name)) ? to : undefined;
  }

  #identifier(node: { name: string; start: number }, scopes: Scopes): void {
    const to = this.#emitted(node.name, scopes);
    if (to) this.#edits.replace(node.start, node.start + node.name.length, to);
  }

  #step(node: Node, scopes: Scopes): Step {
    switch (node.type) {
      case "Identifier":
        this.#identifier(node, scopes);
        return { nodes: "decorators" in node ? (node.decorators ?? []) : [], scopes };
      case "JSXIdentifier":
        this.#identifier(node, scopes);
        return nowhere;
      case "JSXOpeningElement":
        return { nodes: [reference(node.name), ...node.attributes], scopes };
      case "JSXClosingElement":
        return { nodes: [reference(node.name)], scopes };
      case "JSXMemberExpression":
        return { nodes: [node.object], scopes };
      case "JSXAttribute":
        return { nodes: [node.value], scopes };
      case "MemberExpression":
        return { nodes: [node.object, node.computed ? node.property : null], scopes };
      case "Property": {
        const target = node.value.type === "AssignmentPattern" ? node.value.left : node.value;
        if (!node.shorthand || target.type !== "Identifier") {
          return { nodes: [node.computed ? node.key : null, node.value], scopes };
        }
        const to = this.#emitted(target.name, scopes);
        if (to) this.#edits.replace(target.start, target.end, `${target.name}:${to}`);
        return { nodes: node.value.type === "AssignmentPattern" ? [node.value.right] : [], scopes };
      }
      case "MethodDefinition":
      case "PropertyDefinition":
      case "AccessorProperty":
        return { nodes: [...node.decorators, node.computed ? node.key : null, node.value], scopes };
      case "LabeledStatement":
        return { nodes: [node.body], scopes };
      case "BreakStatement":
      case "ContinueStatement":
      case "MetaProperty":
      case "ImportDeclaration":
      case "ExportAllDeclaration":
        return nowhere;
      case "ExportNamedDeclaration":
        return { nodes: [node.declaration], scopes };
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        return this.#function(node, scopes);
      case "ClassDeclaration":
      case "ClassExpression":
        return this.#class(node, scopes);
      case "BlockStatement":
        return { nodes: node.body, scopes: bind(scopes, (add) => lexicalNames(node.body, add)) };
      case "StaticBlock":
      case "TSModuleBlock": {
        const body = node.body as Statement[];
        return { nodes: body, scopes: bind(scopes, (add) => ownNames(body, add)) };
      }
      case "SwitchStatement": {
        const consequents = node.cases.flatMap((each) => each.consequent);
        this.walk({ nodes: [node.discriminant], scopes });
        return { nodes: node.cases, scopes: bind(scopes, (add) => lexicalNames(consequents, add)) };
      }
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement": {
        const head = node.type === "ForStatement" ? node.init : node.left;
        const names = head ? [head as Statement] : [];
        return { nodes: childrenOf(node), scopes: bind(scopes, (add) => lexicalNames(names, add)) };
      }
      case "CatchClause":
        return { nodes: [node.param, node.body], scopes: bind(scopes, (add) => boundNames(node.param, add)) };
      case "TSEnumDeclaration": {
        const { members } = node.body;
        this.#identifier(node.id, scopes);
        const inside = bind(scopes, (add) => {
          for (const { id } of members) if (id.type === "Identifier") add(id.name);
        });
        return { nodes: members.map((member) => member.initializer), scopes: inside };
      }
      case "TSModuleDeclaration":
        return { nodes: [node.id.type === "Identifier" ? node.id : null, node.body], scopes };
      default:
        if (node.type.startsWith("TS") && !HOLDS_VALUES.has(node.type)) return nowhere;
        return { nodes: childrenOf(node), scopes };
    }
  }

  #function(node: FunctionNode | ArrowFunctionExpression, scopes: Scopes): Step {
    if (node.type === "FunctionDeclaration" && node.id) this.#identifier(node.id, scopes);
    const body = node.body?.type === "BlockStatement" ? node.body.body : undefined;
    const inside = bind(scopes, (add) => {
      if (node.type === "FunctionExpression" && node.id) add(node.id.name);
      for (const parameter of node.params) boundNames(parameter, add);
      ownNames((body ?? []) as Statement[], add);
    });
    return { nodes: [...node.params, ...(body ?? [node.body])], scopes: inside };
  }

  #class(node: Class, scopes: Scopes): Step {
    const bindsOwnName = node.type === "ClassExpression" || this.#kept.has(node);
    if (node.id && !bindsOwnName) this.#identifier(node.id, scopes);
    this.walk({ nodes: node.decorators, scopes });
    const inside = bind(scopes, (add) => {
      if (node.id && bindsOwnName) add(node.id.name);
    });
    return { nodes: [node.superClass, node.body], scopes: inside };
  }
}

const nowhere: Step = { nodes: [], scopes: [] };

const HOLDS_VALUES = new Set([
  ...["TSAsExpression", "TSSatisfiesExpression", "TSNonNullExpression", "TSTypeAssertion"],
  ...["TSInstantiationExpression", "TSParameterProperty", "TSExportAssignment"],
]);
const DECLARES_ONE = new Set(["ClassDeclaration", "TSEnumDeclaration", "TSModuleDeclaration"]);

function bind(scopes: Scopes, fill: (add: Add) => void): Scopes {
  const scope = new Set<string>();
  fill((name) => scope.add(name));
  return scope.size ? [...scopes, scope] : scopes;
}

/** `<Chart/>` and `<Space.Chart/>` name variables, `<div/>` does not. */
function reference(name: Node): Node | null {
  return name.type === "JSXIdentifier" && /^[a-z]/.test(name.name) ? null : name;
}

/** All that a function's or a namespace's body declares. */
function ownNames(body: readonly Statement[], add: Add): void {
  lexicalNames(body, add);
  for (const statement of body) hoistedNames(statement, add);
}

/** What a list of statements declares for its own block. */
function lexicalNames(statements: readonly Statement[], add: Add): void {
  for (const each of statements) {
    const statement = each.type === "ExportNamedDeclaration" ? each.declaration : each;
    if (!statement) continue;
    if (statement.type === "VariableDeclaration" && statement.kind !== "var") {
      for (const { id } of statement.declarations) boundNames(id, add);
    } else if (isFunction(statement) || DECLARES_ONE.has(statement.type)) {
      const { id } = statement as { id?: Node | null };
      if (id?.type === "Identifier") add(id.name);
    }
  }
}
