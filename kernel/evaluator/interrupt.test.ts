import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { runtimeModules } from "../protocol/runtimeModules.ts";
import { sleep, TestNotebook } from "./testing.ts";

/** Cells that never end; `#` is the cell's number. */
const endless: Record<string, string> = {
  "a loop": `while (true) n++`,
  "a loop that catches everything": `while (true) { try { JSON.parse("{") } catch { n++ } finally { n++ } }`,
  "a loop after an await": `await 0; while (true) n++`,
  "a loop of awaits": `while (true) { $k.on(#, await ($k.held[#] = Promise.resolve())); n++ }`,
  "a promise that never settles": `await ($k.held[#] = new Promise(() => {}))`,
  "a result that never settles": `$k.v=(new Promise(() => {}))`,
  "a `for await` that never goes on": `for await (const x of $k.each(#, (async function* () { await new Promise(() => {}) })())) n++`,
  "a loop of timers": `while (true) { $k.on(#, await ($k.held[#] = new Promise((r) => setTimeout(r, 1)))); n++ }`,
  "a timer's callback": `setTimeout(() => { while (true) n++ }, 1); await ($k.held[#] = new Promise(() => {}))`,
  "a microtask": `queueMicrotask(() => { while (true) n++ }); await ($k.held[#] = new Promise(() => {}))`,
  "an immediate": `setImmediate(() => { while (true) n++ }); await ($k.held[#] = new Promise(() => {}))`,
  "Atomics.wait": `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`,
  "a regular expression": `/^(a+)+$/.test("a".repeat(60) + "b")`,
  "a loop of rejections": `while (true) { await Promise.reject(1).catch(() => n++) }`,
  "a loop of prints": `while (true) console.log("x")`,
  "a getter of the result": `$k.v=({ [Symbol.for("Jupyter.display")]() { while (true) n++ } })`,
  "a loop after a display that is still to be drawn": `display({ [Symbol.for("Jupyter.display")]: () => nap(1) }); while (true) n++`,
  "a loop while something of ours loads": `interrupt.loading(() => nap(1)); while (true) n++`,
  "a child process that is waited for": `require("child_process").execSync("sleep 60")`,
  "a child process that does not care": `require("child_process").execSync("trap '' TERM; while :; do sleep 1; done")`,
  "a child process that leaves another one behind": `require("child_process").execSync("sleep 60 & exit")`,
  ...(process.platform === "linux" && {
    "a child process that leaves one in a session of its own": `require("child_process").execSync("setsid sleep 60 & exit")`,
  }),
  "a child process that starts many": `require("child_process").execSync("while :; do sleep 0.01; sleep 60 & done; wait")`,
  "a child process beside a younger one that has ended": `require("child_process").spawn("sleep", ["0.02"]); require("child_process").execSync("sleep 60")`,
  "a loop of caught rejections": `while (true) { try { await Promise.reject(1) } catch { n++ } }`,
  "a chain of rejections": `const again# = () => void Promise.reject(1).catch(() => { n++; again#() }); again#(); await ($k.held[#] = new Promise(() => {}))`,
  "a loop of timer calls": `while (true) { clearTimeout(setTimeout(() => {}, 1e6)); n++ }`,
};

