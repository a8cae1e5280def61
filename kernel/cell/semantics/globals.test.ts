// A cell may use the names of globals for its own variables; packages in the same process go on seeing the globals.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Notebook } from "../testing/notebook.ts";

const notebook = new Notebook({
  "node_modules/looks/package.json": '{ "main": "index.js" }',
  "node_modules/looks/index.js":
    "exports.around = () => [typeof URL, typeof setTimeout, typeof window, typeof fetch];",
});
const run = (source: string) => notebook.run(source);
after(() => notebook.close());

describe("a variable with the name of a global", () => {
  it("is the notebook's own in later cells", async () => {
    await run(
      'const URL = "http://x"; import { setTimeout } from "node:timers/promises"; let window = 5; const process = 1',
    );
    await run("function fetch() { return URL }");
    assert.deepEqual(await run("[URL, typeof setTimeout, window, process, fetch()]"), [
      "http://x",
      "function",
      5,
      1,
      "http://x",
    ]);
    assert.equal(await run('await setTimeout(1, "late")'), "late");
  });

  it("is not seen by packages", async () => {
    assert.deepEqual(await run('require("looks").around()'), [
      "function",
      "function",
      "undefined",
      "function",
    ]);
  });

  it("gives way to parameters and local variables of that name", async () => {
    assert.equal(await run('const f1 = (URL: string) => URL + window; f1("in")'), "in5");
    assert.equal(await run("function f2() { let URL = 3; return URL } f2()"), 3);
    assert.equal(await run("function f3() { if (true) { var URL = 4 } return URL } f3()"), 4);
    assert.equal(await run("let sum = 0; for (const URL of [1, 2]) sum += URL; sum"), 3);
    assert.equal(await run("let caught; try { throw 6 } catch (URL) { caught = URL } caught"), 6);
  });

  it("may be a property's name, in literals and patterns", async () => {
    assert.deepEqual(await run("const object = { URL, window }; object"), { URL: "http://x", window: 5 });
    assert.deepEqual(await run("const { URL: renamed, window: w = 1 } = object; [renamed, w, object.URL]"), [
      "http://x",
      5,
      "http://x",
    ]);
    assert.equal(await run("({ URL } = { URL: 'assigned' }); URL"), "assigned");
    assert.equal(
      await run("class Holder { URL = 7; window() { return this.URL } } new Holder().window()"),
      7,
    );
  });

  it("may be a member of an enum", async () => {
    assert.equal(await run("enum Kinds { URL = 2, Twice = URL * 2 } Kinds.Twice"), 4);
  });
});
