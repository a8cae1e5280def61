// TypeScript and newer JavaScript that cannot run by leaving types out: enums, namespaces with values, parameter
// properties, decorators, accessors, JSX, `using` in a block. The one door to `@swc/core`, loaded when first needed.
// Most cells never come here, and their positions stay the user's own.
import { createRequire } from "node:module";
import type { Options } from "@swc/core";
import { hasValues } from "./declarations.ts";
import { type Program, visit } from "./parse.ts";

export interface Lowered {
  code: string;
  /** Source map v3, JSON. */
  map: string;
}

let swc: typeof import("@swc/core") | undefined;

/** True when the cell holds syntax that blanking types does not make into JavaScript. */
export function needsLowering(program: Program): boolean {
  let found = false;
  for (const statement of program.body) {
    visit(statement, (node) => {
      if (found || ("declare" in node && node.declare)) return false;
      switch (node.type) {
        case "TSEnumDeclaration":
        case "TSParameterProperty":
        case "Decorator":
        case "AccessorProperty":
        case "JSXElement":
        case "JSXFragment":
          found = true;
          break;
        case "TSModuleDeclaration":
          found ||= hasValues(node);
          return false;
        case "VariableDeclaration":
          found ||= node !== statement && node.kind.endsWith("using");
          break;
      }
      return !found;
    });
  }
  return found;
}

/** The file's ending says whether it may hold JSX. `options` go on top of what cells and modules have in common. */
export function lower(source: string, file: string, options: Options = {}): Lowered {
  swc ??= createRequire(import.meta.url)("@swc/core") as typeof import("@swc/core");
  const { code, map } = swc.transformSync(source, {
    filename: file,
    sourceMaps: true,
    swcrc: false,
    configFile: false,
    isModule: true,
    ...options,
    jsc: {
      target: "es2022",
      externalHelpers: false,
      parser: { syntax: "typescript", tsx: file.endsWith("x"), decorators: true },
      transform: { treatConstEnumAsEnum: true, decoratorVersion: "2022-03", react: { runtime: "automatic" } },
    },
  });
  return { code, map: map ?? "" };
}

/** The compiler's words without its native stack. */
export function plainMessage(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split(/\n\s*\n\s*(?:Caused by:|Stack backtrace:)/)[0]!.trim();
}
