// What a cell may hold and what comes of it, a row of docs/kernel.md each: type check, transform and evaluator together, as a
// front end meets them.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { evalue, resultOf, streamed, traceback } from "./answers.ts";
import { type KernelProcess, startKernel } from "./kernelProcess.ts";

describe("cells below a tsconfig", { timeout: 60_000 }, () => {
  it("import what its paths lead to, types and values alike, and what lies above their folder", async () => {
    const project = mkdtempSync(join(tmpdir(), "cellgrad-project-"));
    const folder = join(project, "notebooks");
    mkdirSync(join(project, "src"), { recursive: true });
    mkdirSync(folder);
    const options = { strict: true, outDir: "out", paths: { "@src/*": ["./src/*"], top: ["./src/top.ts"] } };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: options }));
    writeFileSync(join(project, "src/one.ts"), "export const one: number = 1;");
    writeFileSync(join(project, "src/top.ts"), 'import { one } from "@src/one"; export const two = one + 1;');
    writeFileSync(
      join(project, "src/inner.cts"),
      'import { one } from "@src/one"; export const three = one + 2;',
    );
    writeFileSync(join(project, "src/outer.cjs"), 'exports.four = require("@src/inner").three + 1;');
    const kernel = await startKernel({ directory: folder });
    try {
      const answer = await kernel.execute(
        'import { one } from "@src/one"; import { two } from "top"; import { one as above } from "../src/one.ts";\n' +
          '[one, two, above, require("@src/one").one, (await import("top")).two].join()',
      );
      assert.equal(resultOf(answer), "'1,2,1,1,2'", traceback(answer));
      assert.match(evalue(await kernel.execute("two.length")), /^TS2339/);
      const required = '[require("@src/outer").four, (await import("../src/outer.cjs")).four].join()';
      assert.equal(resultOf(await kernel.execute(required)), "'4,4'");
      writeFileSync(join(project, "src/inner.cts"), "export const three: number = 30;");
      assert.equal(resultOf(await kernel.execute(required)), "'31,31'", "edits are followed there too");
    } finally {
      await kernel.close();
      rmSync(project, { recursive: true, force: true });
    }
  });
});

