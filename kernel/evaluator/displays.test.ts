import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { runtimeModules } from "../protocol/runtimeModules.ts";
import { sleep, TestNotebook } from "./testing.ts";

/** Defines `drawn(text, ms)`: a value that takes a while to draw; `never` takes for ever. */
const helpers = `
  const self = Symbol.for("Jupyter.display");
  const nap = (ms) => new Promise((r) => setTimeout(r, ms));
  const drawn = (text, ms = 20) => ({ [self]: async () => { await nap(ms); return { "text/plain": text } } });
  const never = { [self]: () => new Promise(() => {}) };`;

describe("displays that take a moment", { timeout: 60_000 }, () => {
  let notebook: TestNotebook;
  let start = 0;
  before(async () => {
    notebook = new TestNotebook();
    await notebook.evaluator.ready;
    await notebook.run(`${helpers} display(0)`);
  });
  after(() => notebook.close());
  beforeEach(() => {
    start = notebook.events.length;
  });

  /** What came since the test began, of one cell: texts line by line. */
  const seen = (cell = notebook.cell): string[] =>
    notebook.events.slice(start).flatMap((event) => {
      if (event.cell !== cell) return [];
      if (event.type === "stream") return event.text.split("\n").filter((line) => line !== "");
      if (event.type === "display")
        return `${event.update ? "update" : "display"} ${event.display.data["text/plain"]}`;
      return event.type;
    });
  const until = async (line: string, cell = notebook.cell): Promise<void> => {
    while (!seen(cell).includes(line)) await sleep(5);
  };

  it("come where the program shows them, among prints, plain displays and clears", async () => {
    await notebook.run(
      `console.log("1"); display(drawn("2")); console.log("3"); console.error("4"); display(5); clearOutput(true); display(drawn("6", 1)); console.log("7")`,
    );
    assert.deepEqual(seen(), ["1", "display 2", "3", "4", "display 5", "clear", "display 6", "7"]);
  });

  it("come in order when the first takes longer, and all before the reply", async () => {
    const outcome = await notebook.run(`display(drawn("slow", 60)); display(drawn("quick", 1)); $k.v=(1)`);
    assert.deepEqual(seen(), ["display slow", "display quick"]);
    assert.equal(outcome.status, "ok");
  });

  it("come before the error that ends their cell", async () => {
    const outcome = await notebook.run(`display(drawn("shown")); throw new Error("late")`);
    assert.equal(outcome.status, "error");
    assert.deepEqual(seen(), ["display shown"]);
  });

  it("hold up only a moment the text of a loop that lets nothing be drawn", async () => {
    const ran = notebook.run(`display(drawn("late", 1)); console.log("step"); while (true);`);
    await until("step");
    assert.deepEqual(seen(), ["step"]);
    await notebook.evaluator.interrupt();
    await ran;
    await until("display late");
  });

  it("of charts and tensors come in order too", async () => {
    const library = runtimeModules.index;
    const outcome = await notebook.run(
      `const { plot, tensor } = await $k.import(${JSON.stringify(library)});
       console.log("one"); display(plot.line([1, 2])); console.log("two"); display(tensor([1, 2])); console.log("three"); $k.v=(4)`,
    );
    assert.equal(outcome.status, "ok");
    assert.deepEqual(
      seen().map((line) => line.split(" ").slice(0, 2).join(" ")),
      ["one", "display y", "two", "display Tensor", "three"],
    );
  });

  it("show a parameter as it was at that line", async () => {
    await notebook.run(
      `let weight = 1; const parameter = { shape: [], dtype: "f32", device: "wasm", data() { return Promise.resolve(Float32Array.of(weight)) } };
       display(parameter); weight = 2; display(parameter)`,
    );
    assert.deepEqual(
      seen().map((line) => line.at(-2)),
      ["1", "2"],
    );
  });

  it("are updated in order, also where a plain value follows one that takes longer", async () => {
    await notebook.run(
      `const handle = display(drawn("a", 30)); handle.update(drawn("b", 10)); handle.update("c"); console.log("x"); handle.update("d")`,
    );
    assert.deepEqual(seen(), ["display a", "update b", "update 'c'", "x", "update 'd'"]);
  });

  it("go to the cell that displays them, also when they come late", async () => {
    await notebook.run(
      `setTimeout(() => { display(drawn("from the timer", 40)); console.log("behind it") }, 20)`,
    );
    const cause = notebook.cell;
    await notebook.run(`console.log("own"); await nap(30); display(drawn("own")); console.log("own too")`);
    await until("behind it", cause);
    assert.deepEqual(seen(), ["own", "display own", "own too"]);
    assert.deepEqual(seen(cause), ["display from the timer", "behind it"]);
  });

  it("of an earlier cell that never come hold up no reply", async () => {
    await notebook.run(`setTimeout(() => display(never), 10)`);
    const outcome = await notebook.run(`await nap(30); display(drawn("own")); $k.v=(1)`);
    assert.equal(outcome.status, "ok");
    assert.deepEqual(seen(), ["display own"]);
  });

  it("that fail say so in their place, and the value is shown as text", async () => {
    await notebook.run(
      `display({ a: 1, [self]: async () => { await nap(1); throw new Error("no paint") } }); display({ b: 2, [self]() { throw new Error("no brush") } }); console.log("after")`,
    );
    const text = seen().join("\n");
    assert.match(
      text,
      /^display display: the Jupyter.display renderer failed: no paint \(Cell In\[\d+\], line 1\)\n\{ a: 1,.*\n/s,
    );
    assert.match(text, /renderer failed: no brush .*\n\{ b: 2,.*\nafter$/s);
  });

  it("do not lose a value that has no JSON form", async () => {
    await notebook.run(
      `display({ a: 1, [self]: async () => { const loop = { f() {} }; loop.self = loop; return { "application/json": loop } } }); console.log("after")`,
    );
    assert.match(
      seen().join("\n"),
      /^display display: .* not a JSON value: .*circular.*\n\{ a: 1, .*\nafter$/s,
    );
  });

  it("show nothing where there is nothing to show", async () => {
    await notebook.run(`display({ [self]: async () => ({}) }); console.log("after")`);
    assert.deepEqual(seen(), ["after"]);
  });

  it("that never come do not survive an interrupt", async () => {
    assert.equal(
      await notebook.interrupted(`display(never, { id: "x" }); console.log("after")`),
      "interrupted",
    );
    assert.deepEqual(seen(), ["after"]);
    await notebook.run(`display(drawn("next"), { id: "x" }); console.log("end")`);
    assert.deepEqual(seen(), ["display next", "end"]);
  });

  it("that an interrupt ends show nothing, and no failure", async () => {
    const code = `let began; display({ [self]: async () => { while (true) { began = true; $k.on(#, await nap(1)) } } })`;
    assert.equal(await notebook.interrupted(code), "interrupted");
    assert.equal(await notebook.value(`await nap(20); $k.v=(began)`), "true");
    assert.deepEqual(seen(notebook.cell - 1), []);
  });

  it("are given up when the evaluator dies", async () => {
    const mortal = new TestNotebook();
    try {
      const outcome = await mortal.run(
        `${helpers} display(never); console.log("last words"); await nap(20); process.exit(3)`,
      );
      assert.equal(outcome.status, "died");
      assert.equal(mortal.text(), "last words\n");
    } finally {
      await mortal.close();
    }
  });
});
