// Long notebooks: cells that have become declarations, and blocks of cells that have been archived, mean what they meant.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openNotebook, texts } from "./testing.ts";

const library = `/** A box. */
export interface Box<T> {
  value: T;
  map<U>(change: (value: T) => U): Box<U>;
}
export declare function box<T>(value: T): Box<T>;
`;

describe("a cell that has become its declarations", () => {
  it("keeps types, docs and what is not exported by name", async () => {
    const notebook = openNotebook({ "box.ts": library });
    await notebook.runAll(
      `import { box } from "./box.ts";
/** How many. */
let count = 1;
/**
 * A model.
 */
class Model {
  /** Its weights. */
  weights = [1, 2];
  #hidden = 3;
  /** Fits. */
  fit<T extends number>(x: T, ...more: T[]): Promise<T> { return Promise.resolve(x) }
}
enum Mode { Train, Test }
type Named = { name: string };
interface Sized { size: number }
const make = () => new Model(), boxed = box(count), literal = "on" as const;
function over(a: string): 1; function over(a: number): 2; function over(a: any): any { return a }`,
      "const model = make(); const again = boxed.map(value => [value]); function typed(): Named & Sized { return { name: '', size: 1 } }",
    );
    for (let cell = 0; cell < 31; cell++) await notebook.runAll(`const filler${cell} = ${cell}`);
    await notebook.checker.settle();
    // The next cell takes types from the second that the second never imported by name.
    await notebook.runAll(
      "const fitted = await model.fit(3); const three: 3 = fitted; again.value[0].toFixed(); typed().size",
      "count = 2; const m: Mode = Mode.Test; const two: 2 = over(1); const on: 'on' = literal; class Better extends Model {}",
    );
    assert.deepEqual(texts(await notebook.run("model.weights = 'x'; count = 'y'")), [
      "TS2322 Type 'string' is not assignable to type 'number[]'.",
      "TS2322 Type 'string' is not assignable to type 'number'.",
    ]);
    assert.equal((await notebook.inspect("count¦"))?.documentation, "How many.");
    assert.equal((await notebook.inspect("Model¦"))?.documentation, "A model.");
    assert.equal((await notebook.inspect("model.weights¦"))?.documentation, "Its weights.");
    assert.equal((await notebook.inspect("model.fit¦(1)"))?.documentation, "Fits.");
    assert.equal((await notebook.inspect("again¦"))?.signature, "const again: Box<number[]>");
    assert.equal((await notebook.inspect("model¦"))?.signature, "const model: Model");
  });
});

describe("a hundred cells", () => {
  for (const settled of [true, false])
    it(`keep every name and its latest meaning${settled ? "" : ", also without a pause between them"}`, async () => {
      const notebook = openNotebook({ "box.ts": library });
      await notebook.runAll(
        'import { box } from "./box.ts"',
        "class Shape { area = 1 }; const oldShape = new Shape()",
        "declare global { interface Array<T> { zip(): T } }",
        "interface Both { kind: string }",
        "let total = 0",
      );
      for (let cell = 0; cell < 100; cell++) {
        await notebook.runAll(
          `/** Number ${cell}. */ const v${cell} = box(${cell}); total += v${Math.max(0, cell - 40)}.value; function f${cell}() { return v${cell} }`,
        );
        if (cell === 20) await notebook.runAll("const Both: Both = { kind: 'value' }");
        if (cell === 45) await notebook.runAll("class Shape { sides = 4 }; const newShape = new Shape()");
        if (settled && cell % 5 === 0) await notebook.checker.settle();
      }
      await notebook.runAll(
        "v0.value.toFixed(); f50().map(String).value.length; total.toFixed(); [1].zip().toFixed()",
        "oldShape.area.toFixed(); newShape.sides.toFixed(); const s: Shape = newShape",
        "const b: Both = Both; b.kind.length",
      );
      assert.deepEqual(texts(await notebook.run("const wrong: Shape = oldShape")), [
        "TS2741 Property 'sides' is missing in type 'Shape' but required in type 'Shape'.",
      ]);
      assert.equal((await notebook.inspect("v3¦"))?.signature, "const v3: Box<number>");
      assert.deepEqual(await notebook.completeTexts("v7.¦"), ["map", "value"]);
      assert.ok((await notebook.completeTexts("v9¦")).includes("v99"));
      assert.deepEqual(texts(await notebook.run("v3 = 1 as any")), [
        "TS2588 Cannot assign to 'v3' because it is a constant.",
      ]);
    });
});

describe("a cell that is run again and again", () => {
  it("means its last version", async () => {
    const notebook = openNotebook();
    await notebook.runAll("const base = 1");
    for (let run = 0; run < 70; run++)
      await notebook.runAll(
        `class Net { layers = base + ${run}; v${run} = 1 }; const net = new Net(); net.v${run}`,
      );
    await notebook.runAll("net.v69");
    assert.equal((await notebook.run("net.v1")).length, 1);
  });
});

describe("a new start", () => {
  it("forgets all cells", async () => {
    const notebook = openNotebook();
    for (let cell = 0; cell < 40; cell++) await notebook.runAll(`const v${cell} = ${cell}`);
    await notebook.checker.reset();
    assert.deepEqual(texts(await notebook.run("v1")), ["TS2304 Cannot find name 'v1'."]);
    await notebook.runAll("const v1 = 'new'", "v1.length");
  });
});
