// Lets a cell run again: what it declares replaces what was declared before. `const` becomes `let` of the same width (the
// checker still enforces it), an enum or namespace starts empty instead of merging with its former self.
import { type Declared, hasValues } from "./declarations.ts";
import type { Edits } from "./edits.ts";
import type { Program } from "./parse.ts";

export function makeRedeclarable(
  program: Program,
  declared: readonly Declared[],
  edits: Edits,
  emitted: (name: string) => string,
): void {
  const functions = new Set(declared.filter(({ named }) => named).map(({ name }) => name));
  const seen = new Set<string>();
  for (const statement of program.body) {
    const node = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (node?.type === "VariableDeclaration" && node.kind === "const" && !node.declare) {
      edits.blank(node.start, node.start + "const".length, "let");
    } else if (node?.type === "FunctionDeclaration" || node?.type === "ClassDeclaration") {
      if (node.id) seen.add(node.id.name);
    } else if (
      (node?.type === "TSEnumDeclaration" && !node.declare) ||
      (node?.type === "TSModuleDeclaration" && hasValues(node))
    ) {
      // `const enum` too: other cells read it at run time.
      if (node.type === "TSEnumDeclaration" && node.const)
        edits.blank(node.start, node.start + "const".length);
      let { id } = node as { id: { type: string; name?: string; left?: unknown } };
      while (id.type === "TSQualifiedName") id = id.left as typeof id;
      const name = id.name ?? "";
      if (seen.has(name) || functions.has(name)) continue;
      seen.add(name);
      edits.wrap(node.start, node.end, `${emitted(name)}=void 0;`, "");
    }
  }
}
