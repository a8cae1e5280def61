// A value of the program as one line of text. It is made of what the inspector tells of the value, so that none of the user's
// code runs: no getters, no `toString`.
import type { ObjectPreview, PropertyPreview, RemoteObject } from "./cdp.ts";

const longestText = 200;
const longestPiece = 60;

export function valueText(object: RemoteObject): string {
  return cut(textOf(object), longestText);
}

function textOf({ type, subtype, value, unserializableValue, description, preview }: RemoteObject): string {
  if (unserializableValue !== undefined) return unserializableValue;
  if (type === "string") return quoted(String(value));
  if (subtype === "null") return "null";
  if (type === "function") return functionText(description ?? "");
  if (type !== "object") return description ?? String(value);
  if (subtype === "error") return (description ?? "Error").split("\n")[0]!;
  return preview ? previewText({ ...preview, description: description ?? "" }) : (description ?? "Object");
}

const isList = (subtype: string | undefined): boolean => subtype === "array" || subtype === "typedarray";

function previewText({ subtype, description = "", properties, entries, overflow }: ObjectPreview): string {
  const rest = overflow ? ["…"] : [];
  if (subtype === "date" || subtype === "regexp") return description;
  if (entries) {
    const items = entries.map(({ key, value }) =>
      key ? `${entryText(key)} → ${entryText(value)}` : entryText(value),
    );
    return `${description} {${[...items, ...rest].join(", ")}}`;
  }
  if (isList(subtype)) {
    const items = properties.filter(({ name }) => /^\d+$/.test(name)).map(propertyText);
    const title = subtype === "array" ? description.replace(/^Array(?=\()/, "") : description;
    return `${title} [${[...items, ...rest].join(", ")}]`;
  }
  const items = properties.map((property) => `${property.name}: ${propertyText(property)}`);
  const title = description === "Object" ? "" : `${description} `;
  return `${title}{${[...items, ...rest].join(", ")}}`;
}

function propertyText({ type, subtype, value = "", valuePreview }: PropertyPreview): string {
  if (type === "string") return cut(quoted(value), longestPiece);
  if (type === "function") return "ƒ";
  if (type === "accessor") return "(…)";
  if (type !== "object" || subtype === "null") return value;
  if (valuePreview) return cut(previewText({ ...valuePreview, description: value }), longestPiece);
  if (subtype === "array") return `${value.replace(/^Array(?=\()/, "")} […]`;
  return value === "Object" ? "{…}" : cut(value, longestPiece);
}

function entryText(preview: ObjectPreview): string {
  const { type, description = "" } = preview;
  if (type === "string") return cut(quoted(description), longestPiece);
  return cut(preview.properties.length ? previewText(preview) : description, longestPiece);
}

function functionText(source: string): string {
  if (/^class\b/.test(source)) return source.split("\n")[0]!.replace(/\s*\{.*$/, "");
  const text = source.replace(/^(async\s+)?function\b\s*/, "$1");
  const head = /^[^=]*\)(?=\s*\{)/.exec(text)?.[0] ?? text.split("\n")[0]!;
  // Types that were taken out have left their place.
  return `ƒ ${head.replace(/\s+/g, " ").replace(/ (?=[,)])/g, "")}`;
}

const quoted = (text: string): string =>
  `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`;

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

/** The type that a client shows: `number`, `Array`, a class. */
export function typeText({ type, subtype, className }: RemoteObject): string {
  if (subtype === "null") return "null";
  return type === "object" ? (className ?? type) : type;
}
