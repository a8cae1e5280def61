// What an import sees of a module. CommonJS modules show all that they export, also the names that Node's lexer misses; a
// default import of a transpiled CommonJS module is its `default`, as TypeScript has it.

export type Namespace = Record<string, unknown>;

/** Own and inherited keys would be too many: what CommonJS code exports are own keys of its `exports`. */
export function ofCommonJs(exports: unknown): Namespace {
  const isObject = (typeof exports === "object" || typeof exports === "function") && exports !== null;
  const names = isObject ? (exports as Namespace) : {};
  const namespace: Namespace = Object.create(null);
  for (const name of Object.keys(names)) namespace[name] = names[name];
  namespace.default = isTranspiled(names) ? names.default : exports;
  return namespace;
}

const isTranspiled = (exports: Namespace): boolean => exports.__esModule === true && "default" in exports;

/** An object with just these names, for destructuring. What the module lacks is undefined: it may turn out to be a type. */
export const pick = (namespace: Namespace, names: readonly string[]): Namespace =>
  Object.fromEntries(names.map((name) => [name, namespace[name]]));
