// What a user reads of the library's names in a cell, with Shift-Tab: a short signature without the library's helper types,
// then the doc comment as Markdown. `¦` is the cursor.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { openNotebook } from "../kernel/check/testing.ts";

describe("hovers over the library", () => {
  const notebook = openNotebook();
  before(() =>
    notebook.runAll(
      'import { crossEntropy, data, fit, nn, plot, randn, zeros } from "cellgrad"',
      "const x = randn([32, 64])\nconst model = new nn.Sequential(new nn.Linear(64, 10))",
    ),
  );
  const rows: [marked: string, signature: string][] = [
    ["zeros¦", "function zeros<const S extends Shape>(shape: S, options?: Options): Tensor<S>"],
    ["zeros([2, ¦", "zeros(shape: readonly [2], options?: Options): Tensor<[2]>"],
    ["x¦", "const x: Tensor<[32, 64]>"],
    ["x.matmul¦", "matmul<B extends Shape>(other: Tensor<B>): Tensor<Matmul<[32, 64], B>>"],
    ["x.matmul¦(zeros([64, 3]))", "matmul(other: Tensor<[64, 3]>): Tensor<[32, 3]>"],
    ["x.mean¦()", "mean(axis?: null, keepDims?: false): Tensor<[]>"],
    ["model.forward¦(x)", "forward(x: Tensor<[32, 64]>): Tensor<[32, 10]>"],
    ["nn.Linear¦", "class Linear"],
    [
      "new nn.Linear(3, ¦",
      "new Linear(inFeatures: 3, outFeatures: number, options?: LinearOptions): Linear<3, number>",
    ],
    ["data.digits¦", "function digits(): ImageDataset"],
    [
      "plot.line¦",
      "function line(data: SeriesData, options?: LineOptions): Chart\nfunction line(x: Column, y: SeriesData, options?: LineOptions): Chart",
    ],
    [
      "fit(model, ¦",
      "fit(model: Model<Tensor>, data: TrainingData, options?: FitOptions<Tensor>): Promise<History>",
    ],
    [
      "crossEntropy(model.forward(x), ¦",
      "crossEntropy(logits: Tensor<[32, 10]>, targets: Tensor, options?: CrossEntropyOptions): Tensor<[]>",
    ],
    ["plot¦.line", "namespace plot"],
  ];
  for (const [marked, signature] of rows) {
    it(marked, async () => {
      const found = await notebook.inspect(marked);
      assert.equal(found?.signature, signature);
      if (!signature.startsWith("const")) assert.notEqual(found.documentation, "");
    });
  }

  it("come with completions that say what each name is, whatever the user calls so", async () => {
    await notebook.runAll("const line = 1");
    assert.deepEqual((await notebook.complete("plot.lin¦")).entries, [{ text: "line", kind: "function" }]);
    assert.deepEqual((await notebook.complete("nn.Lin¦")).entries, [{ text: "Linear", kind: "class" }]);
  });

  it("are Markdown", async () => {
    assert.equal(
      (await notebook.inspect("nn.ReLU¦"))?.documentation,
      "max(x, 0).\n\n**Example**\n\n```ts\nawait new nn.ReLU().forward(tensor([-1, 2])).toArray() // [0, 2]\n```",
    );
  });
});
