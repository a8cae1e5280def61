// Where the library has a name: among its exports, in one of its namespaces, as a method of tensors.
import * as ast from "../ast.ts";
import { type Server, SymbolFlags, type TypeScriptSymbol } from "../server.ts";

export interface Library {
  exports: readonly string[];
  /** `nn` for `Linear`; undefined when no namespace has it. */
  namespaceOf(name: string): string | undefined;
  membersOf(namespace: string): string[];
  methodNames(): string[];
}

/** Reads the module that a file's imports name; nothing when the file does not import it. */
export function libraryIn(server: Server, file: string, moduleName: string): Library | undefined {
  const { checker, program } = server.project;
  const specifier = program
    .getSourceFile(file)
    ?.statements.find(
      (each): each is ast.ImportDeclaration =>
        ast.isImportDeclaration(each) && each.moduleSpecifier.getText().slice(1, -1) === moduleName,
    )?.moduleSpecifier;
  const module = specifier && checker.getSymbolAtLocation(specifier);
  if (!module) return undefined;
  const exported = checker.getExportsOfModule(module);
  const meant = server.resolve(exported);
  const symbols = new Map(exported.map(({ name }, index) => [name, meant[index]!]));
  const valuesOf = (symbol: TypeScriptSymbol): string[] => {
    const all = checker.getExportsOfModule(symbol);
    const values = server.resolve(all).map(({ flags }) => (flags & SymbolFlags.Value) !== 0);
    return all.flatMap(({ name }, index) => (values[index] ? [name] : []));
  };
  const namesOf = (symbol: TypeScriptSymbol | undefined) =>
    symbol && symbol.flags & SymbolFlags.ValueModule ? valuesOf(symbol) : [];
  const tensor = symbols.get("Tensor");
  return {
    exports: valuesOf(module),
    namespaceOf: (name) => [...symbols].find(([, symbol]) => namesOf(symbol).includes(name))?.[0],
    membersOf: (namespace) => namesOf(symbols.get(namespace)),
    methodNames: () =>
      tensor === undefined
        ? []
        : checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(tensor)).map(({ name }) => name),
  };
}
