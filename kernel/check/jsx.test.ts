// Cells with JSX are checked like all others: with the elements' types where those are installed, and without complaints where not.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BLOCK } from "./notebook.ts";
import { openNotebook, texts } from "./testing.ts";

const reactTypes = {
  "node_modules/react/package.json": '{ "name": "react", "types": "index.d.ts" }',
  "node_modules/react/index.d.ts": "export {};",
  "node_modules/react/jsx-runtime.d.ts": `
    export namespace JSX {
      interface Element { type: string }
      interface ElementChildrenAttribute { children: {} }
      interface IntrinsicElements { b: { title?: string; children?: unknown }; p: { children?: unknown } }
    }`,
};

describe("a cell with JSX", () => {
  const notebook = openNotebook(reactTypes);

  it("knows the types of elements and components", async () => {
    await notebook.runAll(
      "function Label(props: { text: string; size?: number }) { return <b title={props.text}>{props.text}</b>; }",
      "const view = <p><Label text='a' size={2} /></p>; view.type.length",
      "const also = view.type.toUpperCase() + Label.length",
    );
    assert.deepEqual(texts(await notebook.run("<Label text={3} />")), [
      "TS2322 Type 'number' is not assignable to type 'string'.",
    ]);
    assert.deepEqual(texts(await notebook.run("<><Label /></>")), [
      "TS2741 Property 'text' is missing in type '{}' but required in type '{ text: string; size?: number | undefined; }'.",
    ]);
    const [unknown] = await notebook.run("<i />");
    assert.equal(unknown?.code, 2339);
    assert.deepEqual(texts(await notebook.run("const wrong: string = view")), [
      "TS2322 Type 'Element' is not assignable to type 'string'.",
    ]);
  });

  it("says places in the user's text, also behind a pragma", async () => {
    for (const source of [
      "const n: string = 1;\n<b />",
      "/** @jsxRuntime classic @jsx h */\nconst n: string = 1;\n<b />",
    ]) {
      const found = await notebook.run(source);
      const wrong = found.find(({ code }) => code === 2322);
      assert.equal(source.slice(wrong!.start, wrong!.end), "n");
    }
  });

  it("is completed and explained", async () => {
    assert.deepEqual(await notebook.completeTexts("<Label text='a' si¦ />"), ["size"]);
    assert.ok((await notebook.completeTexts("<b>{view.¦}</b>")).includes("type"));
    assert.match((await notebook.inspect("<Lab¦el text='a' />"))?.signature ?? "", /Label\(props/);
  });

  it("gives its declarations to later cells, also to those of later blocks and after the server's death", async () => {
    await notebook.runAll("interface Props { n: number } const Show = (props: Props) => <b>{props.n}</b>");
    process.kill(notebook.checker.serverPid!, "SIGKILL");
    await notebook.runAll("Show({ n: 1 }).type", "const props: Props = { n: 1 }");
    for (let i = 0; i <= BLOCK; i++) await notebook.runAll(`const filler${i} = ${i}`);
    await notebook.checker.settle();
    await notebook.runAll("Show({ n: 1 }).type", "const more = <Show n={2} />");
    assert.deepEqual(texts(await notebook.run("Show({ n: 'x' })")), [
      "TS2322 Type 'string' is not assignable to type 'number'.",
    ]);
    await notebook.runAll("more.type");
  });

  it("may be run again, with and without JSX", async () => {
    await notebook.runAll(
      "const twice = <b />",
      "const twice = 1",
      "twice.toFixed()",
      "const twice = <b />",
      "twice.type",
    );
  });
});

describe("a cell with JSX where no types of elements are installed", () => {
  const notebook = openNotebook();

  it("is checked all the same", async () => {
    await notebook.runAll(
      "const h = (tag: string, props: object | null, ...children: unknown[]) => ({ tag, props, children })",
      '/** @jsxRuntime classic @jsx h */\nconst view = <p class="x">{1 + 1}</p>',
      "const page = <p>{[1, 2].map((n) => <b key={n}>{n.toFixed()}</b>)}</p>",
      "[view, page].length",
    );
    assert.deepEqual(texts(await notebook.run("const n: string = 1; <p>{n}</p>")), [
      "TS2322 Type 'number' is not assignable to type 'string'.",
    ]);
    assert.deepEqual(texts(await notebook.run("<p>{nobody}</p>")), ["TS2304 Cannot find name 'nobody'."]);
  });
});
