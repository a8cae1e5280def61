// Shape rules in diagnostics: the library writes them as types, the user reads a sentence. The declarations here stand in
// for the library's: enough to provoke each form.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openNotebook, texts } from "./testing.ts";

const tensors = `
type Shape<S> = { -readonly [K in keyof S]: S[K] };
export interface Tensor<out S extends readonly number[] = number[]> {
  readonly shape: S;
  add<B extends readonly number[]>(other: S extends B ? Tensor<B> : "add: shapes do not broadcast: [2, 3] and [4] (3 vs 4)"): Tensor<S>;
  sum<A extends number>(axis: A extends 0 | 1 ? A : "sum: axis 2 is out of range for shape [2, 3]"): Tensor<[3]>;
  reshape<const T extends readonly number[]>(shape: T): Tensor<Shape<T>>;
}
export declare function zeros<const S extends readonly number[]>(shape: S): Tensor<Shape<S>>;
export declare function pick(mode: "fast: yes" | "slow"): void;
`;

const inFolder = { files: { "types/index.d.ts": tensors }, options: { library: "types/index.d.ts" } };

describe("shape rules", () => {
  const notebook = openNotebook(inFolder.files, inFolder.options);

  it("speak for themselves", async () => {
    await notebook.runAll('import { zeros, pick, type Tensor } from "cellgrad"; const x = zeros([2, 3])');
    const [found] = await notebook.run("x.sum(2)");
    assert.equal(found?.message, "sum: axis 2 is out of range for shape [2, 3]");
    assert.equal(found?.severity, "error");
    assert.deepEqual(found?.related, []);
  });

  it("leave other string types alone", async () => {
    assert.deepEqual(texts(await notebook.run('pick("quick")')), [
      'TS2345 "quick" is not one of the texts that fit here.',
    ]);
  });
});

describe("a variable that gets a tensor of another shape", () => {
  const notebook = openNotebook(inFolder.files, inFolder.options);

  it("gives a hint, and the cell may run", async () => {
    const source = "let h = zeros([3]); h = h.reshape([1, 3]); h.sum(2)";
    await notebook.runAll(
      'import { zeros, type Tensor } from "cellgrad"',
      "let kept = zeros([3]), g = zeros([3])",
    );
    const [hint, later] = await notebook.run(source);
    assert.equal(hint?.severity, "hint");
    assert.equal(hint?.message, "shape changes from [3] to [1, 3]");
    assert.match(hint?.related.join() ?? "", /help: declare the variable as `Tensor`/);
    assert.equal(later?.severity, "hint", "the rules behind it speak of the old shape");
  });

  it("may have any shape in later cells", async () => {
    assert.equal((await notebook.inspect("h¦"))?.signature, "let h: Tensor");
    await notebook.runAll("h = zeros([7, 7])");
  });

  it("may be of an earlier cell", async () => {
    assert.deepEqual(
      (await notebook.run("g = g.reshape([3, 1])")).map(({ severity }) => severity),
      ["hint"],
    );
    await notebook.runAll("g = zeros([9])");
    assert.equal((await notebook.inspect("kept¦"))?.signature, "let kept: Tensor<[3]>");
  });

  it("keeps its shape when the cell that would change it does not run", async () => {
    await notebook.run("kept = kept.reshape([3, 1]); nobody");
    assert.equal((await notebook.inspect("kept¦"))?.signature, "let kept: Tensor<[3]>");
  });

  it("keeps tensor types when cells become declarations", async () => {
    await notebook.runAll("const made = zeros([2, 3]), many = [made]");
    for (let cell = 0; cell < 32; cell++) await notebook.runAll(`const filler${cell} = ${cell}`);
    await notebook.checker.settle();
    assert.equal((await notebook.inspect("made¦"))?.signature, "const made: Tensor<[2, 3]>");
    assert.equal((await notebook.inspect("many¦"))?.signature, "const many: Tensor<[2, 3]>[]");
    assert.equal((await notebook.inspect("h¦"))?.signature, "let h: Tensor");
  });
});
