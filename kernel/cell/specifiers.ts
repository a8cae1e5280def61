// What a file loads by a written-out name, each once: static imports, re-exports, `import("…")`, `require("…")`. Not what it
// takes types from.
import { type Node, type Program, visit } from "./parse.ts";

export function specifiersOf(program: Program): string[] {
  const found = new Set<string>();
  visit(program, (node) => {
    const from = loadedBy(node);
    if (from?.type === "Literal" && typeof from.value === "string") found.add(from.value);
  });
  return [...found];
}

function loadedBy(node: Node): Node | null | undefined {
  switch (node.type) {
    case "ImportDeclaration":
      return node.importKind === "type" ? null : node.source;
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
      return node.exportKind === "type" ? null : node.source;
    case "ImportExpression":
      return node.source;
    case "TSImportEqualsDeclaration":
      if (node.importKind === "type" || node.moduleReference.type !== "TSExternalModuleReference")
        return null;
      return node.moduleReference.expression;
    case "CallExpression":
      return node.callee.type === "Identifier" && node.callee.name === "require" ? node.arguments[0] : null;
    default:
      return null;
  }
}
