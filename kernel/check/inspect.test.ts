// Inspection (Shift-Tab): `¦` is the cursor.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { openNotebook } from "./testing.ts";

describe("inspection", () => {
  const notebook = openNotebook();
  before(() =>
    notebook.runAll(
      `/**
 * A point in the plane.
 */
class Point {
  constructor(public x: number, public y: number) {}
  /**
   * Moves it.
   * @param dx to the right
   * @param dy - up
   * @returns the new point
   * @example
   * new Point(1, 2).move(1, 1)
   */
  move(dx: number, dy = 0): Point { return new Point(this.x + dx, this.y + dy) }
}
/** Where all begins. */
const origin = new Point(0, 0);
let count = 1;
/** Makes the size of a thing. */
function size(of: string): number;
function size(of: number[], deep: boolean): number[];
function size(of: any): any { return of.length }
function pair<A, B>(left: A, right: B): [A, B] { return [left, right] }
type Pair = [number, string]; interface Shape { area: number }; enum Colour { Red }`,
    ),
  );

  const signature = async (marked: string) => (await notebook.inspect(marked))?.signature;

  it("says what a name is", async () => {
    assert.equal(await signature("cou¦nt"), "let count: number");
    assert.equal(await signature("origin¦"), "const origin: Point");
    assert.equal(await signature("¦Point"), "class Point");
    assert.equal(await signature("let p: Pair¦"), "type Pair = [number, string]");
    assert.equal(await signature("let s: Shape¦"), "interface Shape");
    assert.equal(await signature("Colour¦"), "enum Colour");
    assert.equal(await signature("Colour.Red¦"), "(enum member) Colour.Red = 0");
    assert.equal(await signature("origin.x¦"), "(property) x: number");
    assert.equal(await signature("pair¦"), "function pair<A, B>(left: A, right: B): [A, B]");
    assert.equal(await signature("[1].map(item¦ => item)"), "(parameter) item: number");
    assert.equal(await signature("const mine = 'a'; mine¦"), 'const mine: "a"');
    assert.equal(await signature("import * as fs from 'node:fs'; fs¦"), 'module "node:fs"');
  });

  it("gives the range of the name", async () => {
    const { start, end } = (await notebook.inspect("1 + cou¦nt")) ?? {};
    assert.deepEqual([start, end], [4, 9]);
  });

  it("has the docs, also of a variable of an earlier cell", async () => {
    assert.equal((await notebook.inspect("origin¦"))?.documentation, "Where all begins.");
    assert.equal((await notebook.inspect("Point¦"))?.documentation, "A point in the plane.");
  });

  it("writes doc tags as Markdown", async () => {
    assert.equal(
      (await notebook.inspect("origin.move¦(1)"))?.documentation,
      [
        "Moves it.",
        "- `dx`: to the right\n- `dy`: up",
        "**Returns**: the new point",
        "**Example**\n\n```ts\nnew Point(1, 2).move(1, 1)\n```",
      ].join("\n\n"),
    );
  });

  it("shows a call as it is resolved", async () => {
    assert.equal(await signature("pair¦(1, 'a')"), "pair(left: number, right: string): [number, string]");
    assert.equal(
      await signature("size¦([1], true)"),
      "size(of: number[], deep: boolean): number[] (+1 overload)",
    );
    assert.equal(await signature("new Point¦(1, 2)"), "new Point(x: number, y: number): Point");
  });

  it("says between the parentheses what the call takes", async () => {
    assert.equal(await signature("origin.move(¦"), "move(dx: number, dy?: number): Point");
    assert.equal(await signature("new Point(1, ¦)"), "new Point(x: number, y: number): Point");
    assert.equal((await notebook.inspect("origin.move(1, ¦)"))?.documentation.split("\n")[0], "Moves it.");
    assert.equal(
      await signature("size(¦)"),
      "size(of: string): number\nsize(of: number[], deep: boolean): number[]",
    );
    assert.equal(
      await signature("console.log(size([1], ¦"),
      "size(of: number[], deep: boolean): number[]\nsize(of: string): number",
    );
  });

  it("has nothing to say of nothing", async () => {
    assert.equal(await notebook.inspect("1 + ¦ 1"), undefined);
    assert.equal(await notebook.inspect("¦"), undefined);
    assert.equal(
      await notebook.checker.inspect("count", 999).then((found) => found?.signature),
      "let count: number",
    );
  });
});
