import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { sleep, TestNotebook } from "./testing.ts";

const exact = Number(process.versions.node.split(".")[0]) >= 22;

describe("output", { timeout: 60_000 }, () => {
  let notebook: TestNotebook;
  before(async () => {
    notebook = new TestNotebook();
    await notebook.evaluator.ready;
  });
  after(() => notebook.close());

  it("keeps one order among console, streams, displays and native writes", async () => {
    await notebook.run(
      `console.log("1"); process.stdout.write("2\\n"); display("3"); console.error("4"); require("fs").writeSync(1, "5\\n"); clearOutput(true); console.log("6")`,
    );
    const seen = notebook.events.flatMap((event) => {
      if (event.type === "stream")
        return event.text.match(/\d/g)?.map((digit) => `${event.name} ${digit}`) ?? [];
      if (event.type === "display") return `display ${event.display.data["text/plain"]}`;
      return event.type === "clear" ? `clear ${event.wait}` : [];
    });
    const expected = [
      "stdout 1",
      "stdout 2",
      "display '3'",
      "stderr 4",
      "stdout 5",
      "clear true",
      "stdout 6",
    ];
    assert.deepEqual(seen, expected);
  });

  it("keeps the order of a child process's lines among the cell's own", async () => {
    await notebook.run(
      `for (let i = 0; i < 20; i++) { console.log("own " + i); require("child_process").execSync("echo child " + i, { stdio: "inherit" }) }`,
    );
    const expected = Array.from({ length: 20 }, (_, i) => `own ${i}\nchild ${i}\n`).join("");
    assert.equal(notebook.text(), expected);
  });

  it("has a child's stderr before the reply", async () => {
    await notebook.run(`require("child_process").execSync("echo oops >&2", { stdio: "inherit" })`);
    assert.equal(notebook.text("stderr"), "oops\n");
  });

  it("is complete when the reply comes, however much it is", async () => {
    await notebook.run(`for (let i = 0; i < 20000; i++) console.log("line " + i + " é漢😀")`);
    const lines = notebook.text().split("\n");
    assert.equal(lines.length, 20001);
    assert.ok(lines.every((line, i) => i === 20000 || line === `line ${i} é漢😀`));
  });

  it("carries bytes in displays", async () => {
    const code = `display({ [Symbol.for("Jupyter.display")]: () => ({ "image/png": "A".repeat(3e6), "text/plain": "picture" }) }); await 0`;
    await notebook.run(code);
    const shown = notebook.events.at(-1);
    assert.ok(shown?.type === "display");
    assert.equal(String(shown.display.data["image/png"]).length, 3e6);
  });

  it("replaces a display", async () => {
    await notebook.run(`const shown = display("one"); shown.update("two")`);
    const [first, second] = notebook.events.filter((event) => event.type === "display").slice(-2);
    assert.ok(first?.type === "display" && second?.type === "display");
    assert.deepEqual([first.update, second.update], [false, true]);
    assert.equal(first.display.transient?.display_id, second.display.transient?.display_id);
  });

  it("of the cell's own threads comes too", async () => {
    const worker = `new (require("worker_threads").Worker)("console.log('from a thread')", { eval: true }).on("exit", r)`;
    await notebook.run(`await new Promise((r) => ${worker}); await new Promise((r) => setTimeout(r, 5))`);
    assert.equal(notebook.text(), "from a thread\n");
  });

  it("that comes late goes to the cell that caused it", async () => {
    await notebook.run(
      `const say = (text) => console.log(text); const nap = (ms) => new Promise((r) => setTimeout(r, ms));
       setTimeout(say, 30, "timeout"); setTimeout(() => setImmediate(() => say("immediate")), 30); setTimeout(() => process.nextTick(say, "tick"), 30);
       (async () => { $k.on(#, await nap(30)); say("await") })();`,
    );
    const cause = notebook.cell;
    await notebook.run(`await nap(80); say("own")`);
    assert.equal(notebook.text(), "own\n");
    assert.deepEqual(notebook.text("stdout", cause).trim().split("\n").sort(), [
      "await",
      "immediate",
      "tick",
      "timeout",
    ]);
  });

  it("of a function belongs to the cell that calls it", {
    skip: !exact && "needs async context frames (Node 22)",
  }, async () => {
    await notebook.run(`const slowly = async (text) => { $k.on(#, await nap(5)); say(text) }`);
    await notebook.run(`await slowly("called")`);
    assert.equal(notebook.text(), "called\n");
  });

  it("tells of errors that nobody awaits, and lives on", async () => {
    await notebook.run(
      `setTimeout(() => { throw new TypeError("in a timer") }, 20); Promise.reject(new Error("nobody awaits")); Promise.reject("no error");`,
    );
    const cause = notebook.cell;
    await notebook.run(`await nap(60)`);
    const words = notebook.text("stderr", cause);
    assert.match(words, /Uncaught TypeError: in a timer[\s\S]*Cell In\[\d+\], line 1:26/);
    assert.match(words, /Uncaught Error: nobody awaits/);
    assert.match(words, /^Uncaught: 'no error'$/m);
    assert.equal(await notebook.value(`$k.v=(1)`), "1");
  });

  it("does not come from the kernel itself", async () => {
    await sleep(20);
    const kernels = notebook.events.filter((event) => event.type === "stream" && event.cell === 0);
    assert.deepEqual(kernels, []);
  });
});
