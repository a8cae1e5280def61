// What a cell shows: the value of its last expression, nothing otherwise.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Notebook } from "../testing/notebook.ts";

const notebook = new Notebook();
const run = (source: string) => notebook.run(source);
after(() => notebook.close());

const nothing = Symbol("nothing");
const shown = async (source: string): Promise<unknown> => {
  const transformed = notebook.transformer.transform(source, 0);
  const { script } = transformed as Extract<typeof transformed, { script: unknown }>;
  const value = await run(source);
  return script.hasResult ? value : nothing;
};

describe("the result of a cell", () => {
  it("is the value of an expression at its end", async () => {
    assert.equal(await shown("var v = 3; v"), 3);
    assert.equal(await shown("undefined"), undefined);
    assert.equal(await shown('"use strict"'), "use strict");
    assert.equal(await shown("1;\ninterface Q {}"), nothing);
    assert.equal(await shown("1\ninterface Q {}"), 1);
  });

  it("is hidden by a `;` after it, with a comment or not", async () => {
    assert.equal(await shown("1 + 1;"), nothing);
    assert.equal(await shown("1 + 1 ; // two"), nothing);
    assert.equal(await shown("1 + 1 // two;"), 2);
  });

  it("is nothing for statements", async () => {
    assert.equal(await shown("if (true) { 41 }"), nothing);
    assert.equal(await shown("for (let i = 0; i < 3; i++) i"), nothing);
    assert.equal(await shown("let q1 = 3;"), nothing);
    assert.equal(await shown(""), nothing);
  });

  it("is the object when the cell is an object literal", async () => {
    assert.deepEqual(await shown("({ a: 1 })"), { a: 1 });
    assert.deepEqual(await shown("{ a: 1 }"), { a: 1 });
    assert.deepEqual(await shown("// two\n{ a: 1 as number, b: await 2 }"), { a: 1, b: 2 });
    assert.deepEqual(await shown("{}"), {});
    assert.equal(await shown("{ a: 1 };"), nothing);
    assert.equal(await shown("{ let a = 1; a }"), nothing);
  });

  it("is awaited where the cell awaits, and a promise otherwise", async () => {
    assert.equal(await shown("const z = await Promise.resolve(4); z"), 4);
    assert.equal(await shown("await Promise.resolve(5)"), 5);
    await run("const pending = (async () => 5)()");
    await run("globalThis.results = [pending]");
    assert.equal(await run("Reflect.get(globalThis, 'results')[0] === pending"), true);
  });

  it("does not wait for a promise that is the value of a hidden expression or a statement", async () => {
    await run("const never = new Promise(() => {})");
    assert.equal(await shown("never;"), nothing);
    assert.equal(await shown("if (true) { never }"), nothing);
  });
});
