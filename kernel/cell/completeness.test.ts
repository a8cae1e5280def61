import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { completeness } from "./completeness.ts";

const status = (source: string) => completeness(source).status;

describe("completeness", () => {
  it("lets whole code run, with blank lines after it or not", () => {
    for (const source of [
      "",
      "1 + 1",
      "let a = 1\n\n",
      "if (a) {\n  b()\n}",
      "// note",
      "{ a: 1, b: 2 }",
      "`a\nb`",
    ]) {
      assert.equal(status(source), "complete", source);
    }
    assert.equal(status("function f(a: number) {\n  return a\n}\n\n"), "complete");
    assert.equal(status("import { a } from 'b'\nenum E { A }\nawait x"), "complete");
  });

  it("waits for the rest of what was begun", () => {
    for (const source of [
      ...["const a = 1 +", "x =>", "x.", "x?.", "a ? b", "a &&", "new", "await f("],
      ...[
        "function f() {",
        "f(",
        "[1, 2,",
        "{ a: 1, b:",
        "if (x)",
        "class A {\n  m() {\n  }",
        "enum E {",
        "let {a",
      ],
      ...["import { a", "type A =", "let x:", "try {}", "do {}", "switch (x) { case 1", "@dec"],
      ...[`\`a \${b}`, "`a $" + "{", "/* note", '"abc', "const a = 1 + // and", "f(\n\n"],
    ]) {
      assert.equal(status(source), "incomplete", source);
    }
  });

  it("knows what no more text can mend", () => {
    for (const source of [
      "let x = ]",
      "}",
      "let a = 1 2",
      "else",
      "f(1,, 2",
      '"abc\nd',
      "let 1a = 2\nf(",
      "{ a: 1 b: 2 }",
    ]) {
      assert.equal(status(source), "invalid", source);
    }
  });

  it("is not stopped by absurd depth", () => {
    assert.equal(status("[".repeat(100_000)), "invalid");
  });

  it("waits for the rest of JSX", () => {
    assert.equal(status('const a = <div b="c"'), "incomplete");
    assert.equal(status("<p>text</p>"), "complete");
  });

  it("indents the next line like the last, deeper behind an opening", () => {
    const indent = (source: string) => {
      const answer = completeness(source);
      return answer.status === "incomplete" ? answer.indent : undefined;
    };
    assert.equal(indent("if (x) {"), "  ");
    assert.equal(indent("if (x) {\n  a()"), "  ");
    assert.equal(indent("if (x) {\n    for (;;) { // all"), "        ");
    assert.equal(indent("f(\n\ta,"), "\t");
    assert.equal(indent("x =>"), "  ");
    assert.equal(indent("const a = 1 +"), "");
  });
});
