// Two ways to a cell's outline, one outline.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { readOutline } from "./declarations.ts";
import { parsedOutline } from "./parsedOutline.ts";
import { Server } from "./server.ts";

const cells = [
  "const one = 1; let two: number, three = 3; var four",
  "const { a, b: [c, , ...d], ...e } = f(), [g = 1] = h; using i = j(); await using k = l()",
  "function one() { var inner } async function* two() {} declare function three(): void; function four(): 1; function four() { return 1 }",
  "class One { static { var inside } method() { var inside } } abstract class Two {} declare class Three {}",
  "enum One { A } const enum Two { B } declare enum Three {}",
  "interface One {} type Two = 1; namespace Three { export const x = 1 } namespace Four.Five {} declare namespace Six {}",
  "interface Both {} const Both = 1; class Again {} interface Again {} namespace Again { export const x = 1 }",
  "declare const one: 1; declare let two: 2; declare global { interface Array<T> { zip(): T } }",
  'declare module "elsewhere" { export const x: 1 }',
  'import one, { two, type Three, four as five } from "x"; import * as six from "y"; import type { Seven } from "z"',
  'import type Eight from "x"; import nine = require("y"); import ten = nine.x; import "./effect"',
  'export * from "x"; export * as all from "y"; export { one as two, three } from "z"; export { type Four } from "z"',
  "const one = 1; export { one as two }; export const three = 3, { four } = x; export function five() {} export type Six = 1",
  "export default class One {}",
  "export default function () {}",
  "export default interface Two {}",
  "export import one = two.three",
  "if (x) { var one = 1; let no } for (var two of y) { for (var three in z) {} } try { var four } catch { var five }",
  "label: { var one } switch (x) { case 1: var two; let no } const f = () => { var no }; (function () { var no })()",
  "while (false) var one = 1; { function no() {} class No {} }",
  'await import("x"); const lazy = () => require("y")',
  "{ a: 1, b: { c: 2 } }",
  "1 + 1",
  "// nothing",
];

describe("the outline of a cell that parses", () => {
  const directory = mkdtempSync(join(tmpdir(), "cellgrad-outline-"));
  const server = new Server(directory, join(directory, "tsconfig.json"));
  after(() => {
    server.close();
    rmSync(directory, { recursive: true });
  });

  for (const cell of cells)
    it(`is the same from both parsers: ${cell}`, async () => {
      const outline = parsedOutline(cell);
      assert.ok(outline);
      assert.deepEqual(outline, readOutline(await server.parse(cell)));
    });

  it("is not there for other cells", () => {
    for (const cell of ["const = 1", "data.", "let a; let a"]) assert.equal(parsedOutline(cell), undefined);
  });
});
