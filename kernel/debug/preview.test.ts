// Values as one line, from what the inspector tells.
import assert from "node:assert/strict";
import inspector from "node:inspector";
import { after, before, describe, it } from "node:test";
import type { RemoteObject } from "./cdp.ts";
import { typeText, valueText } from "./preview.ts";

describe("a value", () => {
  const session = new inspector.Session();
  before(() => session.connect());
  after(() => session.disconnect());
  const remote = (expression: string): RemoteObject => {
    let found: RemoteObject | undefined;
    session.post("Runtime.evaluate", { expression, generatePreview: true }, (_error, { result }) => {
      found = result as RemoteObject;
    });
    return found!;
  };

  const known: [expression: string, text: string, type: string][] = [
    ["1", "1", "number"],
    ["-0", "-0", "number"],
    ["NaN", "NaN", "number"],
    ["12n", "12n", "bigint"],
    ["undefined", "undefined", "undefined"],
    ["null", "null", "null"],
    ["true", "true", "boolean"],
    ["'it\\'s'", "'it\\'s'", "string"],
    ["Symbol('s')", "Symbol(s)", "symbol"],
    ["[1, 'a', [2], {}]", "(4) [1, 'a', (1) […], {…}]", "Array"],
    ["({ a: 1, get b() { throw 0 } })", "{a: 1, b: (…)}", "Object"],
    ["new (class Point { x = 1 })()", "Point {x: 1}", "Point"],
    ["new Map([['k', { a: 1 }]])", "Map(1) {'k' → {a: 1}}", "Map"],
    ["new Set([1, 2])", "Set(2) {1, 2}", "Set"],
    ["new Float32Array(2)", "Float32Array(2) [0, 0]", "Float32Array"],
    ["/a+/g", "/a+/g", "RegExp"],
    ["new TypeError('no')", "TypeError: no", "TypeError"],
    ["(function add(a, b) { return a + b })", "ƒ add(a, b)", "function"],
    ["((x) => x + 1)", "ƒ (x) => x + 1", "function"],
    ["(async function later(a      , b) {\n return a })", "ƒ async later(a, b)", "function"],
    ["(class A { x = 1 })", "class A", "function"],
  ];
  for (const [expression, text, type] of known) {
    it(`${expression} is ${text}`, () => {
      const object = remote(expression);
      assert.equal(valueText(object), text);
      assert.equal(typeText(object), type);
    });
  }

  it("is cut where it is long", () => {
    assert.match(valueText(remote("'x'.repeat(1000)")), /^'x{198}…$/);
    assert.match(valueText(remote("Array.from({ length: 500 }, () => 'y')")), /^\(500\) \['y', .*, …\]$|…$/);
  });
});
