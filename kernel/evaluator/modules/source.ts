// A local file as code that V8 can run, known to stacks under its own name and lines.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { transpileModule } from "../../cell/transpileModule.ts";
import { loading } from "../gate.ts";
import { register } from "../scripts.ts";

let transpile: typeof transpileModule | undefined;

const typed = /\.([mc]?tsx?|jsx)$/;

/** The code of a file; `url` is the name that V8 will know it by. */
export function readCode(file: string, url: string, format: "commonjs" | "esm"): string {
  const source = readFileSync(file, "utf8");
  if (!typed.test(file)) {
    register(url, { file, source });
    return source;
  }
  transpile ??= loadTranspiler();
  const { code, map } = transpile(source, file, format);
  register(url, { file, source, map: { mappings: (JSON.parse(map) as { mappings: string }).mappings } });
  return code;
}

/** V8 does not say where a module fails to parse; the compiler does, with its code frame. */
export function placedSyntaxError(file: string, error: unknown): unknown {
  if (!(error instanceof SyntaxError)) return error;
  try {
    transpile ??= loadTranspiler();
    transpile(readFileSync(file, "utf8"), file, "esm");
    return error; // the compiler knows more syntax than V8
  } catch (placed) {
    return placed;
  }
}

// Loaded with the first file that needs it, and at once: `require` cannot wait. An interrupt does: torn, it could not be
// loaded again.
function loadTranspiler(): typeof transpileModule {
  const require = createRequire(import.meta.url);
  loading.begin();
  try {
    return (require("../../cell/transpileModule.js") as { transpileModule: typeof transpileModule })
      .transpileModule;
  } finally {
    loading.end();
  }
}

/** Makes `require` take TypeScript files too. */
export function teachRequire(require: NodeJS.Require): void {
  const load = (module: NodeModule, file: string): void => {
    const compile = module as NodeModule & { _compile(code: string, file: string): void };
    compile._compile(readCode(file, file, "commonjs"), file);
  };
  for (const ending of [".ts", ".tsx", ".mts", ".cts", ".jsx"]) require.extensions[ending] = load;
}
