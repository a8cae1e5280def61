// What kinds of things a namespace has (`plot.`): to TypeScript's completion all that a file exports from another is a
// variable, so its symbols are asked.
import { resolveAll, SymbolFlags } from "./client.ts";
import type { Server } from "./server.ts";

/** The kinds of the exports of the namespace that ends at a place in a file, by name; none when there is no namespace. */
export async function exportKinds(
  server: Server,
  file: string,
  at: number,
): Promise<ReadonlyMap<string, string>> {
  const { checker } = await server.project();
  const symbol = await checker.getSymbolAtPosition(file, at);
  const [target] = symbol ? await resolveAll(checker, [symbol]) : [];
  if (!target || !(target.flags & SymbolFlags.ValueModule)) return new Map();
  const exported = await checker.getExportsOfModule(target);
  const meant = await resolveAll(checker, exported);
  return new Map(exported.map(({ name }, i) => [name, kindOf(meant[i]!.flags)]));
}

function kindOf(flags: SymbolFlags): string {
  if (flags & SymbolFlags.Class) return "class";
  if (flags & SymbolFlags.Function) return "function";
  if (flags & SymbolFlags.Enum) return "enum";
  if (flags & SymbolFlags.Module) return "module";
  return flags & SymbolFlags.Variable ? "variable" : "type";
}
