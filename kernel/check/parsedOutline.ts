// A cell's outline without a question to the server, for cells that parse: from the parser of the cell engine, in a quarter
// of the time. `declarations.ts` reads all cells, this file means the same by the same words.
import { boundNames, hoistedNames } from "../cell/declarations.ts";
import { type Node, parse } from "../cell/parse.ts";
import { type CellOutline, type DeclarationKind, declareIn, emptyOutline } from "./outline.ts";

/** Undefined for a cell that does not parse. */
export function parsedOutline(source: string): CellOutline | undefined {
  const parsed = parse(source);
  if ("problem" in parsed) return undefined;
  const found = emptyOutline(source);
  found.jsx = parsed.jsx;
  for (const statement of parsed.program.body) read(statement, found);
  if (/\bvar\b/.test(source)) hoistedNames(parsed.program, (name) => declareIn(found, name, "var"));
  return found;
}

function read(statement: Node, found: CellOutline): void {
  const declare = (name: string | undefined, kind: DeclarationKind) => {
    if (name !== undefined) declareIn(found, name, kind);
  };
  switch (statement.type) {
    case "VariableDeclaration": {
      const kind = statement.kind === "var" || statement.kind === "let" ? statement.kind : "const";
      for (const { id } of statement.declarations) boundNames(id, (name) => declare(name, kind));
      break;
    }
    case "FunctionDeclaration":
    case "TSDeclareFunction":
      declare(statement.id?.name, "function");
      break;
    case "ClassDeclaration":
      declare(statement.id?.name, "class");
      break;
    case "TSEnumDeclaration":
      declare(statement.id.name, "enum");
      break;
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      declare(statement.id.name, "type");
      break;
    case "TSModuleDeclaration": {
      let id: Node = statement.id;
      while (id.type === "TSQualifiedName") id = id.left;
      if (statement.global || id.type !== "Identifier") found.global = true;
      else declare(id.name, "namespace");
      break;
    }
    case "TSImportEqualsDeclaration":
      found.imports = true;
      declare(statement.id.name, "import");
      break;
    case "ImportDeclaration":
      found.imports = true;
      found.global ||= statement.specifiers.length === 0;
      for (const specifier of statement.specifiers) {
        const ofType = specifier.type === "ImportSpecifier" && specifier.importKind === "type";
        declare(specifier.local.name, ofType || statement.importKind === "type" ? "type" : "import");
      }
      break;
    case "ExportAllDeclaration":
      found.imports = true;
      break;
    case "ExportNamedDeclaration":
      found.imports ||= statement.source !== null;
      for (const { exported } of statement.specifiers)
        found.exported.add(exported.type === "Literal" ? String(exported.value) : exported.name);
      if (statement.declaration) readExported(statement.declaration, found);
      break;
    case "ExportDefaultDeclaration":
      readExported(statement.declaration, found);
      break;
  }
}

function readExported(declaration: Node, found: CellOutline): void {
  const before = found.declared.length;
  read(declaration, found);
  for (const { name } of found.declared.slice(before)) found.exported.add(name);
}
