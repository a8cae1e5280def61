// The pages of docs/tensors/, made of the doc comments, the type checker's signatures and the records' samples. write.ts
// writes them, pages.test.ts finds those that are stale.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createChecker } from "../../kernel/check/typescriptChecker.ts";
import { functions, matrices, methods as methodOps, type Op, transforms } from "../../src/ops/index.ts";
import { type PublicName, publicNames } from "../support/publicNames.ts";
import { asCalled, gradientOf, tried, written } from "./samples.ts";
import { type TypedCall, typedCalls } from "./types.ts";

/** The titles of pages by the files that document their functions, in the order of the table of contents. */
const titles: Readonly<Record<string, string>> = {
  create: "Making tensors",
  random: "Random tensors",
  handle: "Looking at tensors",
  conversions: "Dtypes",
  arithmetic: "Arithmetic, comparison, logic",
  math: "Exponentials, trigonometry, rounding",
  special: "Further functions of one value",
  pairs: "Further functions of two values",
  activation: "Activations",
  piecewise: "Activations made of pieces",
  reduction: "Reductions",
  statistics: "Statistics",
  ranks: "Medians and quantiles",
  cumulative: "Running reductions",
  sorting: "Sorting and searching",
  contraction: "Matrix products, convolution and pooling of images",
  products: "Further products",
  spatial: "Convolution, pooling, images",
  views: "Shapes and slices",
  rearrange: "Rearranging",
  linalg: "Linear algebra",
  fft: "Fourier transforms",
  places: "Reading and writing at places",
  selection: "Tables, classes and masks",
  dynamic: "Results of a size that the values decide",
  functions: "Joins, choices, losses",
  losses: "Further losses",
  gradient: "Gradients of functions",
  jacobian: "Jacobians, Hessians, vectorised functions",
  custom: "Gradients of your own",
  scope: "Memory",
  debug: "Finding NaN",
};

export interface Documented extends PublicName {
  /** As it is called: `matmul`, `linalg.solve`. */
  short: string;
  isMethod: boolean;
  page: string;
  /** The op of the table that it is, where it is one. */
  op: Op | undefined;
}

/** Everything that is called on tensors, or makes them. */
export function documented(): Documented[] {
  return publicNames("src/index.ts")
    .filter(({ kind, name, place }) => {
      const isTensors = /^src\/(tensor|ops)\//.test(place);
      return kind === "function" && isTensors && !/(^|\.)Parameter\.|toString|toJSON/.test(name);
    })
    .map((found) => {
      const isMethod = found.name.startsWith("Tensor.");
      const short = found.name.replace("Tensor.", "");
      const page = /([^/]+)\.ts:/.exec(found.place)![1]!;
      return { ...found, short, isMethod, page, op: opOf(short) };
    });
}

/** The tables of ops by the namespace that users find them in. */
const tables: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "": { ...methodOps, ...functions },
  linalg: matrices,
  fft: transforms,
};

function opOf(short: string): Op | undefined {
  const [name = "", namespace = ""] = short.split(".").reverse();
  const table = tables[namespace] ?? {};
  return Object.hasOwn(table, name) ? (table[name] as Op) : undefined;
}

/** All pages, by their path below docs/. */
export async function pages(): Promise<Map<string, string>> {
  const entries = documented();
  const methods = new Set(entries.filter(({ isMethod }) => isMethod).map(({ short }) => short));
  const typed = grouped(
    typedCalls((name) => methods.has(name)),
    ({ name }) => name,
  );
  const sections = await withSignatures(entries, (entry, text) =>
    section(entry, text, typed.get(entry.short) ?? []),
  );
  const byPage = grouped(entries, ({ page }) => page);
  const order = [...new Set([...Object.keys(titles), ...byPage.keys()])].filter((page) => byPage.has(page));
  const made = order.map((page) => {
    const own = byPage.get(page)!.map((entry) => sections.get(entry)!);
    return [`tensors/${page}.md`, `# ${titleOf(page)}\n\n${notice}\n\n${own.join("\n")}`] as const;
  });
  const contents = order.map((page) => {
    const rows = byPage.get(page)!.map(({ short, comment }) => {
      return `| [\`${short}\`](tensors/${page}.md#${anchor(short)}) | ${cell(firstSentence(comment ?? ""))} |`;
    });
    return `## [${titleOf(page)}](tensors/${page}.md)\n\n| | |\n| --- | --- |\n${rows.join("\n")}\n`;
  });
  return new Map([["tensors.md", `${introduction}\n\n${notice}\n\n${contents.join("\n")}`], ...made]);
}

