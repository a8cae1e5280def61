// Joins what a process or thread loads when a kernel starts into a few files: Node spends a third of a millisecond and more
// on every module, and four hundred of them stood between a kernel's start and its first result. The joined files of the
// kernel take the place of the compiled entries; those of the runtime lie in a folder of their own, because its modules are
// also loaded one by one (by tests and benches). Run by the build, after the compiler.
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build } from "esbuild";
import { root } from "./node.mjs";

/** What is joined, each with what it loads later in files beside it: sources, and the folder that they are written to. */
const joints = [
  { folder: "kernel", entries: { main: "kernel/main.ts" } },
  { folder: "kernel/evaluator", entries: { main: "kernel/evaluator/main.ts" } },
  { folder: "kernel/evaluator", entries: { agent: "kernel/evaluator/agent.ts" } },
  {
    folder: "src/joined",
    entries: { index: "src/index.ts", display: "src/display/index.ts", registry: "src/backend/registry.ts" },
  },
];

/** Packages whose code is copied, as the files say. All others are loaded from where they are installed. */
const copied = /^(typescript\/|uuid$)/;
const notice = `// With parts of these packages, as far as they are used here:
// typescript, the client of its API. Copyright (c) Microsoft Corporation. Apache License 2.0.
// uuid. Copyright (c) 2010-2020 Robert Kieffer and other contributors. MIT License.`;

/** Code that a debugger has to know by its file (`userCodeStopper.ts`). */
const apart = ["kernel/evaluator/gate.ts"];

const resolved = Symbol("resolved by esbuild");

for (const { folder, entries } of joints) {
  await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: join("dist", folder),
    chunkNames: `${Object.keys(entries)[0]}-[name]-[hash]`,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    tsconfigRaw: {},
    sourcemap: true,
    sourcesContent: false,
    banner: folder.startsWith("kernel") ? { js: notice } : {},
    logLevel: "warning",
    plugins: [outside(folder), places(folder)],
  });
}

/** Leaves packages and the files that stand apart where they are. */
function outside(folder) {
  return {
    name: "outside",
    setup({ onResolve, onLoad, resolve }) {
      // What TypeScript's client would speak by, if it did not speak over our channel.
      onResolve({ filter: /^#vscode-jsonrpc/ }, ({ path }) => ({ path, namespace: "unspoken" }));
      onLoad({ filter: /./, namespace: "unspoken" }, () => ({ contents: "module.exports = {};" }));
      onResolve({ filter: /^[^.#]/ }, ({ path, kind, importer }) =>
        kind === "entry-point" || copied.test(path) || importer.includes("/node_modules/")
          ? undefined
          : { path, external: true },
      );
      // What of a copied package nobody names is left out.
      onResolve({ filter: /./ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (pluginData === resolved || !(copied.test(path) || importer.includes("/node_modules/")))
          return undefined;
        return {
          ...(await resolve(path, { kind, importer, resolveDir, pluginData: resolved })),
          sideEffects: false,
        };
      });
      onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
        const file = relative(root, join(resolveDir, path)).replaceAll("\\", "/");
        return apart.includes(file) ? { path: toCompiled(folder, file), external: true } : undefined;
      });
    },
  };
}

/** Each module still finds files from where it would lie if it had not been joined. */
function places(folder) {
  return {
    name: "places",
    setup({ onLoad }) {
      onLoad({ filter: /[/\\](src|kernel)[/\\].*\.ts$/ }, ({ path }) => {
        const file = relative(root, path).replaceAll("\\", "/");
        const url = `new URL("${toCompiled(folder, file)}", import.meta.url).href`;
        const contents = readFileSync(path, "utf8").replaceAll("import.meta.url", url);
        return { contents, loader: "ts", resolveDir: dirname(path) };
      });
    },
  };
}

function toCompiled(folder, file) {
  const path = relative(join(root, folder), join(root, file)).replaceAll("\\", "/");
  return (path.startsWith(".") ? path : `./${path}`).replace(/\.ts$/, ".js");
}
