// The whole transform: the script as it is evaluated, the problem where there is none.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Script } from "./cell.ts";
import { mapPosition } from "./positionMap.ts";
import { createCellTransformer } from "./transform.ts";

function script(source: string, transformer = createCellTransformer()): Script {
  const made = transformer.transform(source, 3);
  assert.ok("script" in made, JSON.stringify(made));
  return made.script;
}

function problem(source: string) {
  const made = createCellTransformer().transform(source, 3);
  assert.ok("problem" in made);
  const { message, start, end } = made.problem;
  return { message, text: source.slice(start, end) };
}

describe("a cell", () => {
  it("becomes a strict script, line by line", () => {
    const { code, hasResult } = script("const a: number = await f()\n\ninterface I {}\na as any");
    const lines = code.split("\n");
    assert.equal(lines[0], '"use strict";let   a         = $k.keep(3,await ($k.held[3]=f()));$k.on(3);');
    assert.equal(lines[3], "$k.v[3]=(a       );");
    assert.equal(hasResult, true);
  });

  it("keeps `const` semantics to the checker and names to itself", () => {
    const { code, declarations } = script("const URL = 1; function fetch() { return URL }");
    assert.equal(
      code,
      '"use strict";Object.defineProperty(fetch$v,"name",{value:"fetch",configurable:true});' +
        "let   URL$l = 1; function fetch$v() { return URL$l }",
    );
    assert.deepEqual(declarations, [
      { name: "URL", kind: "lexical", emitted: "URL$l" },
      { name: "fetch", kind: "variable", emitted: "fetch$v" },
    ]);
  });

  it("learns from committed cells only", () => {
    const transformer = createCellTransformer();
    script("const URL = 1", transformer);
    assert.match(script("URL", transformer).code, /\(URL\)/);
    transformer.commit(script("const URL = 1", transformer));
    assert.match(script("URL", transformer).code, /\(URL\$l\)/);
    transformer.reset();
    assert.match(script("URL", transformer).code, /\(URL\)/);
  });

  it("maps positions also where the compiler moved code", () => {
    const { code, map } = script("enum A { B,\n C }\n\nfoo(A.C); throw bar(URL)");
    const lines = code.split("\n");
    const line = lines.findIndex((text) => text.includes("bar")) + 1;
    const column = lines[line - 1]!.indexOf("bar") + 1;
    assert.ok(line !== 4);
    assert.deepEqual(mapPosition(map!, line, column), { line: 4, column: 17 });
  });

  it("may start with a line for the shell", () => {
    assert.equal(script("#!/usr/bin/env node\na").code, '"use strict";                   \n$k.v[3]=(a)');
  });

  it("may declare a class of a global's name, decorated and exported", () => {
    const { code } = script("export class Event { a = Event } new Event()");
    assert.equal(code, '"use strict";       let Event$l=class Event { a = Event }; $k.v[3]=(new Event$l())');
  });
});

describe("a cell that does not parse", () => {
  it("says what is wrong and where, in the user's text", () => {
    assert.deepEqual(problem("let x = ;"), { message: "Unexpected token", text: ";" });
    assert.deepEqual(problem('let ж = "😀";\nlet y = )'), { message: "Unexpected token", text: ")" });
    assert.equal(problem("f(1").message, "Expected `)` but found `EOF`");
  });

  it("says so of what parses but can never run", () => {
    assert.deepEqual(problem("let a = 1; let a = 2"), {
      message: "Identifier `a` has already been declared",
      text: "a",
    });
    assert.match(problem("return 1").message, /'return' statement/);
    assert.match(problem("break").message, /Illegal break statement\nhelp: /);
  });

  it("is told when it nests deeper than can be read", () => {
    assert.match(problem("(".repeat(100_000)).message, /nests deeper/);
    assert.match(problem(`1${"+1".repeat(20_000)}`).message, /nests too deeply/);
    assert.equal(script(`x = ${"[".repeat(1000)}${"]".repeat(1000)}`).hasResult, true);
  });
});
