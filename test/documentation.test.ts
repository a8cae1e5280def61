// Everything that users can name says what it is: a doc comment, and for what is called or made an example. What the
// examples do is tested beside this.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { publicNames } from "./support/publicNames.ts";

// Some names need no example: everybody knows them.
const wellKnown = /\.(toString|toJSON)$/;
const names = publicNames("src/index.ts").filter(({ name }) => !wellKnown.test(name));

describe("documentation of the public names", () => {
  it("knows them, down to the methods", () => {
    const known = new Set(names.map(({ name }) => name));
    for (const name of [
      "zeros",
      "Tensor.matmul",
      "nn.Linear",
      "nn.Module.parameters",
      "data.digits",
      "plot.line",
    ]) {
      assert.ok(known.has(name), name);
    }
  });

  it("says what each of them is", () => {
    none(names.filter(({ comment }) => comment === undefined));
  });

  it("shows how each function, method and class is used", () => {
    none(
      names.filter(
        ({ kind, comment }) => (kind === "function" || kind === "class") && !comment?.includes("@example"),
      ),
    );
  });
});

function none(offenders: typeof names): void {
  assert.ok(
    offenders.length === 0,
    `\n${offenders.map(({ name, place }) => `${place}: ${name}`).join("\n")}`,
  );
}
