// `%who`: the notebook's variables with their types and sizes.
import { inspect } from "node:util";
import type { Magic, Variable } from "./magic.ts";

export const who: Magic = {
  name: "who",
  usage: "%who [TYPE]",
  summary: "lists the variables with types, shapes and values; of one type, if given",
  line: {
    async run(args, _body, host) {
      const wanted = args.trim();
      const all = (await host.variables()).map((variable) => [variable.name, ...describe(variable)] as const);
      const rows = all.filter(([, type]) => wanted === "" || type.startsWith(wanted));
      if (rows.length === 0)
        return host.write(wanted === "" ? "no variables\n" : `no variables of type ${wanted}\n`);
      const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
      const text = rows.map(
        ([name, type, value]) => `${name.padEnd(width(0))}  ${type.padEnd(width(1))}  ${value}`,
      );
      host.write(`${text.map((row) => row.trimEnd()).join("\n")}\n`);
    },
  },
};

const longest = 60;

/** A value's type, and what there is to see in one line: shape, size, or the value itself. */
function describe(variable: Variable): [type: string, value: string] {
  if (!("value" in variable)) return ["", "not initialised"];
  try {
    return describeValue(variable.value);
  } catch {
    return ["object", ""];
  }
}

function describeValue(value: unknown): [string, string] {
  if (value === null || value === undefined) return [String(value), ""];
  if (typeof value === "function") {
    const isClass = /^class\b/.test(Function.prototype.toString.call(value));
    return [isClass ? "class" : "function", isClass ? "" : counted(value.length, "parameter", "parameters")];
  }
  if (typeof value !== "object") return [typeof value, oneLine(value)];
  const { shape, dtype } = value as { shape?: unknown; dtype?: unknown };
  const name = value.constructor?.name || "object";
  if (Array.isArray(shape) && dtype !== undefined) return [name, `[${shape.join(", ")}] ${dtype}`];
  if (Array.isArray(value)) return ["Array", counted(value.length, "entry", "entries")];
  if (ArrayBuffer.isView(value) && "length" in value)
    return [name, counted(Number(value.length), "entry", "entries")];
  if (value instanceof Map || value instanceof Set) return [name, counted(value.size, "entry", "entries")];
  if (name === "Object") return [name, `{ ${keysOf(value)} }`];
  return [name, ""];
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

function keysOf(value: object): string {
  let text = "";
  for (const key of Object.keys(value)) {
    const longer = text === "" ? key : `${text}, ${key}`;
    if (longer.length > longest) return text === "" ? "…" : `${text}, …`;
    text = longer;
  }
  return text;
}

function oneLine(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value.slice(0, longest)) : inspect(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
