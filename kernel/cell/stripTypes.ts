// Replaces TypeScript's types by spaces, so that every position stays what it was and no source map is needed for it.
// Syntax that means something at run time (enums, parameter properties, …) is left alone: `lower.ts` is for that.
import { hasValues } from "./declarations.ts";
import type { Edits } from "./edits.ts";
import {
  type AccessorProperty,
  type ArrowFunctionExpression,
  type Class,
  childrenOf,
  type MethodDefinition,
  type Node,
  type ParamPattern,
  type Program,
  type PropertyDefinition,
} from "./parse.ts";
import { findToken, skipTrivia } from "./text.ts";

type Typed = { [Field in (typeof TYPE_FIELDS)[number]]?: Node | null } & { optional?: boolean };
type Member = PropertyDefinition | AccessorProperty | MethodDefinition;

export function stripTypes(program: Program, edits: Edits): void {
  new Stripper(edits).list(program.body);
}

class Stripper {
  readonly #edits: Edits;
  readonly #source: string;
  /** Where blanked ranges end: a statement that ends there needs a `;`, or it would run on into the next line. */
  readonly #ends = new Set<number>();

  constructor(edits: Edits) {
    this.#edits = edits;
    this.#source = edits.source;
  }

  /** Statements or class members. */
  list(nodes: readonly Node[]): void {
    for (const node of nodes) {
      this.#node(node);
      if (this.#ends.has(node.end)) this.#edits.terminate(node.end);
    }
  }

  #node(node: Node): void {
    if (isErased(node)) {
      this.#edits.blank(node.start, node.end, ";");
      return;
    }
    const typed = node as Typed;
    switch (node.type) {
      case "TSEnumDeclaration":
      case "TSModuleDeclaration":
      case "ImportDeclaration":
      case "TSImportEqualsDeclaration":
        return;
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSNonNullExpression":
      case "TSInstantiationExpression":
        this.#blank(node.expression.end, node.end);
        this.#node(node.expression);
        return;
      case "TSTypeAssertion":
        // Parentheses, for what follows may be `{` or stand on the next line.
        this.#edits.blank(node.start, node.expression.start, "(");
        this.#edits.wrap(node.expression.start, node.expression.end, "", ")");
        this.#node(node.expression);
        return;
      case "Program":
      case "BlockStatement":
      case "ClassBody":
      case "StaticBlock":
        this.list(node.body);
        return;
      case "SwitchCase":
        if (node.test) this.#node(node.test);
        this.list(node.consequent);
        return;
      case "ClassDeclaration":
      case "ClassExpression":
        this.#classHead(node);
        break;
      case "PropertyDefinition":
      case "AccessorProperty":
      case "MethodDefinition":
        this.#member(node);
        break;
      case "ArrowFunctionExpression":
        this.#arrow(node);
        break;
      case "FunctionDeclaration":
      case "FunctionExpression":
        this.#thisParameter(node.params);
        break;
      case "VariableDeclarator":
        if (node.definite) this.#markBefore("!", node.id);
        break;
      case "Identifier":
      case "ObjectPattern":
      case "ArrayPattern":
        if (typed.optional) this.#markBefore("?", node);
        break;
    }
    const types = TYPE_FIELDS.map((field) => typed[field]).filter((type) => type != null);
    for (const { start, end } of types) this.#blank(start, end);
    for (const child of childrenOf(node)) {
      if (!types.includes(child) && child.type !== "TSClassImplements") this.#node(child);
    }
  }

  #blank(start: number, end: number): void {
    this.#edits.blank(start, end);
    this.#ends.add(end);
  }

  /** The `?` or `!` in front of a type, or at the end of what has none. */
  #markBefore(mark: string, node: Typed & { end: number }): void {
    const at = this.#source.lastIndexOf(mark, (node.typeAnnotation?.start ?? node.end) - 1);
    this.#blank(at, at + 1);
  }

  #classHead(node: Class): void {
    if (node.abstract) {
      const at = findToken(
        this.#source,
        "abstract",
        node.decorators.at(-1)?.end ?? node.start,
        node.body.start,
      );
      this.#blank(at, at + "abstract".length);
    }
    const last = node.implements?.at(-1);
    if (!last) return;
    const before = [node.id, node.typeParameters, node.superClass, node.superTypeArguments];
    const from = Math.max(node.start + "class".length, ...before.map((part) => part?.end ?? 0));
    this.#blank(findToken(this.#source, "implements", from, last.start), last.end);
  }

  #member(node: Member): void {
    let at = skipTrivia(this.#source, node.decorators.at(-1)?.end ?? node.start);
    for (;;) {
      const word = /^[a-z]+/.exec(this.#source.slice(at, node.key.start))?.[0];
      if (!word) break;
      // A `;` in the first place: the member before may have none, and `[key]` or `*` would go on with it.
      if (MODIFIERS.has(word)) this.#edits.blank(at, at + word.length, at === node.start ? ";" : "");
      at = skipTrivia(this.#source, at + word.length);
    }
    const definite = "definite" in node && node.definite;
    if (node.optional || definite) {
      const mark = findToken(this.#source, definite ? "!" : "?", node.key.end, node.end);
      this.#blank(mark, mark + 1);
    }
  }

  /** A line break may stand neither between `async` and `(` nor between `)` and `=>`: the parenthesis moves. */
  #arrow(node: ArrowFunctionExpression): void {
    const { typeParameters, returnType } = node;
    if (typeParameters) {
      const open = skipTrivia(this.#source, typeParameters.end);
      if (this.#breaks(typeParameters.start, open)) this.#edits.blank(typeParameters.start, open + 1, "(");
    }
    if (returnType) {
      const close = this.#source.lastIndexOf(")", returnType.start);
      if (this.#breaks(close, returnType.end)) this.#edits.blank(close, returnType.end, "", ")");
    }
  }

  #thisParameter([first, second]: readonly ParamPattern[]): void {
    if (first?.type !== "Identifier" || first.name !== "this") return;
    const next = skipTrivia(this.#source, first.end);
    this.#edits.blank(first.start, second?.start ?? (this.#source[next] === "," ? next + 1 : first.end));
  }

  #breaks(start: number, end: number): boolean {
    return this.#source.slice(start, end).includes("\n");
  }
}

/** True for what is nothing at run time. */
function isErased(node: Node): boolean {
  if ("declare" in node && node.declare) return true;
  switch (node.type) {
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
    case "TSDeclareFunction":
    case "TSIndexSignature":
    case "TSAbstractMethodDefinition":
    case "TSAbstractPropertyDefinition":
    case "TSAbstractAccessorProperty":
      return true;
    case "MethodDefinition":
      return node.value.type === "TSEmptyBodyFunctionExpression";
    case "TSModuleDeclaration":
      return node.global || !hasValues(node);
    case "ImportDeclaration":
    case "TSImportEqualsDeclaration":
      return node.importKind === "type";
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration":
      return node.declaration != null && isErased(node.declaration);
    default:
      return false;
  }
}

const TYPE_FIELDS = [
  "typeAnnotation",
  "returnType",
  "typeParameters",
  "typeArguments",
  "superTypeArguments",
] as const;
const MODIFIERS = new Set(["public", "private", "protected", "readonly", "override"]);
