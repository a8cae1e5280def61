// The library's declarations as one file: cells see what they would see in the many, and nothing of how it is done.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openNotebook, texts } from "./testing.ts";

const files = {
  "types/index.d.ts": `export { grow, type Plant } from "./garden/plants.ts";
export * as tools from "./tools/index.ts";
export * from "./soil.ts";`,
  "types/garden/plants.d.ts": `import type { Soil } from "../soil.ts";
/** A plant. */
export interface Plant {
  /** In metres. */
  height: number;
  soil: Soil;
  inner: import("./seed.ts").Seed;
}
interface Hidden { size: number }
/** Grows. */
export declare function grow(hidden?: Hidden): Plant;
export {};
//# sourceMappingURL=plants.d.ts.map`,
  "types/garden/seed.d.ts":
    "export declare class Seed {\n  #age: number;\n  private kind;\n  label: string;\n}",
  "types/soil.d.ts": 'export type Soil = "wet: yes" | "dry";',
  "types/tools/index.d.ts": `import { EventEmitter } from "node:events";
export declare const spade: EventEmitter;
/** Digs. */
export declare function dig(depth: number): void;`,
};

describe("the library in one file", () => {
  const notebook = openNotebook(files, { library: "types/index.d.ts" });

  it("has the types of all its modules", async () => {
    await notebook.runAll(
      'import { grow, tools, type Plant, type Soil } from "cellgrad"; const plant: Plant = grow(); const seed = plant.inner',
      "const soil: Soil = plant.soil; tools.spade.emit('dug'); tools.dig(1); seed.label.length",
    );
    assert.deepEqual(texts(await notebook.run("plant.inner.kind; tools.dig('deep'); plant.height = ''")), [
      "TS2341 Property 'kind' is private and only accessible within class 'Seed'.",
      "TS2345 Argument of type 'string' is not assignable to parameter of type 'number'.",
      "TS2322 Type 'string' is not assignable to type 'number'.",
    ]);
  });

  it("keeps the documentation", async () => {
    assert.equal((await notebook.inspect("grow¦()"))?.documentation, "Grows.");
    assert.equal((await notebook.inspect("plant.height¦"))?.documentation, "In metres.");
    assert.equal((await notebook.inspect("tools.dig¦(1)"))?.signature, "dig(depth: number): void");
  });

  it("does not tell that it is one", async () => {
    assert.equal((await notebook.inspect("seed¦"))?.signature, "const seed: Seed");
    assert.deepEqual(texts(await notebook.run("tools.dug()")), ["TS2339 tools has no 'dug'."]);
    assert.deepEqual(await notebook.completeTexts('import {} from "cell¦"'), ["cellgrad"]);
    assert.deepEqual(texts(await notebook.run('import { Seed } from "cellgrad"')), [
      "TS2305 cellgrad has no 'Seed' of its own.",
    ]);
  });

  it("goes into the declarations of cells", async () => {
    for (let cell = 0; cell < 40; cell++) await notebook.runAll(`const v${cell} = [seed, ${cell}] as const`);
    await notebook.checker.settle();
    await notebook.runAll("v7[0].label.length; const again: typeof plant = grow(); again.inner.label.length");
  });
});
