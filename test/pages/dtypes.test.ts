// docs/dtypes.md shows tables that are made of the code; and its rules hold.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { tensor } from "../../src/index.ts";
import { root } from "../support/unpack.ts";
import { withTables } from "./dtypeTables.ts";

const page = readFileSync(join(root, "docs", "dtypes.md"), "utf8");

describe("docs/dtypes.md", () => {
  it("shows the tables as the code has them", () => {
    assert.equal(page, withTables(page), "help: npm run docs");
  });
  it("is right about casts and whole numbers", async () => {
    const cast = async (values: number[], dtype: "i32" | "u32" | "f16" | "bool") =>
      tensor(values).to(dtype).toArray();
    assert.deepEqual(await cast([1.9, -1.9, 3e9, Number.NaN], "i32"), [1, -1, 2147483647, 0]);
    assert.deepEqual(await cast([-1.9, 5e9], "u32"), [0, 4294967295]);
    assert.deepEqual(await cast([0.1, 65519, 65520], "f16"), [
      0.0999755859375,
      65504,
      Number.POSITIVE_INFINITY,
    ]);
    assert.deepEqual(await cast([0, 0.1, Number.NaN], "bool"), [false, true, true]);
    const seven = tensor([7], { dtype: "i32" });
    assert.deepEqual(await seven.floorDivide(0).toArray(), [0]);
    assert.deepEqual(await seven.mod(0).toArray(), [0]);
    assert.equal(tensor([true]).bitwiseXor(tensor([true])).dtype, "bool");
    const wrapped = tensor([-1], { dtype: "i32" }).to("u32");
    assert.deepEqual(await wrapped.toArray(), [4294967295]);
  });
});
