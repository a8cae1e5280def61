import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Report } from "../insight/index.ts";
import { render } from "./render.ts";

describe("render: reports", () => {
  const report = new Report("a < b", [
    { heading: "table", columns: ["name", "#count"], rows: [["<i>", "10"]] },
    { heading: "code", text: "if (a < b) {}" },
  ]);

  it("are tables and folded texts, with all data escaped", async () => {
    const { data } = await render(report);
    const page = String(data["text/html"]);
    assert.match(page, /a &lt; b/);
    assert.match(page, /<td style="text-align:left">&lt;i&gt;<\/td><td style="text-align:right">10<\/td>/);
    assert.match(page, /<pre>if \(a &lt; b\) \{\}<\/pre>/);
    assert.doesNotMatch(page, /<i>/);
  });
  it("have a text twin", async () => {
    const { data } = await render(report);
    assert.equal(data["text/plain"], "a < b\n\ntable\nname  count\n<i>      10\n\ncode\nif (a < b) {}");
  });
});
