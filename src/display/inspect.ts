// Any value as plain text, within bounds: what Node's own `inspect` prints, without colours, cut where it would flood the
// notebook. `inspect` limits arrays and strings, but not the number of keys of an object nor the whole; this does.
import { inspect, stripVTControlCharacters } from "node:util";

/** Characters of a text before it is cut. */
export const maxTextLength = 50_000;
const maxEntries = 5_000;
const maxShownKeys = 100;
const maxDepth = 4;

/** A value as text. It never throws and never runs long, whatever the value is. */
export function inspectValue(value: unknown): string {
  try {
    return inspectWithin(value);
  } catch {
    return `[${typeof value}]`;
  }
}

function inspectWithin(value: unknown): string {
  const cut = isWide(value) ? firstKeys(value as object) : undefined;
  const shown = cut ? cut.head : value;
  const body = tryInspect(shown, depthWithin(shown, maxEntries));
  return limitText(stripVTControlCharacters(cut ? `${body}\n${cut.notice}` : body));
}

/** The text with a notice in place of what exceeds the limit. */
export function limitText(text: string): string {
  if (text.length <= maxTextLength) return text;
  return `${text.slice(0, maxTextLength)}\n… ${(text.length - maxTextLength).toLocaleString("en")} more characters`;
}

function tryInspect(value: unknown, depth: number): string {
  const options = {
    depth,
    colors: false,
    maxArrayLength: 100,
    maxStringLength: 10_000,
    breakLength: 100,
    compact: 3,
  };
  try {
    return inspect(value, options);
  } catch {
    return inspect(value, { ...options, customInspect: false, getters: false });
  }
}

function isWide(value: unknown): boolean {
  return isPlain(value) && Object.keys(value).length > maxEntries;
}

function firstKeys(value: object): { head: object; notice: string } {
  const keys = Object.keys(value);
  const head = Object.fromEntries(
    keys.slice(0, maxShownKeys).map((key) => [key, (value as Record<string, unknown>)[key]]),
  );
  return { head, notice: `… ${(keys.length - maxShownKeys).toLocaleString("en")} more properties` };
}

/** The depth to which the value has few enough entries; arrays, maps and sets count as `inspect` would show them. */
function depthWithin(value: unknown, limit: number): number {
  let level: unknown[] = [value];
  let seen = 0;
  for (let depth = 0; depth < maxDepth; depth++) {
    const next: unknown[] = [];
    for (const entry of level) {
      for (const child of children(entry)) next.push(child);
      if (seen + next.length > limit) return Math.max(depth - 1, 0);
    }
    seen += next.length;
    level = next;
  }
  return maxDepth;
}

function children(value: unknown): Iterable<unknown> {
  if (Array.isArray(value)) return value.slice(0, 100);
  if (isPlain(value)) {
    const keys = Object.keys(value);
    if (keys.length > maxEntries) return keys;
    return keys.map((key) => Object.getOwnPropertyDescriptor(value, key)?.value);
  }
  return [];
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  try {
    const prototype = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null;
  } catch {
    return false;
  }
}
