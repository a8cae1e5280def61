// What does not parse because it is Python, or a line for IPython's shell, comes with how it is written here.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createCellTransformer } from "./transform.ts";

function help(source: string): string | undefined {
  const made = createCellTransformer().transform(source, 1);
  assert.ok("problem" in made, "it parses");
  return made.problem.message.split("\nhelp: ")[1];
}

describe("the help of a syntax error", () => {
  const written: Record<string, string> = {
    "def f(x, y):\n  return x": "function f(x, y) { … }",
    "async def f():": "async function f() { … }",
    "class Net(nn.Module):\n  pass": "class Net extends nn.Module { … }",
    "for x in xs:\n  print(x)": "for (const x of xs) { … }",
    "for i, x in pairs:": "for (const [i, x] of pairs) { … }",
    "for i in range(10):": "for (let i = 0; i < 10; i++) { … }",
    "while not done:": "while (!done) { … }",
    "if x > 3 and y is None:": "if (x > 3 && y === null) { … }",
    "elif x:": "else if (x) { … }",
    "try:\n  x()": "try { … }",
    "with torch.no_grad():\n  y": "noGrad(() => { … })",
    "from torch import nn": 'import { nn } from "torch"',
    "import numpy as np": 'import * as np from "numpy"',
    "import torch": 'import * as torch from "torch"',
    "# a comment": "// a comment",
    "const f = lambda x: x + 1": "(x) => x + 1",
    "const l = [i * 2 for i in list]": "list.map((i) => i * 2)",
    "a @ b": "a.matmul(b)",
    "a[1:3]": "a.slice(1, 3)",
    "const y = 1 if x else 2": "x ? 1 : 2",
    "f(**options)": "...options",
    "a and not b": "a && !b",
    "raise ValueError('no')": "throw new Error('no')",
    "assert x == 1": 'if (!(x == 1)) throw new Error("…")',
    "print 'hi'": "console.log('hi')",
    "fit?": "Shift-Tab behind fit shows what it is",
    "!pip install thing": "%npm install thing",
    "!cat notes.txt": "%%sh on the first line of a cell of its own, then cat notes.txt",
  };
  for (const [source, expected] of Object.entries(written))
    it(`writes ${source.split("\n")[0]}`, () => assert.equal(help(source), expected));

  it("writes texts with values in them", () => {
    assert.match(help("const s = f'{a} of {b}'")!, /^`\$\{a\} of \$\{b\}`$/);
  });

  it("is the parser's own for other mistakes", () => {
    assert.equal(help("const a;"), "Add an initializer (e.g. ` = undefined`) here");
    assert.equal(help("let x = ]"), undefined);
    assert.equal(help("const s = 'it's'"), "Try inserting a semicolon here");
  });

  it("is about the line that does not parse", () => {
    assert.equal(help("// for a in b:\nconst a = 1;\nfor x in a:\n  a"), "for (const x of a) { … }");
  });
});