describe("cells", { timeout: 120_000 }, () => {
  let kernel: KernelProcess;
  before(async () => {
    kernel = await startKernel();
  });
  after(() => kernel.close());

  /** Runs cells that must succeed; the text of the last one's result. */
  async function value(...cells: string[]): Promise<unknown> {
    let last: unknown;
    for (const cell of cells) {
      const answer = await kernel.execute(cell);
      assert.equal(answer.reply.content.status, "ok", `${cell}\n${traceback(answer)}`);
      last = resultOf(answer);
    }
    return last;
  }

  function write(path: string, text: string): void {
    const file = join(kernel.directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  it("await at the top level, also in `for await`", async () => {
    const cell =
      "let sum = 0; for await (const n of [1, Promise.resolve(2)]) sum += n; sum + (await Promise.resolve(3))";
    assert.equal(await value(cell), "6");
  });

  it("declare constants, variables and classes again, with other types", async () => {
    await value(
      "const a = 1; let b = 2; class C { n = 1 }",
      'const a = "x"; let b = [1]; class C { s = "y" }',
    );
    assert.equal(await value("a.length + b.length + new C().s.length"), "3");
  });

  it("turn a function into a constant, and back", async () => {
    assert.equal(await value("function f() { return 1; }", "const f = () => 2;", "f()"), "2");
    assert.equal(await value("function f() { return 3; }", "f()"), "3");
  });

  it("are seen by earlier functions: what they assign, and what they declare again", async () => {
    await value('let n = 1; const helper = () => "old"; const use = () => helper() + n;', "n = 42;");
    assert.equal(await value("use()"), "'old42'");
    await value('const helper = () => "new"; let n = 43;');
    assert.equal(await value("use()"), "'new43'");
  });

  it("may assign in functions, and later", async () => {
    await value("let late = 0; function set() { late = 1; setTimeout(() => { late = 2; }, 1); }", "set()");
    const until = "while (late !== 2) await new Promise((resolve) => setTimeout(resolve, 1)); late";
    assert.equal(await value(until), "2");
  });

  it("take things apart, and have enums, namespaces and generics", async () => {
    await value(
      "const { p, q: [r, ...s] } = { p: 1, q: [2, 3, 4] }; enum Color { Red, Green } const enum Size { L = 7 }",
      "namespace Space { export const z = 5; } function same<T>(x: T): T { return x; }",
    );
    assert.equal(
      await value("[p, r, s.length, Color.Green, Size.L, Space.z, same(6)].join()"),
      "'1,2,2,1,7,5,6'",
    );
  });

  it("have standard decorators", async () => {
    const decorated = `const seen: string[] = [];
function note<T>(target: T, context: { kind: string }): T { seen.push(context.kind); return target; }
@note class Decorated { @note method() { return 1; } }`;
    assert.equal(await value(decorated, "new Decorated().method() + seen.join()"), "'1method,class'");
  });

  it("may hold JSX, which is checked", async () => {
    const h = "const h = (tag: string, props: object | null, ...children: unknown[]) => ({ tag, children })";
    const list = "/** @jsxRuntime classic @jsx h */\nconst list = <p>{1 + 1}</p>; list.children[0]";
    assert.equal(await value(h, list), "2");
    assert.equal(await value("list.tag.toUpperCase()"), "'P'");
    const wrong = await kernel.execute("/** @jsxRuntime classic @jsx h */\n<p>{(1).toUpperCase()}</p>");
    assert.match(evalue(wrong), /^TS2339/);
  });

  it("know the interfaces and types of earlier cells", async () => {
    await value("interface Point { x: number; y: number }\ntype Named = Point & { name: string };");
    assert.equal(await value('const named: Named = { x: 1, y: 2, name: "n" }; named.x + named.y'), "3");
    assert.match(
      evalue(await kernel.execute("const bad: Named = { x: 1, y: 2 };")),
      /^TS2322: .*'Named'|^TS2322/,
    );
  });

  it("import by default, by name, later, as types only, and require", async () => {
    await value('import fs, { existsSync } from "node:fs"; import type { Stats } from "node:fs";');
    assert.equal(
      await value('typeof fs.statSync + typeof existsSync + typeof (await import("node:path")).join'),
      "'functionfunctionfunction'",
    );
    assert.equal(await value('const url = require("node:url"); typeof url.parse'), "'function'");
  });

  it("import packages of both kinds, through exports maps, JSON and local files", async () => {
    write(
      "node_modules/esm-only/package.json",
      '{"name":"esm-only","type":"module","exports":{".":{"types":"./i.d.ts","import":"./i.js"},"./deep":"./lib/deep.js"}}',
    );
    write("node_modules/esm-only/i.js", "export const esm = 1;");
    write("node_modules/esm-only/i.d.ts", "export const esm: number;");
    write("node_modules/esm-only/lib/deep.js", "export default 2;");
    write("node_modules/common/package.json", '{"name":"common","main":"i.js"}');
    write("node_modules/common/i.js", "exports.cjs = 3;");
    write("data.json", '{"json":[4]}');
    write("local.ts", "export const ts: number = 5;");
    write("part.tsx", "export const tsx = <T,>(x: T): T => x;");
    write("plain.js", "export const js = 7;");
    await value(
      'import { esm } from "esm-only"; import deep from "esm-only/deep"; import { cjs } from "common";',
      'import data from "./data.json"; import { ts } from "./local.ts"; import { tsx } from "./part"; import { js } from "./plain.js";',
    );
    assert.equal(await value("[esm, deep, cjs, data.json[0], ts, tsx(6), js].join()"), "'1,2,3,4,5,6,7'");
  });

  it("find a package that was installed while the kernel runs", async () => {
    assert.match(evalue(await kernel.execute('import { later } from "comes-later"; later')), /comes-later/);
    assert.match(evalue(await kernel.execute('require("comes-later-too")')), /no such package/);
    for (const name of ["comes-later", "comes-later-too"]) {
      write(`node_modules/${name}/package.json`, `{"name":"${name}","main":"i.js","types":"i.d.ts"}`);
      write(`node_modules/${name}/i.js`, "exports.later = 8;");
      write(`node_modules/${name}/i.d.ts`, "export const later: number;");
    }
    assert.equal(await value('import { later } from "comes-later"; later'), "8");
    assert.equal(await value('require("comes-later-too").later'), "8");
  });

  it("see an edited local file at their next import", async () => {
    write("edited.ts", "export const kind = 1;");
    assert.equal(await value('import { kind } from "./edited.ts"; kind'), "1");
    write("edited.ts", 'export const kind = "two";');
    assert.equal(await value('import { kind } from "./edited.ts"; kind.length'), "3");
  });

  it("may export, which changes nothing", async () => {
    assert.equal(await value("export const exported = 9; export { exported as again };", "exported"), "9");
  });

  it("know where they are: import.meta, __dirname and __filename", async () => {
    const answer = await value(
      "[import.meta.dirname === __dirname, import.meta.filename === __filename, import.meta.url.startsWith('file:'), __dirname === process.cwd()].join()",
    );
    assert.equal(answer, "'true,true,true,true'");
  });

  it("keep what they declared when they throw", async () => {
    await kernel.execute(
      'const kept = 9; let also = 10; function too() { return 11; } throw new Error("x")',
      {
        stop_on_error: false,
      },
    );
    assert.equal(await value("[kept, also, too()].join()"), "'9,10,11'");
  });

  it("dispose of what they use", async () => {
    const answer = await kernel.execute(
      'using res = { [Symbol.dispose]() { console.log("disposed"); } }; console.log("in");',
    );
    assert.equal(streamed(answer), "in\ndisposed\n");
  });

  it("show bigints, NaN, symbols and null, hide undefined, and await promises", async () => {
    const shown = await Promise.all(
      ["10n ** 20n", "NaN", 'Symbol("s")', "null", "-0", "undefined", "Promise.resolve(3)"].map((cell) =>
        value(cell),
      ),
    );
    assert.deepEqual(shown, ["100000000000000000000n", "NaN", "Symbol(s)", "null", "-0", undefined, "3"]);
  });

  it("show nothing with a `;` at their end", async () => {
    assert.deepEqual(
      [await value("5;"), await value("Promise.resolve(5); // hidden")],
      [undefined, undefined],
    );
  });

  it("are not blocked by what an earlier cell's text would do now", async () => {
    await value("const width = 2; const area = (height: number) => width * height;");
    // `area` as it stands would be an error with this `width`.
    await value('const width = "wide";');
    assert.equal(await value("area.length + width.length"), "5");
  });
});