describe("an interrupt", { timeout: 120_000 }, () => {
  let notebook: TestNotebook;
  before(async () => {
    notebook = new TestNotebook();
    await notebook.evaluator.ready;
    await notebook.run(
      `let n = 0; const first = 42; function keep() { return first + 1 }; const nap = (ms) => new Promise((r) => setTimeout(r, ms)); const interrupt = globalThis[Symbol.for("cellgrad.interrupt")]`,
    );
  });
  after(() => notebook.close());

  for (const [name, code] of Object.entries(endless)) {
    it(`ends ${name}, and keeps everything`, async () => {
      const own = `own${notebook.cell}`;
      assert.equal(
        await notebook.interrupted(
          `let ${own} = "kept"; ${code.replaceAll("again#", `again${notebook.cell + 1}`)}`,
        ),
        "interrupted",
      );
      // Timers, immediates, the thread pool, prints, old and new variables: all must work.
      const healthy = `await new Promise((r) => setTimeout(() => setImmediate(() => require("fs").stat(".", r)), 1));
        const was = n; await nap(5); console.log("goes on: " + (n !== was)); $k.v=([${own}, keep()].join())`;
      assert.equal(await notebook.value(`{ ${healthy} }`), "'kept,43'");
      assert.equal(notebook.text(), "goes on: false\n");
      assert.equal(notebook.text("stderr", notebook.cell - 1), "");
    });
  }

  it("does nothing to an idle evaluator", async () => {
    await notebook.evaluator.interrupt();
    assert.equal(await notebook.value(`$k.v=(keep())`), "43");
  });

  it("may come twice", async () => {
    const outcome = notebook.run(`while (true) n++`);
    await sleep(20);
    await Promise.all([notebook.evaluator.interrupt(), notebook.evaluator.interrupt()]);
    assert.equal((await outcome).status, "interrupted");
  });

  it("ends a function's later awaits only in the cell that was interrupted", async () => {
    await notebook.run(
      `const steps = async (id, many) => { for (let i = 0; i < many; i++) { $k.on($k.at(id), await nap(1)); n++ } return "done" }`,
    );
    const define = notebook.cell;
    assert.equal(
      await notebook.interrupted(
        `const again = () => steps(${define}, 1e9); $k.on(#, await ($k.held[#] = again()))`,
      ),
      "interrupted",
    );
    assert.equal(await notebook.value(`$k.v=(steps(${define}, 3))`), "'done'");
  });

  it("lets a cooperative loop put its things in order first", async () => {
    await notebook.run(
      `let saved = false, wentOn = false;
       async function fit() { interrupt.enter(); try { while (!interrupt.requested()) await nap(1); const until = Date.now() + 50; while (Date.now() < until); saved = true } finally { interrupt.leave() } }`,
    );
    assert.equal(
      await notebook.interrupted(`$k.on(#, await ($k.held[#] = fit())); wentOn = true`),
      "interrupted",
    );
    assert.equal(
      await notebook.value(`$k.v=([saved, wentOn, interrupt.requested()].join())`),
      "'true,false,false'",
    );
  });

  it("ends a cooperative loop that does not care, when it comes a second time", async () => {
    const outcome = notebook.run(`interrupt.enter(); while (true) n++`);
    await sleep(20);
    const first = notebook.evaluator.interrupt();
    await sleep(20);
    await Promise.all([first, notebook.evaluator.interrupt()]);
    assert.equal((await outcome).status, "interrupted");
  });

  it("leaves no half-loaded module behind", async () => {
    const slow = "const until = globalThis.slowly ? Date.now() + 5000 : 0; while (Date.now() < until);";
    notebook.write("required.cjs", `${slow} exports.value = 7;`);
    notebook.write("imported.cjs", `${slow} exports.value = 7;`);
    notebook.write("typed.ts", `${slow} export const value: number = 7;`);
    notebook.write("node_modules/slow/package.json", `{"type": "module", "exports": "./index.js"}`);
    notebook.write("node_modules/slow/index.js", `export { value } from "./deep.js";`);
    notebook.write("node_modules/slow/deep.js", `${slow} export const value = 7;`);
    const loads = [
      `require("./required.cjs")`,
      `(await $k.import("./imported.cjs"))`,
      `(await $k.import("./typed.ts"))`,
      `(await $k.import("slow"))`,
    ];
    for (const load of loads) {
      assert.equal(
        await notebook.interrupted(`globalThis.slowly = true; ${load}.value`, 100),
        "interrupted",
        load,
      );
      assert.equal(await notebook.value(`globalThis.slowly = false; $k.v=(${load}.value)`), "7", load);
    }
  });

  it("never tears what draws charts, whenever it comes", async () => {
    const library = runtimeModules.index;
    const moments = [20, 80, 140, 200];
    for (const moment of moments) {
      const early = new TestNotebook();
      await early.run(`var { plot } = await $k.import(${JSON.stringify(library)})`);
      const stuck = `display(plot.line([1, 2])); await ($k.held[#] = new Promise(() => {}))`;
      assert.equal(await early.interrupted(stuck, moment), "interrupted");
      await early.run(`await display(plot.line([3, 4])).ready`);
      const last = early.events.findLast((event) => event.type === "display" && event.cell === early.cell);
      assert.ok(last?.type === "display" && "image/png" in last.display.data, `after ${moment} ms`);
      await early.close();
    }
  });

  it("of a loop beside an import of ours leaves that as it is", async () => {
    const library = JSON.stringify(runtimeModules.index);
    const imported = `var { plot } = $k.on(#, await ($k.held[#] = $k.import(${library})))`;
    for (const moment of [10, 30, 60]) {
      const early = new TestNotebook();
      await early.run("1");
      await early.interrupted(
        `setTimeout(() => { console.log("in"); while (true); }, ${moment}); ${imported}; await ($k.held[#] = new Promise(() => {}))`,
        2 * moment,
      );
      await early.evaluator.interrupt(); // the loop may have begun after the first one
      await early.run(`${imported}; await display(plot.line([3, 4])).ready`);
      const last = early.events.findLast((event) => event.type === "display");
      assert.ok(last?.type === "display" && "image/png" in last.display.data, `after ${moment} ms`);
      await early.close();
    }
  });

  it("of the very first cell leaves displays whole", async () => {
    const early = new TestNotebook();
    await early.evaluator.ready;
    assert.equal(await early.interrupted("while (true);", 1), "interrupted");
    const { length } = early.events;
    await early.run(`display(1)`);
    assert.deepEqual(
      early.events.slice(length).map(({ type }) => type),
      ["display"],
    );
    await early.close();
  });

  it("disposes of the cell's resources", async () => {
    await notebook.run(`let disposed = false`);
    const code = `let r = $k.use(#, { [Symbol.dispose]() { disposed = true } }); await ($k.held[#] = new Promise(() => {}))`;
    assert.equal(await notebook.interrupted(code), "interrupted");
    assert.equal(await notebook.value(`$k.v=(disposed)`), "true");
  });
});
