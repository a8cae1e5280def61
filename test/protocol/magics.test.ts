// Magics in a real kernel: what they print, change and stop.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { evalue, resultOf, streamed, traceback } from "./answers.ts";
import { type KernelProcess, startKernel } from "./kernelProcess.ts";

const timed = /^Wall time [\d.]+ m?s, processor time [\d.]+ m?s\n$/;

describe("magics", { timeout: 90_000 }, () => {
  let kernel: KernelProcess;
  before(async () => {
    kernel = await startKernel();
  });
  after(() => kernel.close());

  const write = async (name: string, text: string) => {
    const file = join(kernel.directory, name);
    await mkdir(join(file, ".."), { recursive: true });
    await writeFile(file, text);
  };

  it("%time tells the time of an expression and gives its value, of a statement and keeps its names", async () => {
    const expression = await kernel.execute("%time [1, 2].length");
    assert.match(streamed(expression), timed);
    assert.equal(resultOf(expression), "2");
    const statement = await kernel.execute("%time const timedValue = 6 * 7;\ntimedValue");
    assert.match(streamed(statement), timed);
    assert.equal(resultOf(statement), "42");
    const awaited = await kernel.execute(
      "%time new Promise<number>((done) => setTimeout(() => done(5), 30))",
    );
    assert.equal(resultOf(awaited), "5");
    const [, milliseconds] = /Wall time ([\d.]+) ms/.exec(streamed(awaited))!;
    assert.ok(Number(milliseconds) >= 29);
  });

  it("%%time tells the time of a cell after all its output, also when it fails", async () => {
    const done = await kernel.execute('%%time\nconsole.log("a");\nawait null;\nconsole.log("b");\n7');
    assert.match(streamed(done), /^a\nb\nWall time /);
    assert.equal(resultOf(done), "7");
    const failed = await kernel.execute('%%time\nthrow new Error("no")');
    assert.match(streamed(failed), timed);
    assert.match(traceback(failed), /> 2 \| throw new Error/);
  });

  it("points at the user's columns in a timed statement", async () => {
    const wrong = await kernel.execute("%time missing.x");
    assert.match(traceback(wrong), /> 1 \| %time missing\.x\n {4}\| {7}\^/);
  });

  it("%who lists variables with types, shapes and values, of all cells and this one", async () => {
    await kernel.execute(`const tensor = { shape: [2, 3], dtype: "float32" };
class Model {}
const ours = (await import("cellgrad")).zeros([2]); const settings = { learningRateOfTheFirstLayer: 1, learningRateOfTheSecondLayer: 2, epochs: 3 };
const model = new Model(); let label = "cat"; const rows = [1, 2, 3]; const many = new Float32Array(9);
function f(a: number, b: number) { return a + b }
interface Hidden { x: number }`);
    const done = await kernel.execute("const here = new Map([[1, 2]]);\n%who");
    const lines = streamed(done)
      .split("\n")
      .map((line) => line.replace(/ {2,}/g, " | "));
    for (const line of [
      "tensor | Object | [2, 3] float32",
      "ours | Tensor | [2] f32",
      "settings | Object | { learningRateOfTheFirstLayer, learningRateOfTheSecondLayer, … }",
      "Model | class",
      "model | Model",
      'label | string | "cat"',
      "rows | Array | 3 entries",
      "many | Float32Array | 9 entries",
      "f | function | 2 parameters",
      "here | Map | 1 entry",
    ])
      assert.ok(lines.includes(line), `${line} in\n${lines.join("\n")}`);
    assert.ok(!lines.some((line) => line.startsWith("Hidden")));
    assert.equal(streamed(await kernel.execute("%who Model")), "model  Model\n");
    assert.equal(streamed(await kernel.execute("%who WeakRef")), "no variables of type WeakRef\n");
  });

  it("%status shows memory, cells and uptime", async () => {
    const text = streamed(await kernel.execute("%status"));
    for (const row of [
      /^uptime +\d/m,
      /^cells run +\d+$/m,
      /^memory: kernel +\d+ MB$/m,
      /^memory: this notebook's code +\d+ MB/m,
    ])
      assert.match(text, row);
    if (process.platform === "linux") assert.match(text, /^memory: type checker +\d+ MB$/m);
  });

  it("%status shows what tensors hold on their device", async () => {
    await kernel.execute(
      'import { ones } from "cellgrad"; const million = ones([1000, 1000]); await million.data(); 0',
    );
    const text = streamed(await kernel.execute("%status"));
    const [, megabytes] = /^memory: tensors on \w+ +(\d+) MB, and \d+ \w+ kept for reuse$/m.exec(text) ?? [];
    assert.ok(Number(megabytes) >= 4, text);
  });

  it("%load_env reads a file, and tells names only", async () => {
    await write(".env", "CELLGRAD_TEST_A=secret\nCELLGRAD_TEST_B='two words'\n");
    const done = await kernel.execute("%load_env\nprocess.env.CELLGRAD_TEST_B");
    assert.equal(streamed(done), ".env: CELLGRAD_TEST_A, CELLGRAD_TEST_B\n");
    assert.equal(resultOf(done), "'two words'");
    assert.equal(
      evalue(await kernel.execute("%load_env none.env")),
      "%load_env: it cannot be read: none.env: ENOENT",
    );
  });

  it("%%js runs JavaScript, unchecked, and later cells know its names", async () => {
    const done = await kernel.execute('%%js\nlet loose = 1;\nloose = "text";\nloose.length');
    assert.equal(resultOf(done), "4");
    assert.equal(resultOf(await kernel.execute("loose")), "'text'");
    assert.match(evalue(await kernel.execute("%%js\nlet = ;")), /Unexpected|expected/);
  });

  it("completes, inspects and judges cells with magics", async () => {
    const complete = async (code: string) =>
      (await kernel.request("complete_request", { code, cursor_pos: code.length })).reply.content;
    const names = await complete("const q = 1;\n%sta");
    assert.deepEqual([names.matches, names.cursor_start, names.cursor_end], [["%status"], 13, 17]);
    assert.ok(((await complete("%time Math.sq")).matches as string[]).includes("sqrt"));
    assert.ok(!((await complete("$")).matches as string[]).includes("$k"));
    const inspected = await kernel.request("inspect_request", {
      code: "%who",
      cursor_pos: 2,
      detail_level: 0,
    });
    assert.match(JSON.stringify(inspected.reply.content.data), /lists the variables/);
    const judge = async (code: string) =>
      (await kernel.request("is_complete_request", { code })).reply.content.status;
    assert.deepEqual(
      await Promise.all(["%who", "%time f(", "%%sh\nls", "%%sh\nls\n\n", "const a = 1\n%who"].map(judge)),
      ["complete", "incomplete", "incomplete", "complete", "complete"],
    );
  });

  it("says which magics there are when one is unknown", async () => {
    const done = await kernel.execute("const before = 1;\n%tiem 5");
    assert.equal(done.reply.content.ename, "MagicError");
    assert.match(evalue(done), /^%tiem: there is no such magic\nhelp: did you mean %time/);
    assert.match(traceback(done), /Cell In\[\d+\], line 2:1/);
  });

  describe("%config", () => {
    afterEach(() =>
      kernel.execute("%config typeErrors=stop\n%config tracebacks=short\n%config outputLimit=10"),
    );

    it("shows what can be switched, and refuses what cannot", async () => {
      assert.match(
        streamed(await kernel.execute("%config")),
        /^typeErrors=stop +.*\ntracebacks=short .*\noutputLimit=10 /,
      );
      assert.match(
        evalue(await kernel.execute("%config colour=red")),
        /^%config: unknown setting: colour=red\nhelp: typeErrors, /,
      );
      assert.match(
        evalue(await kernel.execute("%config typeErrors=maybe")),
        /^%config: typeErrors cannot be maybe\nhelp: stop \| warn \| off$/,
      );
    });

    it("turns type errors into warnings, from this very cell on", async () => {
      const warned = await kernel.execute(
        '%config typeErrors=warn\nconst n: number = "text" as any as string; n',
      );
      assert.equal(resultOf(warned), "'text'");
      assert.match(
        stripVTControlCharacters(streamed(warned, "stderr")),
        /^warning TS2322: .*\nCell In\[\d+\], line 2:7\n/,
      );
      const silent = await kernel.execute(
        '%config typeErrors=off\nconst m: number = "text" as any as string; m',
      );
      assert.deepEqual([resultOf(silent), streamed(silent, "stderr")], ["'text'", ""]);
    });

    it("shows all frames, and the user's alone", async () => {
      const fail = 'JSON.parse("{", () => { }); ';
      const deep = "const deep = () => [1].map(() => { throw new RangeError('deep') }); deep()";
      const short = traceback(await kernel.execute(deep));
      const full = traceback(await kernel.execute(`%config tracebacks=full\n${deep}`));
      assert.doesNotMatch(short, /node:|kernel\/evaluator/);
      assert.match(full, /node:inspector|kernel\/evaluator/);
      assert.match(full, /> 2 \| const deep/);
      assert.match(traceback(await kernel.execute(fail)), /SyntaxError/);
    });

    it("caps what a cell prints", async () => {
      const done = await kernel.execute('%config outputLimit=0.001\n"";');
      assert.match(streamed(done), /^outputLimit=0\.001/);
      const capped = await kernel.execute('console.log("x".repeat(5000))');
      assert.ok(streamed(capped).length < 1100);
      assert.match(streamed(capped, "stderr"), /more than 0\.001 MB/);
    });
  });

  describe("programs", { skip: process.platform === "win32" && "written for sh" }, () => {
    it("%%sh runs the cell in the notebook's folder and streams what it prints", async () => {
      await write("data.txt", "from a file\n");
      const done = await kernel.execute(
        "%%sh\ncat data.txt\nfor i in 1 2; do echo line $i; done\necho oops >&2",
      );
      assert.equal(streamed(done), "from a file\nline 1\nline 2\n");
      assert.equal(streamed(done, "stderr"), "oops\n");
      assert.equal(done.reply.content.status, "ok");
    });

    it("%%sh fails with the program's exit code", async () => {
      assert.equal(evalue(await kernel.execute("%%sh\nexit 3")), "%%sh: exit code 3");
    });

    it("%%sh is interrupted with all that it has started", async () => {
      const waiting = kernel.ask("execute_request", {
        code: "%%sh\necho started\n(sleep 21.5; touch survived.txt) &\nsleep 21.5; touch survived.txt\n",
      });
      await kernel.heard(({ content }) => content.text === "started\n");
      await kernel.request("interrupt_request", {}, "control");
      assert.equal((await waiting.answer).reply.content.ename, "Interrupted");
      const left = streamed(
        await kernel.execute("%%sh\nps -A -o args= 2>/dev/null | grep -c '^sleep 21.5$'; true"),
      );
      assert.equal(left.trim(), "0");
      assert.ok(!existsSync(join(kernel.directory, "survived.txt")));
    });

    it("%npm installs a package that the next cell imports", async () => {
      await write(
        "lib/package.json",
        '{"name": "tiny", "version": "1.0.0", "main": "index.js", "types": "index.d.ts"}',
      );
      await write("lib/index.js", "exports.triple = (n) => 3 * n;");
      await write("lib/index.d.ts", "export declare function triple(n: number): number;");
      await write("package.json", '{"private": true}');
      const missing = await kernel.execute('import { triple } from "tiny";');
      assert.match(evalue(missing), /^TS2307/);
      const installed = await kernel.execute("%npm install ./lib --offline");
      assert.equal(installed.reply.content.status, "ok", evalue(installed));
      assert.match(streamed(installed), /added 1 package/);
      assert.equal(resultOf(await kernel.execute('import { triple } from "tiny"; triple(14)')), "42");
    });
  });

  it("%reset forgets variables and types, and keeps counting", async () => {
    await kernel.execute("const gone = 1; const channel = comm.open('reset');");
    const done = await kernel.execute("%reset\ntypeof (globalThis as any).gone");
    assert.equal(resultOf(done), "'undefined'");
    assert.match(streamed(done), /^All variables are gone/);
    assert.equal(streamed(done, "stderr"), "");
    assert.match(evalue(await kernel.execute("gone")), /^TS2304/);
    assert.equal(streamed(await kernel.execute("%who")), "no variables\n");
    assert.equal(resultOf(await kernel.execute("const gone = 'new'; gone")), "'new'");
    const { reply } = await kernel.request("comm_info_request");
    assert.deepEqual(reply.content.comms, {});
  });
});
