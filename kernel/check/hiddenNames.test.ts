import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withoutHiddenNames } from "./hiddenNames.ts";

describe("TypeScript's sentences", () => {
  const rows: [what: string, told: string, shown: string][] = [
    ["a type of the library", `'import("/opt/cellgrad/tensor").Tensor<[3]>'`, "'Tensor<[3]>'"],
    ["a type of another cell", `'import("./cellgrad$c3").Model'`, "'Model'"],
    ["a module itself", `'typeof import("./helpers.ts")'`, `'typeof import("./helpers.ts")'`],
    ["an earlier value under its alias", "'$$count'", "'count'"],
  ];
  for (const [what, told, shown] of rows)
    it(`name ${what} as the user does`, () => assert.equal(withoutHiddenNames(told), shown));
});
