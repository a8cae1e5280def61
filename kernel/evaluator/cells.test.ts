import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { TestNotebook } from "./testing.ts";

describe("a cell's value", { timeout: 60_000 }, () => {
  let notebook: TestNotebook;
  before(async () => {
    notebook = new TestNotebook();
    await notebook.evaluator.ready;
  });
  after(() => notebook.close());

  it("is shown as text", async () => {
    assert.equal(await notebook.value(`$k.v=(1 + 1)`), "2");
    assert.equal(await notebook.value(`$k.v=("a" + 1n)`), "'a1'");
    assert.equal(await notebook.value(`$k.v=(-0)`), "-0");
    assert.equal(await notebook.value(`$k.v=(null)`), "null");
    assert.equal(await notebook.value(`$k.v=({ a: [1, 2] })`), "{ a: [ 1, 2 ] }");
  });

  it("is nothing when it is undefined, or when the cell does not end in an expression", async () => {
    assert.deepEqual(await notebook.run(`$k.v=(undefined)`), { status: "ok" });
    assert.deepEqual(await notebook.run(`let unseen = 5`), { status: "ok" });
  });

  it("is awaited when it is a promise", async () => {
    assert.equal(await notebook.value(`$k.v=(new Promise((r) => setTimeout(r, 5, "late")))`), "'late'");
    assert.match(
      String(await notebook.value(`$k.v=(Promise.reject(new Error("no")))`)),
      /^Error: no\n\nCell In\[\d+\], line 1:25/,
    );
  });

  it("stays what it is from cell to cell: variables are live, also in earlier functions", async () => {
    await notebook.run(`let count = 1; function twice() { return 2 * count }`);
    await notebook.run(`count = 5`);
    assert.equal(await notebook.value(`$k.v=(twice())`), "10");
    await notebook.run(`let count = "ab"`);
    assert.equal(await notebook.value(`$k.v=(count)`), "'ab'");
  });

  it("is a MIME bundle where the value has more to say than text", async () => {
    const described = `({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>hi</b>", "text/plain": "hi" }) })`;
    const outcome = await notebook.run(`$k.v=${described}`);
    assert.deepEqual(outcome, {
      status: "ok",
      result: { data: { "text/html": "<b>hi</b>", "text/plain": "hi" }, metadata: {} },
    });
  });

  it("may be cleaned up after it has been shown: resources of the cell are disposed of in reverse order", async () => {
    await notebook.run(
      `let log = []; const resource = (name) => ({ name, [Symbol.dispose]() { log.push(name) } })`,
    );
    const code = `let a = $k.use(#, resource("a")); let b = $k.useAsync(#, resource("b")); $k.v=(log.join())`;
    assert.equal(await notebook.value(code), "''");
    assert.equal(await notebook.value(`$k.v=(log.join())`), "'b,a'");
    const failing = `$k.use(#, { [Symbol.dispose]() { throw new Error("dispose") } }); throw new Error("cell")`;
    assert.match(
      String(await notebook.value(failing)),
      /^SuppressedError[\s\S]*Error: dispose[\s\S]*Error: cell/,
    );
    assert.match(
      String(await notebook.value(`$k.use(#, {})`)),
      /TypeError: using: the value is not disposable/,
    );
  });

  it("may come out of `for await`, over both kinds of iterables", async () => {
    const code = `let seen = []; for await (const x of $k.each(#, [1, Promise.resolve(2)])) seen.push(x);
      for await (const x of $k.each(#, (async function* () { yield 3; yield 4 })())) seen.push(x); $k.v=(seen.join())`;
    assert.equal(await notebook.value(code), "'1,2,3,4'");
    const left = `let over = false; async function* many() { try { yield 1; yield 2 } finally { over = true } }
      for await (const x of $k.each(#, many())) break; $k.v=(over)`;
    assert.equal(await notebook.value(left), "true");
  });
});

