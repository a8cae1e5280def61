import assert from "node:assert/strict";
import { it } from "node:test";
import { plainText } from "./plainText.ts";

it("documentation as plain text has neither fences nor stars, and its code is as it was", () => {
  const markdown = "Sum.\n\n**Throws**: `ShapeError`\n\n**Example**\n\n```ts\n2 ** 3 ** 2;\n```\nafter ** it";
  assert.equal(plainText(markdown), "Sum.\n\nThrows: `ShapeError`\n\nExample\n\n  2 ** 3 ** 2;\nafter ** it");
});
