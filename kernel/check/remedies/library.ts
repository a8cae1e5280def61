// Where the library has a name: among its exports, in one of its namespaces, as a method of tensors.
import * as ast from "../ast.ts";
import { resolveAll, SymbolFlags, type TypeScriptSymbol } from "../client.ts";
import type { Server } from "../server.ts";

export interface Library {
  exports: readonly string[];
  /** `nn` for `Linear`; undefined when no namespace has it. */
  namespaceOf(name: string): Promise<string | undefined>;
  membersOf(namespace: string): Promise<string[]>;
  methodNames(): Promise<string[]>;
}

/** Reads the module that a file's imports name; nothing when the file does not import it. */
export async function libraryIn(
  server: Server,
  file: string,
  moduleName: string,
): Promise<Library | undefined> {
  const { checker, program } = await server.project();
  const tree = await program.getSourceFile(file);
  const specifier = tree?.statements.find(
    (each): each is ast.ImportDeclaration =>
      ast.isImportDeclaration(each) && each.moduleSpecifier.getText().slice(1, -1) === moduleName,
  )?.moduleSpecifier;
  const module = specifier && (await checker.getSymbolAtLocation(specifier));
  if (!module) return undefined;
  const exported = await checker.getExportsOfModule(module);
  const meant = await resolveAll(checker, exported);
  const symbols = new Map(exported.map(({ name }, index) => [name, meant[index]!]));
  const valuesOf = async (symbol: TypeScriptSymbol): Promise<string[]> => {
    const all = await checker.getExportsOfModule(symbol);
    const targets = await resolveAll(checker, all);
    return all.flatMap(({ name }, index) => (targets[index]!.flags & SymbolFlags.Value ? [name] : []));
  };
  const namesOf = async (symbol: TypeScriptSymbol | undefined): Promise<string[]> =>
    symbol && symbol.flags & SymbolFlags.ValueModule ? valuesOf(symbol) : [];
  const tensor = symbols.get("Tensor");
  return {
    exports: await valuesOf(module),
    async namespaceOf(name) {
      for (const [namespace, symbol] of symbols) if ((await namesOf(symbol)).includes(name)) return namespace;
      return undefined;
    },
    membersOf: (namespace) => namesOf(symbols.get(namespace)),
    async methodNames() {
      if (tensor === undefined) return [];
      const type = await checker.getDeclaredTypeOfSymbol(tensor);
      return (await checker.getPropertiesOfType(type)).map(({ name }) => name);
    },
  };
}
