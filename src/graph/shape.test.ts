import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { broadcastShapes, checkSizes } from "./shape.ts";

describe("shapes", () => {
  it("refuses more values than 32 bits can count, however they come about", () => {
    const told = "too many values: [50000, 50000] has 2,500,000,000, at most 2,147,483,647";
    const help = "\nhelp: work on parts of it, such as batches";
    assert.throws(() => checkSizes("rand", [50_000, 50_000]), {
      name: "ShapeError",
      message: `rand: ${told}${help}`,
    });
    assert.throws(() => broadcastShapes("sub", [50_000, 1], [1, 50_000]), {
      name: "ShapeError",
      message: `sub: ${told}${help}`,
    });
    assert.deepEqual(checkSizes("rand", [2 ** 31 - 1]), [2 ** 31 - 1]);
  });
});
