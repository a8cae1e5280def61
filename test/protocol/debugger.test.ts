// The debugger, over the sockets: what JupyterLab's panel asks, and what it must get.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { evalue, resultOf } from "./answers.ts";
import { byName, DapClient } from "./dapClient.ts";
import { type Answer, type KernelProcess, startKernel } from "./kernelProcess.ts";

describe("the debugger", { timeout: 120_000 }, () => {
  let kernel: KernelProcess;
  let client: DapClient;
  before(async () => {
    kernel = await startKernel();
    client = new DapClient(kernel);
  });
  after(() => kernel.close());
  /** A test that failed shall not hold up those after it. */
  const goOn = async () => {
    while ((await client.get("debugInfo")).stoppedThreads.length > 0) await client.get("continue");
  };

  describe("that is off", () => {
    it("says how cells are named, so that a client finds them", async () => {
      const info = await client.get("debugInfo");
      assert.equal(info.isStarted, false);
      assert.equal(info.hashMethod, "Murmur2");
      assert.equal(info.hashSeed, 0xc70f6907);
      assert.match(info.tmpFilePrefix, /^\/cellgrad\/.+\/$/);
      assert.equal(info.tmpFileSuffix, ".ts");
      assert.deepEqual(info.breakpoints, []);
      assert.deepEqual(info.stoppedThreads, []);
      assert.equal(info.richRendering, true);
      assert.equal(info.copyToGlobals, true);
      assert.ok(info.exceptionPaths.length > 0);
    });

    it("refuses what needs it on, and what it does not know, in a sentence", async () => {
      const off = "the debugger is off\nhelp: send initialize and attach first";
      assert.equal(await client.refusal("stackTrace", { threadId: 1 }), `stackTrace: ${off}`);
      assert.equal(
        await client.refusal("makeCoffee"),
        "makeCoffee: this debugger does not know this request",
      );
      const { reply } = await kernel.request("debug_request", { seq: 7 }, "control");
      assert.equal(reply.content.success, false);
      assert.equal(reply.content.request_seq, 7);
    });

    it("lists the notebook's variables", async () => {
      await kernel.execute("const answer: number = 42; let word = 'forty-two'; const list = [1, 2, 3];");
      const { variables } = await client.get("inspectVariables");
      assert.deepEqual(byName(variables), { answer: "42", word: "'forty-two'", list: "(3) [1, 2, 3]" });
    });
  });

  describe("that is on", () => {
    afterEach(goOn);
    before(async () => {
      const capabilities = await client.start();
      assert.equal(capabilities.supportsConfigurationDoneRequest, true);
      assert.deepEqual(
        capabilities.exceptionBreakpointFilters.map(({ filter }: { filter: string }) => filter),
        ["raised", "uncaught"],
      );
      await client.event("initialized");
      await client.get("configurationDone");
      assert.equal((await client.get("debugInfo")).isStarted, true);
      assert.deepEqual((await client.get("threads")).threads, [{ id: 1, name: "main" }]);
    });

    const twice = [
      "function twice(x: number): number {",
      "  const y = x * 2;",
      "  return y;",
      "}",
      "let total = 0;",
      "total += twice(21);",
      "total",
    ].join("\n");

    it("stops a cell that had not run, shows its variables, steps by lines, and goes on", async () => {
      assert.deepEqual(await client.breakAt(twice, 3), [3]);
      const answer = kernel.execute(twice);
      const { reason, frames, top } = await client.stopped();
      assert.equal(reason, "breakpoint");
      const { sourcePath } = await client.get("dumpCell", { code: twice });
      assert.equal(top.source.path, sourcePath);
      assert.match(top.source.name, /^Cell In\[\d+\]$/);
      assert.deepEqual(
        frames.map(({ name, line }) => [name, line]),
        [
          ["twice", 3],
          ["(top level)", 6],
        ],
      );
      assert.deepEqual((await client.get("debugInfo")).stoppedThreads, [1]);
      assert.deepEqual(await client.variables(top, "Locals"), { x: "21", y: "42", "(return)": "42" });
      const globals = await client.variables(top, "Globals");
      assert.equal(globals.total, "0");
      assert.equal(globals.answer, "42");

      await client.get("next", { threadId: 1 });
      const { allThreadsContinued } = await client.event("continued");
      assert.equal(allThreadsContinued, true);
      const caller = (await client.stopped()).top;
      assert.deepEqual([caller.name, caller.line], ["(top level)", 7]);
      assert.equal((await client.variables(caller, "Globals")).total, "42");
      await client.get("continue");
      assert.equal(resultOf(await answer), "42");
      assert.deepEqual((await client.get("debugInfo")).stoppedThreads, []);
    });

    it("stops again when the cell is run again, and when its function is called from elsewhere", async () => {
      const again = kernel.execute(twice);
      assert.equal(await client.line(), 3);
      await client.get("continue");
      assert.equal(resultOf(await again), "42");
      const elsewhere = kernel.execute("twice(1)");
      const { frames } = await client.stopped();
      assert.equal(frames.length, 2);
      assert.notEqual(frames[0]?.source.path, frames[1]?.source.path);
      await client.get("continue");
      assert.equal(resultOf(await elsewhere), "2");
    });

    it("tells its breakpoints, and forgets those that are taken away", async () => {
      const { sourcePath: source } = await client.get("dumpCell", { code: twice });
      assert.deepEqual((await client.get("debugInfo")).breakpoints, [{ source, breakpoints: [{ line: 3 }] }]);
      assert.deepEqual(await client.breakAt(twice), []);
      assert.deepEqual((await client.get("debugInfo")).breakpoints, []);
      assert.equal(resultOf(await kernel.execute("twice(3)")), "6");
    });

    it("puts a breakpoint where there is code, before and after the cell has run", async () => {
      const code =
        "// nothing here\ninterface Point { x: number }\n\nconst point: Point = { x: 1 };\npoint.x";
      assert.deepEqual(await client.breakAt(code, 1), [4]);
      const answer = kernel.execute(code);
      assert.equal(await client.line(), 4);
      assert.deepEqual(await client.breakAt(code, 1), [4]);
      await client.breakAt(code);
      await client.get("continue");
      assert.equal(resultOf(await answer), "1");
    });

    it("steps in, out, and past what waits, and ends with the cell", async () => {
      const code = [
        "async function later(n: number) {",
        "  await new Promise((done) => setTimeout(done, 5));",
        "  return n + 1;",
        "}",
        "const first = await later(1); console.log(first);",
        "const second = await later(first);",
        "second",
      ].join("\n");
      await client.breakAt(code, 5);
      const answer = kernel.execute(code);
      assert.equal(await client.line(), 5);
      await client.get("next");
      assert.equal(await client.line(), 6);
      await client.get("stepIn");
      const inside = (await client.stopped()).top;
      assert.deepEqual([inside.name, inside.line], ["later", 2]);
      await client.get("next");
      assert.equal(await client.line(), 3);
      await client.get("stepOut");
      assert.ok([6, 7].includes(await client.line()));
      await client.breakAt(code);
      await client.get("next");
      const ended = Promise.race([answer.then(() => "ended"), client.line().then(() => "stopped")]);
      if ((await ended) === "stopped") await client.get("continue");
      assert.equal(resultOf(await answer), "3");
      // What is left of a step stops no other cell.
      assert.equal(resultOf(await kernel.execute("let quiet = 1;\nquiet + 1")), "2");
    });

    it("steps by lines where the code that runs is not the user's: enums, JSX-free classes, decorators", async () => {
      const code = [
        "enum Level { Low = 1, High }",
        "class Box { constructor(public size: number) {} }",
        "const box = new Box(Level.High);",
        "box.size",
      ].join("\n");
      assert.deepEqual(await client.breakAt(code, 3), [3]);
      const answer = kernel.execute(code);
      assert.equal(await client.line(), 3);
      await client.get("next");
      assert.equal(await client.line(), 4);
      await client.breakAt(code);
      await client.get("continue");
      assert.equal(resultOf(await answer), "2");
    });

    it("steps over what is not the user's, also when told to step in", async () => {
      const code = [
        'import { arange } from "cellgrad";',
        "const numbers = arange(3);",
        "console.log(String(numbers));",
        "const doubled = [1, 2].map((n) =>",
        "  n * 2);",
        "doubled.length",
      ].join("\n");
      await client.breakAt(code, 2);
      const answer = kernel.execute(code);
      const lines = [await client.line()];
      for (let steps = 0; steps < 4; steps++) {
        await client.get("stepIn");
        lines.push(await client.line());
      }
      assert.deepEqual(lines, [2, 3, 4, 5, 5]);
      await client.breakAt(code);
      await client.get("continue");
      assert.equal(resultOf(await answer), "2");
    });

    it("stops at a breakpoint only where its condition holds", async () => {
      const code = "let sum = 0;\nfor (let i = 0; i < 5; i++) {\n  sum += i;\n}\nsum";
      const { sourcePath: path } = await client.get("dumpCell", { code });
      const breakpoints = [{ line: 3, condition: "(i as number) === 3" }];
      await client.get("setBreakpoints", { source: { path }, breakpoints });
      const answer = kernel.execute(code);
      const { top } = await client.stopped();
      assert.equal((await client.variables(top, "Locals")).i, "3");
      await client.get("continue");
      assert.equal(resultOf(await answer), "10");
      await client.breakAt(code);
      assert.match(
        await client.refusal("setBreakpoints", {
          source: { path },
          breakpoints: [{ line: 3, condition: "i ===" }],
        }),
        /^setBreakpoints: SyntaxError: /,
      );
      await client.breakAt(code);
    });

    it("evaluates in a frame, with its variables and the notebook's, in TypeScript", async () => {
      await client.breakAt(twice, 2, 3);
      const answer = kernel.execute(twice);
      const { top } = await client.stopped();
      await client.get("evaluate", { expression: "x = 50", frameId: top.id });
      await client.get("continue");
      const { frames } = await client.stopped();
      const frameId = frames[0]!.id;
      const value = async (expression: string, more: object = { frameId }) =>
        (await client.get("evaluate", { expression, ...more })).result;
      assert.equal(await value("(x as number) + y + answer"), String(50 + 100 + 42));
      assert.equal(await value("typeof x", { frameId: frames[1]!.id }), "'undefined'");
      const object = await client.get("evaluate", { expression: "({ a: 1, b: [true] })", frameId });
      assert.equal(object.result, "{a: 1, b: (1) […]}");
      assert.equal(object.type, "Object");
      assert.deepEqual(byName(await client.open(object.variablesReference)), { a: "1", b: "(1) [true]" });
      assert.match(
        await client.refusal("evaluate", { expression: "nothing + 1", frameId }),
        /^evaluate: ReferenceError: nothing is not defined$/,
      );
      assert.match(
        await client.refusal("evaluate", { expression: "1 +", frameId }),
        /^evaluate: SyntaxError: /,
      );
      assert.equal(
        await client.refusal("evaluate", { expression: "await 1", frameId }),
        "evaluate: nothing can be awaited while the program is stopped",
      );
      assert.match(
        await client.refusal("evaluate", { expression: "total = 7", frameId, context: "hover" }),
        /^evaluate: EvalError: /,
      );
      await client.breakAt(twice);
      await client.get("continue");
      assert.equal(resultOf(await answer), "100");
      assert.equal(await value("total + 1", {}), "101");
      assert.equal(await value("await Promise.resolve(total)", {}), "100");
    });
  });

  describe("in a cell that runs", () => {
    afterEach(goOn);
    it("pauses it, and interrupts what is paused, with all variables kept", async () => {
      const answer = kernel.execute("let turns = 0;\nconsole.log('loops');\nwhile (true) turns++;");
      await kernel.heard(({ content }) => String(content.text).startsWith("loops"));
      assert.ok(Number(byName((await client.get("inspectVariables")).variables).turns) >= 0);
      await client.get("pause", { threadId: 1 });
      const { reason, top } = await client.stopped();
      assert.equal(reason, "pause");
      assert.equal(top.line, 3);
      await kernel.request("interrupt_request", {}, "control");
      await client.event("continued");
      assert.equal((await answer).reply.content.ename, "Interrupted");
      assert.equal(resultOf(await kernel.execute("turns > 0")), "true");
    });

    it("ends an evaluation that does not end", { timeout: 60_000 }, async () => {
      const answer = kernel.execute("debugger;\n1");
      const { top, reason } = await client.stopped();
      assert.equal(reason, "breakpoint");
      assert.equal(
        await client.refusal("evaluate", { expression: "(() => { for (;;); })()", frameId: top.id }),
        "evaluate: it took longer than 5 s and was ended",
      );
      await client.get("continue");
      assert.equal(resultOf(await answer), "1");
    });
  });

  describe("where something is thrown", () => {
    const caught = "function risky() {\n  throw new Error('no');\n}\ntry { risky() } catch {}\n'went on'";
    const through = async (answer: Promise<Answer>) => {
      const stop = await client.stopped();
      await client.get("continue");
      return { ...stop, answer: await answer };
    };
    afterEach(goOn);
    after(() => client.get("setExceptionBreakpoints", { filters: [] }));

    it("stops at everything that is raised", async () => {
      await client.get("setExceptionBreakpoints", { filters: ["raised"] });
      const { reason, text, top, answer } = await through(kernel.execute(caught));
      assert.deepEqual([reason, text, top.name, top.line], ["exception", "Error: no", "risky", 2]);
      assert.equal(resultOf(answer), "'went on'");
    });

    it("stops only at what nothing catches, also later and in functions that wait", async () => {
      await client.get("setExceptionBreakpoints", { filters: ["uncaught"] });
      assert.equal(resultOf(await kernel.execute(caught)), "'went on'");
      const waits = "async function late() {\n  await null;\n  throw new Error('late');\n}\n";
      assert.equal(resultOf(await kernel.execute(`${waits}try { await late() } catch {}\n1`)), "1");
      const { top, answer } = await through(kernel.execute(`${waits}await late();`));
      assert.deepEqual([top.name, top.line], ["late", 3]);
      assert.equal(evalue(answer), "late");
      const plain = await through(kernel.execute("const nobody = 1;\n(null as any).x;"));
      assert.equal(plain.top.line, 2);
      const shapes = await through(
        kernel.execute('import { arange } from "cellgrad";\narange(Number("6")).reshape([4, 4]);'),
      );
      assert.deepEqual([shapes.top.name, shapes.top.line], ["(top level)", 2]);
      assert.match(String(shapes.text), /^ShapeError: reshape: /);
    });

    it("is no obstacle to an interrupt of a loop that throws and catches", async () => {
      await client.get("setExceptionBreakpoints", { filters: ["uncaught"] });
      const code = "console.log('throws');\nfor (;;) { try { JSON.parse('{'); } catch {} }";
      const answer = kernel.execute(code);
      await kernel.heard(({ content }) => String(content.text).startsWith("throws"));
      await kernel.request("interrupt_request", {}, "control");
      assert.equal((await answer).reply.content.ename, "Interrupted");
      const { top } = await through(kernel.execute("throw new Error('still stops');"));
      assert.equal(top.line, 1);
    });

    it("refuses a filter that it does not have", async () => {
      assert.equal(
        await client.refusal("setExceptionBreakpoints", { filters: ["some"] }),
        "setExceptionBreakpoints: no such filter: some: there are raised, uncaught",
      );
    });
  });

  it("goes on with its breakpoints when the notebook has been reset", async () => {
    const code = "let fresh = 1;\nfresh + 1";
    await client.breakAt(code, 2);
    await kernel.execute("%reset");
    const answer = kernel.execute(code);
    assert.equal(await client.line(), 2);
    await client.get("continue");
    assert.equal(resultOf(await answer), "2");
  });

  it("lets a stopped program run on when it is turned off", async () => {
    const answer = kernel.execute("debugger;\n'over'");
    await client.stopped();
    await client.get("disconnect", { restart: false, terminateDebuggee: false });
    assert.equal(resultOf(await answer), "'over'");
    assert.equal((await client.get("debugInfo")).isStarted, false);
    assert.equal(resultOf(await kernel.execute("debugger;\n'not stopped'")), "'not stopped'");
  });
});
