// Where a magic is one, and what stands in its place.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { blankMagics, completeMagic, describeMagic, isCellMagic, rewriteMagics } from "./read.ts";

function rewritten(source: string): string | undefined {
  const made = rewriteMagics(source.replaceAll("⏎", "\n"));
  if (made && "problem" in made) throw new Error(made.problem.message);
  return made?.source.replaceAll("\n", "⏎");
}

function problem(source: string): string {
  const made = rewriteMagics(source);
  assert.ok(made && "problem" in made, "no problem");
  return `${made.problem.message} @ ${source.slice(made.problem.start, made.problem.end)}`;
}

describe("a line is a magic", () => {
  it("when it begins with % and a letter where a statement could stand", () => {
    assert.equal(rewritten("%who"), 'await $k.magic("who","");');
    assert.equal(
      rewritten("const a = 5⏎  %npm install x  ⏎a"),
      'const a = 5⏎  await $k.magic("npm","install x  ");⏎a',
    );
    assert.equal(
      rewritten("// first⏎/* second */ ⏎%who"),
      '// first⏎/* second */ ⏎await $k.magic("who","");',
    );
  });

  it("but not in a template, a comment, a call or as an operator", () => {
    for (const source of [
      "const s = `⏎%who⏎`",
      "/*⏎%who⏎*/",
      "f(a⏎%who)",
      "a⏎  % who",
      "a %who",
      "const a = [1,⏎%who⏎]",
      "100 // %who",
    ])
      assert.equal(rewritten(source), undefined, source);
  });

  it("also in a cell that is otherwise wrong", () => {
    assert.equal(rewritten("let x = )⏎%who"), 'let x = )⏎await $k.magic("who","");');
  });
});

describe("in the place of a magic", () => {
  it("stands a timed statement, in its columns", () => {
    assert.equal(rewritten("%time f(x)"), "$k.t( f(x))");
    assert.equal(rewritten("%time   await f(x)"), "$k.t(   await f(x))");
    assert.equal(rewritten("%time const a = f(x)"), "$k.t1;const a = f(x);$k.t2();");
    assert.equal(rewritten("%time f(x);"), "$k.t1;f(x);;$k.t2();");
    for (const args of ["f(x)", "  g()", "let b = 1"])
      assert.equal(rewritten(`%time ${args}`)!.indexOf(args), 6);
  });

  it("stands what makes the rest of the cell special", () => {
    assert.equal(rewritten("%%time⏎a⏎b"), "$k.t3;⏎a⏎b");
    assert.equal(rewritten("⏎%%js⏎a"), "⏎// @ts-nocheck⏎a");
    assert.equal(rewritten("%%sh⏎echo 'a'⏎%who"), String.raw`await $k.magic("sh","","echo 'a'\n%who");`);
  });

  it("stands nothing where it is done before", () => {
    const made = rewriteMagics("%config typeErrors=warn\nconst a = 1\n%reset");
    assert.ok(made && "source" in made);
    assert.equal(made.source, "\nconst a = 1\n");
    assert.equal(made.before.length, 2);
  });
});

describe("a magic that cannot be", () => {
  it("is named with those that were meant", () => {
    assert.match(
      problem("%tiem f()"),
      /^%tiem: there is no such magic\nhelp: did you mean %time and %%time\? magics are %config, .* @ %tiem f\(\)$/s,
    );
    assert.match(problem("1\n%zzz"), /^%zzz: there is no such magic\nhelp: magics are .* @ %zzz$/s);
  });

  it("says how it is used", () => {
    assert.match(problem("%sh"), /^%sh: it is used otherwise\nhelp: %%sh @ %sh$/);
    assert.match(problem("%%who"), /^%%who: it is used otherwise\nhelp: %who/);
    assert.match(problem("a\n%%time\nb"), /^%%time: it stands on the first line of its cell @ %%time$/);
    assert.match(problem("%time"), /^%time: nothing to time/);
    assert.match(problem("%time f(\n1)"), /^%time: the statement does not end on this line/);
  });
});

describe("beside running", () => {
  it("magics are blanks that keep every offset", () => {
    for (const source of [
      "%time foo.ba\nx",
      "a\n%npm install b\n c",
      "%%sh\nls -l\n",
      "%%js\nfoo.",
      "%unknown x",
    ])
      assert.equal(blankMagics(source).length, source.length);
    assert.equal(blankMagics("%time foo.ba"), "      foo.ba");
    assert.equal(blankMagics("a\n%npm i x\nb"), "a\n        \nb");
    assert.equal(blankMagics("%%sh\nls"), "    \n  ");
    assert.equal(blankMagics("%%js\nfoo."), "    \nfoo.");
  });

  it("their names complete, and a setting's", () => {
    const matches = (source: string) => completeMagic(source, source.length)?.matches;
    assert.deepEqual(matches("%t"), ["%time", "%%time"]);
    assert.deepEqual(matches("a\n%t"), ["%time"]);
    assert.deepEqual(matches("%%"), ["%%js", "%%sh", "%%time"]);
    assert.deepEqual(matches("%config ty"), ["typeErrors="]);
    assert.deepEqual(matches("%config typeErrors=w"), ["typeErrors=warn"]);
    assert.deepEqual(completeMagic("x\n  %wh", 7), { matches: ["%who"], start: 4, end: 7 });
    for (const source of ["a % t", "`\n%t", "%time fo", "foo"])
      assert.equal(matches(source), undefined, source);
  });

  it("a magic under the cursor is described", () => {
    assert.match(describeMagic("a\n%status", 5)!.summary, /memory/);
    assert.equal(describeMagic("a\n%status", 0), undefined);
    assert.equal(describeMagic("%time foo", 8), undefined);
  });

  it("cells of %% are told apart", () => {
    assert.deepEqual(["%%sh", "\n %%time\na", "%who", "a\n%%sh"].map(isCellMagic), [
      true,
      true,
      false,
      false,
    ]);
  });
});
