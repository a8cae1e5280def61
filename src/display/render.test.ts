// What a value looks like as a MIME bundle, whatever the value is.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConfusionMatrix } from "../metrics/confusionMatrix.ts";
import * as nn from "../nn/index.ts";
import * as plot from "../plot/index.ts";
import { maxTextLength } from "./inspect.ts";
import { render } from "./render.ts";
import { html, json, latex, markdown, png, svg } from "./values.ts";

const text = async (value: unknown): Promise<string> => (await render(value)).data["text/plain"] as string;
const types = async (value: unknown): Promise<string[]> => Object.keys((await render(value)).data).sort();
const self = Symbol.for("Jupyter.display");

describe("render: plain values", () => {
  it("prints what Node prints", async () => {
    assert.equal(await text(1), "1");
    assert.equal(await text("hi"), "'hi'");
    assert.equal(await text(10n), "10n");
    assert.equal(await text(undefined), "undefined");
    assert.equal(await text(Symbol("s")), "Symbol(s)");
    assert.equal(await text(new Map([["a", 1]])), "Map(1) { 'a' => 1 }");
    assert.equal(await text({ a: [1, 2] }), "{ a: [ 1, 2 ] }");
    assert.deepEqual(await types({ a: 1 }), ["text/plain"]);
  });

  it("shows a cycle as such", async () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    assert.match(await text(loop), /\[Circular \*1\]/);
  });

  it("cuts long arrays, long strings and wide objects, and says so", async () => {
    assert.match(await text(Array.from({ length: 1000 }, (_, i) => i)), /900 more items/);
    assert.match(await text("x".repeat(100_000)), /90000 more characters/);
    const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`key${i}`, { i }]));
    assert.match(await text(wide), /19,900 more properties/);
    assert.ok((await text(wide)).length < maxTextLength);
    const long = Array.from({ length: 100 }, () => "y".repeat(9_000));
    assert.match(await text(long), /more characters$/);
    assert.ok((await text(long)).length < maxTextLength + 100);
  });

  it("carries no colours, even where a value's own inspect has them", async () => {
    const custom = { [Symbol.for("nodejs.util.inspect.custom")]: () => "\u001b[31mred\u001b[39m" };
    assert.equal(await text(custom), "red");
  });

  it("survives values that resist being printed", async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const tagged = {
      get [Symbol.toStringTag](): string {
        throw new Error("no tag");
      },
    };
    const custom = {
      [Symbol.for("nodejs.util.inspect.custom")]: () => {
        throw new Error("no");
      },
    };
    for (const value of [proxy, tagged, custom]) assert.equal(typeof (await text(value)), "string");
  });
});