function grouped<K, T>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

const notice = "<!-- Made by `npm run docs` of the doc comments and the op records: change those. -->";
const introduction = `# Tensors: every operation

All of it runs on every device, \`wasm\`, \`webgpu\` and \`reference\`, with the same results (f64 and linear algebra not on WebGPU), and is compared with
PyTorch's where PyTorch has it. Each entry tells the signature, shapes and dtypes, errors, an example that runs as a test, and
whether a gradient goes through. "The checker knows" is the type that the example's shapes give before anything runs.`;

const titleOf = (page: string): string => titles[page] ?? `${page[0]!.toUpperCase()}${page.slice(1)}`;
const anchor = (short: string): string => short.toLowerCase().replaceAll(/[^\w-]/g, "");
const cell = (text: string): string => text.replaceAll("|", "\\|");

function firstSentence(comment: string): string {
  const text = comment
    .replaceAll(/^\s*\*+ ?/gm, "")
    .split(/\n\s*@|\n\s*\n/)[0]!
    .replaceAll(/\s+/g, " ")
    .trim();
  return /^.*?[.:](?= |$)/.exec(text)?.[0].replace(/:$/, ".") ?? text;
}

/** Calls `make` for each entry with the signature and the documentation that a user reads. */
async function withSignatures(
  entries: readonly Documented[],
  make: (entry: Documented, text: { signature: string; documentation: string }) => string,
): Promise<Map<Documented, string>> {
  const directory = mkdtempSync(join(tmpdir(), "cellgrad-pages-"));
  const checker = createChecker({ directory });
  try {
    const roots = entries.filter(({ isMethod }) => !isMethod).map(({ short }) => short.split(".")[0]!);
    await checker.commit(`import { type Tensor, ${[...new Set(roots)].join(", ")} } from "cellgrad"`);
    await checker.commit("declare const x: Tensor");
    const made = new Map<Documented, string>();
    for (const entry of entries) {
      const name = entry.isMethod ? `x.${entry.short}` : entry.short;
      const found = await checker.inspect(name, name.length);
      const documentation = found?.documentation ?? "";
      made.set(entry, make(entry, { signature: plain(found?.signature ?? ""), documentation }));
    }
    return made;
  } finally {
    checker.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A signature as a method's, whatever declares it, and without the unknown shape of the tensor that was asked. */
const plain = (signature: string): string =>
  signature
    .replaceAll(/^(\(property\)|\(method\)|function|const) /gm, "")
    .replace(
      /^(\w+): (<.*?>)?\((.*)\) => (.*)$/,
      (_, name, generics, rest, result) => `${name}${generics ?? ""}(${rest}): ${result}`,
    )
    .replaceAll("number[], ", "S, ")
    .replaceAll("= number[]", "= S")
    .trim();

function section(
  { short, isMethod, op }: Documented,
  { signature, documentation }: { signature: string; documentation: string },
  typed: readonly TypedCall[],
): string {
  const facts = op ? factsOf(short, isMethod, op, typed) : [];
  return `## ${short}\n\n\`\`\`ts\n${signature}\n\`\`\`\n\n${documentation}\n${facts.length > 0 ? `\n${facts.join("\n")}\n` : ""}`;
}

function factsOf(short: string, isMethod: boolean, op: Op, typed: readonly TypedCall[]): string[] {
  const shapes = op.samples.slice(0, 3).flatMap((sample) => {
    const result = tried(op, sample);
    return result
      ? [`\`${written(short, asCalled(op, sample), isMethod)}\` → \`[${result.shape.join(", ")}]\``]
      : [];
  });
  const type = typed[0]?.type ?? "";
  const known = /^Tensor<\[/.test(type) ? `\`${type}\` of the first` : "no sizes: the shape is `number[]`";
  return [
    `- Calls: ${[...new Set(shapes)].join("; ")}.`,
    `- The checker knows: ${known}.`,
    `- Gradient: ${gradientOf(op)}.`,
  ];
}
