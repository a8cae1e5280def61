// The shape of the source tree, enforced: who may import whom, one door an outside library, no cycles, small files, each
// opening with a comment. It reads the sources, not the compiled files. The tables are in `support/layers.ts`.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, posix } from "node:path";
import { describe, it } from "node:test";
import { parseSync } from "oxc-parser";
import { doors, mayImport } from "./support/layers.ts";
import { root } from "./support/unpack.ts";

interface Import {
  line: number;
  /** A path from the root for our own files, a package's name for others. */
  target: string;
  own: boolean;
  /** Gone when compiled: it orders no loading, so it closes no cycle. */
  typeOnly: boolean;
}

interface SourceFile {
  path: string;
  text: string;
  imports: Import[];
}

const mostLines = 400;
const files = ["src", "kernel", "test", "bench"].flatMap(sourcesIn).map(read);
const ours = files.filter(({ path }) => /^(src|kernel)\//.test(path));
const forTests = filesForTests();
const layered = ours.filter(({ path }) => !forTests.has(path));

describe("architecture", () => {
  it("lets each folder import only what its layer may", () => {
    const offenders = imports(layered, ({ path }, { target, own }) => {
      if (!own) return undefined;
      const layer = layerOf(path);
      if (layer === undefined) return "its folder has no line in test/support/layers.ts";
      const allowed = mayImport[layer]!;
      if ([layer, ...allowed].some((place) => within(target, place))) return undefined;
      return `${layer} may import only ${allowed.join(", ") || "itself"}`;
    });
    none(offenders);
  });

  it("keeps the runtime free of the kernel, in its tests too", () => {
    none(
      imports(
        ours.filter(({ path }) => path.startsWith("src/")),
        (_, { target, own }) =>
          own && target.startsWith("kernel/") ? "src never imports kernel" : undefined,
      ),
    );
  });

  it("reaches each outside library through its one door", () => {
    const offenders = imports(layered, ({ path }, { target, own }) => {
      const isOfNode = target.startsWith("node:") || builtinModules.includes(target);
      if (own || (isOfNode && doors[target] === undefined)) return undefined;
      const allowed = doors[target];
      if (allowed === undefined) return `${target} has no door in test/support/layers.ts`;
      return allowed.some((place) => within(path, place)) ? undefined : `its door is ${allowed.join(", ")}`;
    });
    none(offenders);
  });

  it("names WebGPU's types in the WebGPU backend only", () => {
    const outside = layered.filter(({ path }) => !within(path, "src/backend/webgpu"));
    none(
      lines(outside, (line) =>
        /(?<![\w"'`/*] ?)\bGPU[A-Z]\w+/.test(code(line)) ? "a WebGPU type" : undefined,
      ),
    );
  });

  it("has no import cycles", () => {
    none(cycles(layered));
  });

  it(`keeps every file within ${mostLines} lines`, () => {
    const count = (text: string) => text.split("\n").length - 1;
    none(
      files
        .filter(({ text }) => count(text) > mostLines)
        .map(({ path, text }) => `${path}: ${count(text)} lines`),
    );
  });

  it("opens every file with a comment that says what it is", () => {
    const opens = (text: string) => /^(#!.*\n)?(\/\/|\/\*\*)/.test(text);
    none(
      files
        .filter(({ path, text }) => !isTest(path) && !opens(text))
        .map(({ path }) => `${path}: no opening comment`),
    );
  });
});

function none(offenders: string[]): void {
  assert.ok(offenders.length === 0, `\n${offenders.join("\n")}`);
}

function imports(from: SourceFile[], judge: (file: SourceFile, to: Import) => string | undefined): string[] {
  return from.flatMap((file) =>
    file.imports.flatMap((to) => {
      const verdict = judge(file, to);
      return verdict === undefined ? [] : [`${file.path}:${to.line}: imports ${to.target}: ${verdict}`];
    }),
  );
}

function lines(from: SourceFile[], judge: (line: string) => string | undefined): string[] {
  return from.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => {
      const verdict = judge(line);
      return verdict === undefined ? [] : [`${path}:${index + 1}: ${verdict}: ${line.trim()}`];
    }),
  );
}

/** A line without its comments and strings. */
function code(line: string): string {
  return line
    .replace(/^\s*(\/\/|\/?\*).*$/, "")
    .replace(/\/\/.*$/, "")
    .replace(/"[^"]*"|'[^']*'|`[^`]*`/g, "");
}

/** Each cycle once, as the path that closes it. */
function cycles(sources: SourceFile[]): string[] {
  const next = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.filter(({ own, typeOnly }) => own && !typeOnly).map(({ target }) => target),
    ]),
  );
  const finished = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: string[]): void => {
    if (trail.includes(path)) {
      found.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
      return;
    }
    if (finished.has(path)) return;
    for (const target of next.get(path) ?? []) visit(target, [...trail, path]);
    finished.add(path);
  };
  for (const path of next.keys()) visit(path, []);
  return found;
}

function layerOf(path: string): string | undefined {
  return Object.keys(mayImport).find((place) => within(path, place));
}

function within(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

/** Tests, and the files that only such files import. */
function filesForTests(): ReadonlySet<string> {
  const importers = new Map<string, Set<string>>();
  for (const { path, imports } of ours) {
    for (const { own, target } of imports) {
      if (own) importers.set(target, (importers.get(target) ?? new Set()).add(path));
    }
  }
  const found = new Set(ours.map(({ path }) => path).filter(isTest));
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const [path, users] of importers) if ([...users].every((user) => found.has(user))) found.add(path);
  }
  return found;
}

function isTest(path: string): boolean {
  return path.endsWith(".test.ts");
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return /\/(node_modules|output|fixtures)$/.test(path) ? [] : sourcesIn(path);
    return /\.(ts|mjs)$/.test(entry.name) ? [path] : [];
  });
}

function read(path: string): SourceFile {
  const text = readFileSync(join(root, path), "utf8");
  const { module } = parseSync(path, text);
  const isTypes = (start: number) => /^(import|export) type\b/.test(text.slice(start, start + 12));
  const named = [
    ...module.staticImports.map(({ start, moduleRequest }) => ({
      ...moduleRequest,
      typeOnly: isTypes(start),
    })),
    ...module.staticExports.flatMap(({ start, entries }) =>
      entries.flatMap(({ moduleRequest }) =>
        moduleRequest ? [{ ...moduleRequest, typeOnly: isTypes(start) }] : [],
      ),
    ),
    ...module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
      const literal = /^(["'])(.*)\1$/.exec(text.slice(start, end));
      return literal ? [{ value: literal[2]!, start, typeOnly: false }] : [];
    }),
  ];
  const found = named.map(({ value, start, typeOnly }) => ({
    line: text.slice(0, start).split("\n").length,
    own: value.startsWith("."),
    target: value.startsWith(".") ? posix.join(posix.dirname(path), value) : packageOf(value),
    typeOnly,
  }));
  return { path, text, imports: found };
}

function packageOf(specifier: string): string {
  if (specifier.startsWith("node:")) return specifier.split("/")[0]!;
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
