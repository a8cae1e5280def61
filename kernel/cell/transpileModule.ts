// A TypeScript file that a cell imports, as JavaScript that Node can load. Not for cells: a file keeps its exports, its
// `const`s and its own scope, and types that it imports are left out as TypeScript does.
import { lower, plainMessage } from "./lower.ts";
import { nestsTooDeep, parseFile } from "./parse.ts";
import { specifiersOf } from "./specifiers.ts";

export interface TranspiledModule {
  code: string;
  /** Source map v3, JSON; the source is named by its path and included. */
  map: string;
  /** The specifiers that the file loads, as written: what to look at for changes besides the file itself. */
  imports: string[];
}

/** Throws a SyntaxError, with the compiler's code frame, when the file does not parse. */
export function transpileModule(
  source: string,
  file: string,
  format: "commonjs" | "esm" = "commonjs",
): TranspiledModule {
  if (nestsTooDeep(source)) throw new SyntaxError(`${file}: the code nests too deeply`);
  try {
    const { code, map } = lower(source, file, {
      module:
        format === "esm" ? { type: "es6" } : { type: "commonjs", ignoreDynamic: true, importInterop: "node" },
      sourceFileName: file,
      inlineSourcesContent: true,
    });
    return { code, map, imports: specifiersOf(parseFile(source, file)) };
  } catch (error) {
    throw new SyntaxError(plainMessage(error), { cause: error });
  }
}
