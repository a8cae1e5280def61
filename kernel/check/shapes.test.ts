// Shape rules in diagnostics: the library writes them as types, the user reads a sentence. The declarations here stand in
// for the library's: enough to provoke each form.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openNotebook, texts } from "./testing.ts";

const tensors = `
export interface Tensor<out S extends readonly number[] = number[]> {
  readonly shape: S;
  add<B extends readonly number[]>(other: S extends B ? Tensor<B> : "add: shapes do not broadcast: [2, 3] and [4] (3 vs 4)"): Tensor<S>;
  sum<A extends number>(axis: A extends 0 | 1 ? A : "sum: axis 2 is out of range for shape [2, 3]"): Tensor<[3]>;
  reshape<const T extends readonly number[]>(shape: T): Tensor<T>;
}
export declare function zeros<const S extends readonly number[]>(shape: S): Tensor<S>;
export declare function pick(mode: "fast: yes" | "slow"): void;
`;

describe("shape rules", () => {
  const notebook = openNotebook({ "tensors.ts": tensors });

  it("speak for themselves", async () => {
    await notebook.runAll('import { zeros, pick, type Tensor } from "./tensors.ts"; const x = zeros([2, 3])');
    const [found] = await notebook.run("x.sum(2)");
    assert.equal(found?.message, "sum: axis 2 is out of range for shape [2, 3]");
    assert.equal(found?.severity, "error");
    assert.deepEqual(found?.related, []);
  });

  it("leave other string types alone", async () => {
    assert.deepEqual(texts(await notebook.run('pick("quick")')), [
      `TS2345 Argument of type '"quick"' is not assignable to parameter of type '"fast: yes" | "slow"'.`,
    ]);
  });

  it("let a cell run that only gives a variable another shape", async () => {
    const source = "let h: Tensor<[3]> = zeros([3]) as any; h = h.reshape([1, 3]) as Tensor<[1, 3]>";
    const [hint] = await notebook.run(source);
    assert.equal(hint?.severity, "hint");
    assert.equal(hint?.message, "shape changes from [3] to [1, 3]");
    assert.match(hint?.related.join() ?? "", /help: declare the variable as `Tensor`/);
  });
});
