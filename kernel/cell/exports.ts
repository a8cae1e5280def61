// A cell has no importers: `export` in front of a declaration goes, the other forms of it mean nothing. A default
// expression is still evaluated, for what it does.
import type { Edits } from "./edits.ts";
import type { Program } from "./parse.ts";

export function dropExports(program: Program, edits: Edits): void {
  for (const statement of program.body) {
    const { start, end } = statement;
    switch (statement.type) {
      case "ExportNamedDeclaration":
        if (statement.declaration) edits.blank(start, statement.declaration.start);
        else if (!statement.source || statement.exportKind === "type") edits.blank(start, end, ";");
        break;
      case "ExportAllDeclaration":
        if (statement.exportKind === "type") edits.blank(start, end, ";");
        break;
      case "ExportDefaultDeclaration": {
        const { declaration } = statement;
        if ("id" in declaration && declaration.id && declaration.type.endsWith("Declaration")) {
          edits.blank(start, declaration.start);
        } else if (!declaration.type.startsWith("TS")) {
          edits.blank(start, declaration.start, "void (");
          edits.wrap(declaration.start, declaration.end, "", edits.source[end - 1] === ";" ? ")" : ");");
        }
        break;
      }
      case "TSExportAssignment":
        edits.blank(start, statement.expression.start, "void (");
        edits.wrap(statement.expression.start, statement.expression.end, "", ")");
        break;
      case "TSNamespaceExportDeclaration":
        edits.blank(start, end, ";");
        break;
    }
  }
}