describe("a cell's error", { timeout: 60_000 }, () => {
  let notebook: TestNotebook;
  before(async () => {
    notebook = new TestNotebook();
    await notebook.evaluator.ready;
  });
  after(() => notebook.close());

  it("shows the line that threw and the user's frames, across cells and awaits", async () => {
    await notebook.run(
      `function inner() {\n  throw new TypeError("bad");\n}\nasync function outer() {\n  await 0;\n  inner();\n}`,
    );
    const report = await notebook.value(`await outer()`);
    assert.equal(
      report,
      [
        "TypeError: bad",
        "",
        "Cell In[1], line 2:9",
        "  1 | function inner() {",
        `> 2 |   throw new TypeError("bad");`,
        "    |         ^",
        "  3 | }",
        "",
        "    at inner (Cell In[1], line 2:9)",
        "    at outer (Cell In[1], line 6:3)",
        "    at async Cell In[2], line 1:1",
      ].join("\n"),
    );
  });

  it("gives its parts to the front", async () => {
    const outcome = await notebook.run(`throw new RangeError("too far")`);
    assert.equal(outcome.status, "error");
    assert.ok(outcome.status === "error");
    const { ename, evalue, frames } = outcome.error;
    assert.deepEqual(
      { ename, evalue, frames },
      { ename: "RangeError", evalue: "too far", frames: [{ name: "", cell: 3, line: 1, column: 7 }] },
    );
  });

  it("maps places of the script to the user's text", async () => {
    const cell = ++notebook.cell;
    const outcome = await notebook.evaluator.run({
      cell,
      executionCount: 77,
      url: "mapped.ts",
      code: `"use strict";throw new Error("x")`,
      map: { mappings: "aAEI" }, // column 13 of the script is line 3, column 5 of the text
      source: `\n\n    throw new Error("x")`,
      hasResult: false,
      silent: false,
    });
    assert.ok(outcome.status === "error");
    assert.deepEqual(
      outcome.error.frames.map(({ cell, line }) => [cell, line]),
      [[77, 3]],
    );
  });

  it("shows causes and the parts of an AggregateError", async () => {
    const caused = await notebook.value(
      `throw new Error("outer", { cause: new TypeError("inner", { cause: "root" }) })`,
    );
    assert.match(
      String(caused),
      /^Error: outer[\s\S]*Caused by:\n {2}TypeError: inner[\s\S]*Caused by:\n {4}Uncaught: 'root'$/,
    );
    const many = await notebook.value(
      `throw new AggregateError([new Error("one"), new Error("two")], "several")`,
    );
    assert.match(
      String(many),
      /^AggregateError: several[\s\S]*Error 1 of 2:\n {2}Error: one[\s\S]*Error 2 of 2:\n {2}Error: two/,
    );
  });

  it("may be anything that was thrown", async () => {
    const help = "\nhelp: throw an Error, and its line is shown";
    assert.equal(await notebook.value(`throw "a text"`), `Uncaught: 'a text'${help}`);
    assert.equal(await notebook.value(`throw { code: 3 }`), `Uncaught: { code: 3 }${help}`);
    assert.equal(await notebook.value(`throw undefined`), `Uncaught: undefined${help}`);
    assert.equal(await notebook.value(`throw 10n`), `Uncaught: 10n${help}`);
    assert.match(
      String(
        await notebook.value(`throw Object.defineProperty(new Error("x"), "message", { get() { throw 1 } })`),
      ),
      /^Error/,
    );
  });

  it("is told of Node's own and of recursion without end", async () => {
    assert.match(
      String(await notebook.value(`require("fs").readFileSync("/no/such/file")`)),
      /^Error: ENOENT[\s\S]*Cell In\[\d+\], line 1:15/,
    );
    assert.match(
      String(await notebook.value(`(function again() { again() })()`)),
      /^RangeError: Maximum call stack[\s\S]*\n {4}at again \(Cell In\[\d+\], line 1:\d+\)\n(?: {4}at again .*\n)? {4}… \d\d more times$/,
    );
  });

  it("reads the same in `error.stack`", async () => {
    await notebook.run(`try { inner() } catch (error) { console.log(error.stack) }`);
    assert.equal(
      notebook.text(),
      `TypeError: bad\n    at inner (Cell In[1], line 2:9)\n    at Cell In[${notebook.cell}], line 1:7\n`,
    );
  });

  it("leaves all variables as they were", async () => {
    await notebook.run(`let before = 1; throw new Error("x"); let after = 2`);
    assert.equal(await notebook.value(`$k.v=(before)`), "1");
  });
});
