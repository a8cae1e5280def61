import assert from "node:assert/strict";
import { afterEach, before, beforeEach, describe, it, mock } from "node:test";
import { referenceBackend } from "../backend/reference/reference.ts";
import { useBackend } from "../backend/registry.ts";
import { type DisplayMessage, displaysSettled, render, setDisplaySink } from "../display/index.ts";
import * as nn from "../nn/index.ts";
import { manualSeed } from "../random/generator.ts";
import { randn, type Tensor } from "../tensor/index.ts";
import { type FitOptions, fit, type History } from "./index.ts";

const chartMime = "application/vnd.vegalite.v5+json";

before(() => {
  useBackend(referenceBackend());
});

function train(options: FitOptions = {}): Promise<History> {
  manualSeed(1);
  const x: Tensor = randn([30, 2]).realize();
  return fit(
    new nn.Linear(2, 1),
    { x, y: x.sum(1, true) as Tensor },
    { epochs: 3, validation: 0.2, ...options },
  );
}

describe("fit: what it shows", () => {
  let lines: string[] = [];
  beforeEach(() => {
    lines = [];
    mock.method(console, "log", (line: string) => void lines.push(line));
  });
  afterEach(() => mock.restoreAll());

  it("is a line of text an epoch", async () => {
    await train({ metrics: ["mae"] });
    assert.equal(lines.length, 3);
    const number = String.raw`\d+\.\d{4}`;
    const expected = `^epoch 1/3  loss ${number}  mae ${number}  valLoss ${number}  valMae ${number}  \\d+\\.\\d s$`;
    assert.match(lines[0]!, new RegExp(expected));
  });

  it("is nothing where nothing is wanted", async () => {
    await train({ verbose: false });
    assert.deepEqual(lines, []);
  });
});

describe("fit: in a notebook", () => {
  let shown: DisplayMessage[] = [];
  beforeEach(() => {
    shown = [];
    setDisplaySink((message) => shown.push(message));
  });
  afterEach(() => setDisplaySink(undefined));

  it("shows a picture that grows, in whose place the chart comes at the end", async () => {
    await train({ verbose: false });
    await displaysSettled();
    const ids = new Set(shown.map(({ transient }) => transient.display_id));
    assert.equal(ids.size, 1);
    const [first, last] = [shown[0]!, shown.at(-1)!];
    assert.deepEqual([first.update, last.update], [false, true]);
    assert.ok("image/png" in first.data && !(chartMime in first.data));
    assert.ok(chartMime in last.data && "image/png" in last.data && "text/plain" in last.data);
    const spec = JSON.stringify(last.data[chartMime]);
    assert.ok(spec.includes("training") && spec.includes("validation"));
  });

  it("gives a history that is a table once its curves are drawn, and curves where they were not", async () => {
    const drawn = await render(await train({ verbose: false }));
    assert.match(drawn.data["text/html"] as string, /<th>valLoss<\/th>/);
    assert.ok(!(chartMime in drawn.data));
    const undrawn = await render(await train({ verbose: false, plot: false }));
    assert.ok(chartMime in undrawn.data);
  });
});
