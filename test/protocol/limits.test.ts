// Too much of everything: what reaches a front end stays within bounds, and the kernel lives on.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { evalue, resultOf, streamed } from "./answers.ts";
import { type Answer, type KernelProcess, startKernel } from "./kernelProcess.ts";

const weight = ({ reply, events }: Answer) =>
  [reply, ...events].reduce((sum, { content }) => sum + JSON.stringify(content).length, 0);

describe("output limits", { timeout: 120_000 }, () => {
  let kernel: KernelProcess;
  before(async () => {
    kernel = await startKernel();
  });
  after(() => kernel.close());

  const results: [what: string, code: string, shows: RegExp][] = [
    ["a long text", '"x".repeat(2e7)', /^'x+'\.\.\. 19,?990,?000 more characters$/],
    ["a long array", 'new Array(1e6).fill("abc")', /\.\.\. 999900 more items\n\]$/],
    [
      "an object of many keys",
      'Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => ["k" + i, i]))',
      /more properties$/,
    ],
    ["a large map", "new Map(Array.from({ length: 1e5 }, (_, i) => [i, i]))", /\.\.\. 99900 more items\n\}$/],
    ["a huge number", "10n ** 100000n", /^10+\n… 50,\d+ more characters$/],
    [
      "a deep object",
      "let deep: any = {}; for (let i = 0; i < 1e5; i++) deep = { deep }; deep",
      /\[Object\]/,
    ],
    [
      "an object in itself",
      "const self: any = {}; self.self = self; self",
      /^<ref \*1> \{ self: \[Circular \*1\] \}$/,
    ],
    ["no number", "NaN", /^NaN$/],
    ["a bigint", "5n", /^5n$/],
    ["a symbol", 'Symbol("s")', /^Symbol\(s\)$/],
    [
      "an object that throws when looked at",
      "new Proxy({}, { get() { throw new Error() }, ownKeys() { throw new Error() } })",
      /\[object\]$/,
    ],
  ];
  for (const [what, code, shows] of results)
    it(`show ${what} within bounds`, async () => {
      const done = await kernel.execute(code);
      assert.match(String(resultOf(done)), shows);
      assert.ok(weight(done) < 200_000, `${weight(done)} characters`);
    });

  it("cut long messages of errors", async () => {
    for (const code of ['throw new Error("y".repeat(1e7))', 'throw "z".repeat(1e7)']) {
      const done = await kernel.execute(code);
      assert.match(evalue(done), /more characters'?$/);
      assert.ok(weight(done) < 200_000, `${weight(done)} characters`);
    }
  });

  it("leave out what a display carries too much of", async () => {
    const done = await kernel.execute(`%config outputLimit=1
display({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "h".repeat(2e6), "text/plain": "plain" }) });`);
    const shown = done.events.find(({ header }) => header.msg_type === "display_data");
    assert.deepEqual(shown!.content.data, { "text/plain": "plain" });
    assert.match(
      streamed(done, "stderr"),
      /^display: more than 1 MB is not shown: text\/html of 2\.0 MB\nhelp: .*outputLimit=2/,
    );
    await kernel.execute("%config outputLimit=10");
  });

  it("cap what a cell prints, with a notice and a sign of life", async () => {
    const done = await kernel.execute(
      'for (let i = 0; i < 300; i++) console.log("x".repeat(99_999)); await new Promise((r) => setTimeout(r, 1200)); console.log("end")',
    );
    const text = streamed(done);
    assert.ok(text.length >= 10_000_000 && text.length < 10_100_000, `${text.length} characters`);
    assert.match(streamed(done, "stderr"), /more than 10 MB; from here on one line a second is shown/);
    await kernel.heard(({ content }) => content.text === "end\n");
    assert.equal(streamed(await kernel.execute('console.log("next")')), "next\n");
  });

  it("cap what a cell displays, but show its last one, and the last update of an earlier one", async () => {
    await kernel.execute("%config outputLimit=0.1");
    const done = await kernel.execute(
      'const plot = display("plot 0"); for (let i = 0; i < 2000; i++) { display("picture " + i); plot.update("plot " + i) }',
    );
    const shown = (type: string) =>
      done.events.flatMap(({ header, content }) =>
        header.msg_type === type ? [(content.data as Record<string, string>)["text/plain"]] : [],
      );
    const displays = shown("display_data");
    assert.ok(displays.length > 50 && displays.length < 110, `${displays.length} displays`);
    assert.deepEqual(displays.at(-1), "'picture 1999'");
    assert.equal(shown("update_display_data").at(-1), "'plot 1999'");
    assert.match(
      streamed(done, "stderr"),
      /^display: this cell displayed more than 0\.1 MB; .*\nhelp: .*\n$/,
    );
    await kernel.execute("%config outputLimit=10");
  });

  it("let progress bars run for as long as they like", async () => {
    const done = await kernel.execute(
      'for (let i = 0; i < 200_000; i++) process.stdout.write("\\r" + "=".repeat(80) + i); console.log("\\ndone")',
    );
    const text = streamed(done);
    assert.ok(text.length < 100_000, `${text.length} characters`);
    assert.match(text, /=199999\ndone\n$/);
  });
});