describe("render: values that describe themselves", () => {
  it("takes the bundle of Jupyter.display, also from a promise and with metadata, and adds a text twin", async () => {
    const bundle = { "text/html": "<b>x</b>", "text/plain": "x" };
    assert.deepEqual((await render({ [self]: () => bundle })).data, bundle);
    const later = await render({ [self]: async () => ({ data: bundle, metadata: { isolated: true } }) });
    assert.deepEqual(later, { data: bundle, metadata: { isolated: true } });
    assert.deepEqual(await types({ [self]: () => ({ "text/html": "y" }) }), ["text/html", "text/plain"]);
  });

  it("falls back to text, naming the trouble, when that fails", async () => {
    const broken = {
      n: 1,
      [self]: () => {
        throw new Error("oops");
      },
    };
    assert.match(await text(broken), /^display: the Jupyter.display renderer failed: oops\n\{\s*n: 1/);
    assert.match(await text({ [self]: async () => 5 }), /not a MIME bundle: number/);
    assert.match(await text({ [self]: () => ({ html: "x" }) }), /not a MIME type: html/);
  });

  it("falls back to text when a part of the bundle has no JSON form", async () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    const circular = { a: 1, [self]: () => ({ "application/json": loop, "text/plain": "x" }) };
    assert.match(
      await text(circular),
      /failed: not a JSON value: application\/json: .*circular.*\n\{\s*a: 1/,
    );
    const metadata = { [self]: () => ({ data: { "text/plain": "x" }, metadata: { n: 1n } }) };
    assert.match(await text(metadata), /failed: not a JSON value: metadata: .*BigInt/);
  });

  it("names the line of a cell that failed", async () => {
    const error = Object.assign(new Error("oops"), {
      stack: "Error: oops\n    at draw (Cell In[3], line 2:7)",
    });
    const broken = { [self]: () => Promise.reject(error) };
    assert.match(await text(broken), /renderer failed: oops \(Cell In\[3\], line 2\)\n/);
  });

  it("takes pictures as bytes", async () => {
    const picture = { [self]: () => ({ "image/png": Uint8Array.of(1, 2, 3), "text/plain": "x" }) };
    assert.equal((await render(picture)).data["image/png"], "AQID");
  });

  it("knows the helpers for each format", async () => {
    assert.deepEqual(await types(html("<p>a &lt; b</p>")), ["text/html", "text/plain"]);
    assert.equal(await text(html("<p>a &lt; b</p><script>x()</script>")), "a < b");
    assert.deepEqual(await types(markdown("# T")), ["text/markdown", "text/plain"]);
    assert.equal((await render(latex("e^x"))).data["text/latex"], "$$e^x$$");
    assert.deepEqual(await types(svg("<svg/>")), ["image/svg+xml", "text/plain"]);
    assert.deepEqual((await render(json({ a: 1 }))).data["application/json"], { a: 1 });
    assert.throws(() => json(undefined), { message: "json: not a JSON value: undefined" });
    assert.throws(() => png(new Uint8Array(4)), /^ArgumentError: png: not a PNG file/);
  });
});

describe("render: charts and pictures", () => {
  it("gives a chart as Vega-Lite 5 with PNG and text twins, and nothing a front end would prefer", async () => {
    const { data, metadata } = await render(plot.line([3, 2, 1], { title: "Loss" }));
    assert.deepEqual(Object.keys(data).sort(), [
      "application/vnd.vegalite.v5+json",
      "image/png",
      "text/plain",
    ]);
    const spec = data["application/vnd.vegalite.v5+json"] as { $schema: string };
    assert.equal(spec.$schema, "https://vega.github.io/schema/vega-lite/v5.json");
    const { width, height } = pngSize(data["image/png"] as string);
    const shown = (metadata as Record<string, { width: number; height: number }>)["image/png"];
    assert.ok(shown && shown.width > 300 && Math.abs(width - 2 * shown.width) <= 1);
    assert.ok(shown && Math.abs(height - 2 * shown.height) <= 1);
    assert.match(data["text/plain"] as string, /^Loss\n.*3 → 1/);
  });

  it("gives a confusion matrix as a picture, not as a chart", async () => {
    const matrix = new ConfusionMatrix(
      [
        [5, 1],
        [2, 7],
      ],
      ["cat", "dog"],
    );
    const { data } = await render(matrix);
    assert.deepEqual(Object.keys(data).sort(), ["image/png", "text/plain"]);
    assert.ok(pngSize(data["image/png"] as string).width > 100);
    assert.match(data["text/plain"] as string, /cat +5 +1\ndog +2 +7/);
  });

  it("tells why a chart could not be drawn", async () => {
    const broken = plot.vegaLite({ mark: "no such mark", data: { values: [] } });
    assert.match(await text(broken), /^display: the chart renderer failed: /);
  });
});

describe("render: modules", () => {
  it("shows a model and its summary as text and as a table", async () => {
    const model = new nn.Sequential(new nn.Linear(4, 8), new nn.ReLU(), new nn.Linear(8, 3));
    const { data } = await render(model);
    assert.equal(data["text/plain"], String(model.summary()));
    const cells = [...(data["text/html"] as string).matchAll(/<td[^>]*>([^<]*)</g)].map((match) => match[1]);
    assert.deepEqual(cells.slice(3, 6), ["  0: Linear(4, 8)", "", "40"]);
    assert.match(data["text/html"] as string, /parameters: 67<\/div>$/);
    assert.deepEqual((await render(model.summary())).data, data);
  });

  it("escapes names", async () => {
    const rows = [{ layer: "<script>", output: "", parameters: "0" }];
    const { data } = await render({ rows, totals: "<none>" });
    assert.match(data["text/html"] as string, /&lt;script&gt;.*&lt;none&gt;/);
  });
});

function pngSize(base64: string): { width: number; height: number } {
  const bytes = Buffer.from(base64, "base64");
  assert.equal(bytes.toString("latin1", 1, 4), "PNG");
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}
