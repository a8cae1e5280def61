import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mapPosition } from "./positionMap.ts";
import { transpileModule } from "./transpileModule.ts";

describe("transpileModule", () => {
  it("makes CommonJS, leaving `import()` as it is", () => {
    const { code } = transpileModule('import a from "a"; export const b: number = a; import("c")', "/x/f.ts");
    assert.match(code, /require\("a"\)/);
    assert.match(code, /import\("c"\)/);
    assert.doesNotMatch(code, /number/);
  });

  it("makes ES modules when asked", () => {
    const { code } = transpileModule(
      'import { a, type B } from "a"; export enum C { D = a }',
      "/x/f.ts",
      "esm",
    );
    assert.match(code, /import \{ a \} from "a"/);
    assert.match(code, /export var C/);
  });

  it("leaves out imports of types", () => {
    const { code } = transpileModule('import { T } from "./types"; export let a: T', "/x/f.ts");
    assert.doesNotMatch(code, /types/);
  });

  it("maps positions to the file", () => {
    const { code, map } = transpileModule(
      "type A = 1\n\nenum B { C }\nfunction f() {\n  throw B.C\n}",
      "/x/f.ts",
    );
    const line = code.split("\n").findIndex((text) => text.includes("throw")) + 1;
    const parsed = JSON.parse(map) as { mappings: string; sources: string[]; sourcesContent: string[] };
    assert.deepEqual(mapPosition(parsed, line, 5), { line: 5, column: 3 });
    assert.deepEqual(parsed.sources, ["/x/f.ts"]);
    assert.match(parsed.sourcesContent[0]!, /^type A/);
  });

  it("lists what the file loads", () => {
    const source = [
      ..."import './a'; import type B from './b'; export * from './c'; export type * from './d'".split(";"),
      ..."await import('./e'); require('./f'); import g = require('./g'); import './a'; let t: import('./h').T".split(
        ";",
      ),
    ].join(";\n");
    assert.deepEqual(transpileModule(source, "/x/f.ts", "esm").imports, ["./a", "./c", "./e", "./f", "./g"]);
  });

  it("takes JSX in files that may hold it", () => {
    for (const file of ["/x/f.tsx", "/x/f.jsx"]) {
      assert.match(transpileModule("export const a = <b>{1}</b>", file).code, /react\/jsx-runtime/);
    }
  });

  it("says where a file does not parse", () => {
    assert.throws(
      () => transpileModule("let a = ;", "/x/f.ts"),
      (error) => {
        assert.ok(error instanceof SyntaxError);
        assert.match(error.message, /f\.ts:1/);
        assert.doesNotMatch(error.message, /backtrace/i);
        return true;
      },
    );
  });
});
