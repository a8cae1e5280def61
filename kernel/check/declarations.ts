// What a cell declares at its top level, read from TypeScript's own tree: it tolerates cells that do not parse yet, which
// is where completion is asked for.
import * as ast from "./ast.ts";
import { looksLikeJsx } from "./jsx.ts";
import { type CellOutline, type DeclarationKind, declareIn, emptyOutline } from "./outline.ts";
import type { Server } from "./server.ts";

/** The outline of a cell that need not parse. */
export async function tolerantOutline(server: Server, source: string): Promise<CellOutline> {
  return { ...readOutline(await server.parse(source)), jsx: looksLikeJsx(source) };
}

export function readOutline(file: ast.SourceFile): CellOutline {
  const found = emptyOutline(file.text);
  const declare = (name: ast.Node | undefined, kind: DeclarationKind) => {
    if (name && ast.isIdentifier(name) && name.text !== "") declareIn(found, name.text, kind);
  };
  for (const statement of file.statements) {
    const before = found.declared.length;
    declareStatement(statement, declare, found);
    if (isExported(statement)) for (const { name } of found.declared.slice(before)) found.exported.add(name);
  }
  if (/\bvar\b/.test(file.text)) declareNestedVariables(file, declare);
  return found;
}

type Declare = (name: ast.Node | undefined, kind: DeclarationKind) => void;

function declareStatement(statement: ast.Statement, declare: Declare, found: CellOutline): void {
  if (ast.isVariableStatement(statement)) declareVariables(statement.declarationList, declare);
  else if (ast.isFunctionDeclaration(statement)) declare(statement.name, "function");
  else if (ast.isClassDeclaration(statement)) declare(statement.name, "class");
  else if (ast.isEnumDeclaration(statement)) declare(statement.name, "enum");
  else if (ast.isInterfaceDeclaration(statement) || ast.isTypeAliasDeclaration(statement))
    declare(statement.name, "type");
  else if (ast.isModuleDeclaration(statement)) {
    if (ast.isStringLiteral(statement.name) || statement.name.text === "global") found.global = true;
    else declare(statement.name, "namespace");
  } else if (ast.isImportEqualsDeclaration(statement)) {
    found.imports = true;
    declare(statement.name, "import");
  } else if (ast.isImportDeclaration(statement)) declareImports(statement, declare, found);
  else if (ast.isExportDeclaration(statement)) {
    if (statement.moduleSpecifier) found.imports = true;
    if (statement.exportClause && ast.isNamedExports(statement.exportClause))
      for (const { name } of statement.exportClause.elements) found.exported.add(name.text);
  }
}

function declareImports(statement: ast.ImportDeclaration, declare: Declare, found: CellOutline): void {
  found.imports = true;
  const clause = statement.importClause;
  if (!clause) {
    found.global = true;
    return;
  }
  const typesOnly = clause.phaseModifier === ast.SyntaxKind.TypeKeyword;
  declare(clause.name, typesOnly ? "type" : "import");
  const bindings = clause.namedBindings;
  if (!bindings) return;
  if (ast.isNamespaceImport(bindings)) declare(bindings.name, typesOnly ? "type" : "import");
  else
    for (const element of bindings.elements)
      declare(element.name, typesOnly || element.isTypeOnly ? "type" : "import");
}

function declareVariables(list: ast.VariableDeclarationList, declare: Declare): void {
  const scope = list.flags & (ast.NodeFlags.Let | ast.NodeFlags.Const | ast.NodeFlags.Using);
  const kind = scope === 0 ? "var" : scope === ast.NodeFlags.Let ? "let" : "const";
  for (const { name } of list.declarations) declareBinding(name, kind, declare);
}

function declareBinding(name: ast.Node | undefined, kind: DeclarationKind, declare: Declare): void {
  if (name && ast.isBindingPattern(name))
    for (const element of name.elements) declareBinding(element.name, kind, declare);
  else declare(name, kind);
}

// `var` in a block or a loop belongs to the whole cell.
function declareNestedVariables(node: ast.Node, declare: Declare): void {
  node.forEachChild((child) => {
    if (
      ast.isFunctionLikeDeclaration(child) ||
      ast.isClassDeclaration(child) ||
      ast.isModuleDeclaration(child)
    )
      return;
    if (
      ast.isVariableDeclarationList(child) &&
      (child.flags & (ast.NodeFlags.Let | ast.NodeFlags.Const)) === 0
    )
      declareVariables(child, declare);
    declareNestedVariables(child, declare);
  });
}

function isExported(statement: ast.Statement): boolean {
  const { modifiers } = statement as { modifiers?: readonly ast.Node[] };
  return modifiers?.some(({ kind }) => kind === ast.SyntaxKind.ExportKeyword) ?? false;
}
