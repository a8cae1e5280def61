// The modules that a text names, by its words: quicker than its tree, and good enough where a word too many does no harm.
import { libraryName } from "./project.ts";

const named = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(["'])((?:(?!\1).)+)\1/g;

/** What stands where a module's name would stand, each once, in order. */
export const specifiersIn = (text: string): string[] =>
  [...new Set([...text.matchAll(named)].map(([, , specifier]) => specifier ?? ""))].sort();

/** Whether a cell may need other modules than this package, for whose types Node's may be needed. */
export const importsOthers = (source: string): boolean =>
  /\bimport\s*\((?!\s*["'])/.test(source) || specifiersIn(source).some((name) => name !== libraryName);
