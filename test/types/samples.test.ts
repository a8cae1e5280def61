// What the type checker makes of every op's samples, whose shapes are literal, beside what comes out when they run: a size
// that it knows is the right one, nothing right is refused, and what it does not follow is listed here.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { type Op, ops } from "../../src/ops/index.ts";
import { documented } from "../pages/pages.ts";
import { tried } from "../pages/samples.ts";
import { type TypedCall, typedCalls } from "../pages/types.ts";

/** Whose rank the checker does not follow, and why. */
const unfollowed: Readonly<Record<string, string>> = {
  at: "tensors of places among ranges",
  cosineSimilarity: "broadcasts, then leaves an axis out",
  diag: "an offset may make the result larger",
  diagonal: "the shorter of two axes, less an offset",
  einsum: "equations without an arrow, or with ...",
  hstack: "the axis depends on the rank",
  kron: "rare",
  movedim: "rare; permute is followed",
  pad: "nested lists of numbers",
  repeat: "rare; expand is followed",
  repeatInterleave: "rare",
  rot90: "depends on the number of turns",
  slice: "with a step",
  stack: "along an axis that is named",
  takeAlongAxis: "the index broadcasts",
  takeAlongDim: "the index broadcasts",
  tensordot: "lists of axes",
  tile: "rare",
  unflatten: "rare; reshape is followed",
  vstack: "the axis depends on the rank",
};
/** Calls whose samples are not what a user writes, or that run although they are refused. */
const exceptions: Readonly<Record<string, string>> = {
  multinomial: "takes options",
  argsort: "a tensor without axes may be sorted along axis 0",
};

describe("types of the ops' samples", () => {
  let calls: TypedCall[] = [];
  before(() => {
    const entries = documented();
    const methods = new Set(entries.flatMap(({ isMethod, short }) => (isMethod ? [short] : [])));
    // What lies in a namespace (linalg, fft) is called by another name than its op's.
    const plain = new Set(entries.map(({ short }) => short));
    calls = typedCalls((name) => methods.has(name)).filter(
      ({ name }) => plain.has(name) && !exceptions[name],
    );
  });

  it("refuse nothing that runs", () => {
    assert.deepEqual(
      calls.flatMap(({ text, type }) => (type.startsWith("Tensor<") ? [] : [`${text}: ${type}`])),
      [],
    );
  });

  it("know no size that is another when it runs", () => {
    const wrong = calls.flatMap(({ name, text, sample, type }) => {
      const shape = tried((ops as Record<string, unknown>)[name] as Op, sample)?.shape;
      const sizes = /^Tensor<\[(.*)\]>$/.exec(type)?.[1]?.split(", ").filter(Boolean);
      if (!shape || !sizes) return [];
      const fits =
        sizes.length === shape.length && sizes.every((n, i) => n === "number" || Number(n) === shape[i]);
      return fits ? [] : [`${text}: ${type}, and [${shape.join(", ")}]`];
    });
    assert.deepEqual(wrong, []);
  });

  it("know the rank of all but those that are listed", () => {
    const lost = calls.filter(({ type }) => type === "Tensor<number[]>").map(({ name }) => name);
    assert.deepEqual([...new Set(lost)].sort(), Object.keys(unfollowed).sort());
  });
});
