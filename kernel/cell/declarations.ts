// The names that a cell declares at its top level, and how each one lives at run time. Says nothing about types: the
// checker knows those.
import type { Declaration } from "./cell.ts";
import {
  type BindingPattern,
  isFunction,
  type Node,
  type ParamPattern,
  type Program,
  type Statement,
  type TSGlobalDeclaration,
  type TSModuleDeclaration,
  visit,
} from "./parse.ts";

export type Declared = Omit<Declaration, "emitted"> & {
  /** The declaring class or function, whose own name is seen by its user (`f.name`, stacks, how an instance prints). */
  named?: Node;
};

/** All top-level names in order, each once; a value wins over a type of the same name. */
export function declarationsOf(program: Program): Declared[] {
  const found = new Map<string, Declared>();
  const add = (name: string, kind: Declared["kind"], named?: Node): void => {
    const before = found.get(name);
    if (before && before.kind !== "type") {
      // A namespace or an enum that adds to a class or function: no longer one node that could be renamed alone.
      delete before.named;
      return;
    }
    found.set(name, named ? { name, kind, named } : { name, kind });
  };
  for (const statement of program.body) declare(statement, add);
  return [...found.values()];
}

/** The identifiers that a pattern binds. */
export function boundNames(pattern: BindingPattern | ParamPattern | null, add: (name: string) => void): void {
  if (!pattern) return;
  switch (pattern.type) {
    case "Identifier":
      add(pattern.name);
      break;
    case "ObjectPattern":
      for (const property of pattern.properties)
        boundNames(property.type === "RestElement" ? property.argument : property.value, add);
      break;
    case "ArrayPattern":
      for (const element of pattern.elements) boundNames(element as BindingPattern | null, add);
      break;
    case "AssignmentPattern":
      boundNames(pattern.left, add);
      break;
    case "RestElement":
      boundNames(pattern.argument, add);
      break;
    case "TSParameterProperty":
      boundNames(pattern.parameter, add);
      break;
  }
}

/** `var`s below a node that belong to its function or script. */
export function hoistedNames(node: Node, add: (name: string) => void): void {
  visit(node, (inner) => {
    if (
      inner !== node &&
      (isFunction(inner) || inner.type === "StaticBlock" || inner.type === "TSModuleBlock")
    )
      return false;
    if (inner.type === "PropertyDefinition" || inner.type === "AccessorProperty") return false;
    if (inner.type === "VariableDeclaration" && inner.kind === "var" && !inner.declare)
      for (const declarator of inner.declarations) boundNames(declarator.id, add);
    return true;
  });
}

/** False for a namespace that holds types only: nothing of it is there at run time. */
export function hasValues(module: TSModuleDeclaration | TSGlobalDeclaration): boolean {
  if (module.declare || module.global || !module.body) return false;
  return module.body.body.some((statement) => {
    const inner = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (!inner) return false;
    if (inner.type === "TSInterfaceDeclaration" || inner.type === "TSTypeAliasDeclaration") return false;
    if (inner.type === "TSModuleDeclaration") return hasValues(inner);
    if (inner.type === "TSImportEqualsDeclaration") return inner.importKind !== "type";
    return !("declare" in inner && inner.declare);
  });
}

type Add = (name: string, kind: Declared["kind"], named?: Node) => void;

function declare(statement: Statement | Program["body"][number], add: Add): void {
  switch (statement.type) {
    case "VariableDeclaration": {
      const kind = statement.declare ? "type" : statement.kind === "var" ? "variable" : "lexical";
      for (const { id } of statement.declarations) boundNames(id, (name) => add(name, kind));
      break;
    }
    case "FunctionDeclaration":
    case "TSDeclareFunction":
      if (statement.id) {
        const value = statement.type === "FunctionDeclaration" && !statement.declare;
        if (value) add(statement.id.name, "variable", statement);
        else add(statement.id.name, "type");
      }
      break;
    case "ClassDeclaration":
      if (!statement.id) break;
      if (statement.declare) add(statement.id.name, "type");
      else add(statement.id.name, "lexical", statement);
      break;
    case "TSEnumDeclaration":
      add(statement.id.name, statement.declare ? "type" : "variable");
      break;
    case "TSModuleDeclaration": {
      if (statement.global || statement.id.type === "Literal") break;
      let id = statement.id;
      while (id.type === "TSQualifiedName") id = id.left as typeof id;
      add((id as { name: string }).name, hasValues(statement) ? "variable" : "type");
      break;
    }
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      add(statement.id.name, "type");
      break;
    case "TSImportEqualsDeclaration":
      add(statement.id.name, statement.importKind === "type" ? "type" : "lexical");
      break;
    case "ImportDeclaration":
      for (const specifier of statement.specifiers) {
        const typed = specifier.type === "ImportSpecifier" && specifier.importKind === "type";
        add(specifier.local.name, typed || statement.importKind === "type" ? "type" : "lexical");
      }
      break;
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration":
      if (statement.declaration) declare(statement.declaration as Statement, add);
      break;
    default:
      hoistedNames(statement, (name) => add(name, "variable"));
  }
}
