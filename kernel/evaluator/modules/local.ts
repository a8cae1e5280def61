// The user's own files as ES modules (V8's, through node:vm), so that an edited file is picked up by the next import of a
// cell: with everything that imports it, and nothing else. Cycles, live bindings and top-level await are V8's business.
import { readFileSync, statSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type vm from "node:vm";
import { type Namespace, ofCommonJs } from "./namespace.ts";
import type { NativeModules } from "./native.ts";
import { isCommonJs, isLocal, resolve, type Target, urlOf } from "./resolve.ts";
import { placedSyntaxError, readCode } from "./source.ts";
import { createSourceModule, evaluated, synthetic } from "./vmModules.ts";

type LocalTarget = Exclude<Target, { kind: "native" }>;

interface Entry {
  module: vm.Module;
  /** What `statSync` said when it was read. */
  stamp: string;
  /** The local files that it imports. */
  imports: Set<string>;
  /** Evaluated to its end, with all that it imports. */
  done: boolean;
  evaluation?: Promise<void>;
}

export class LocalModules {
  readonly #entries = new Map<string, Entry>();
  readonly #native: NativeModules;
  /** Files of packages that Node can no longer load, since an interrupt tore them. */
  readonly #adopted = new Set<string>();
  /** Only one module graph is linked at a time: a module that another link is still busy with cannot be linked. */
  #linking: Promise<unknown> = Promise.resolve();

  constructor(native: NativeModules) {
    this.#native = native;
  }

  /** Loads any target; local ones anew where they have changed. `fresh` is false inside a module graph. */
  async load(target: Target, fresh = true): Promise<Namespace> {
    const local = this.#adopt(target);
    if (local.kind === "native") return this.#native.load(local.url);
    if (fresh) this.#dropChanged();
    const entry = this.#entry(local);
    try {
      await this.#link(entry);
      await (entry.evaluation ??= entry.module.evaluate());
    } catch (error) {
      for (const [file, each] of this.#reachable(local.file)) if (!each.done) this.#drop(file);
      throw error;
    }
    for (const [, each] of this.#reachable(local.file)) each.done = true;
    return entry.module.namespace as Namespace;
  }

  /** After a forced interrupt: nothing half-loaded may be met again. */
  dropTorn(): void {
    for (const [file, entry] of this.#entries) if (!entry.done) this.#drop(file);
    this.#linking = Promise.resolve();
  }

  #adopt(target: Target): Target {
    return target.kind === "native" && this.#native.isTorn(target.url) ? this.#takeOver(target.url) : target;
  }

  #takeOver(url: string): Target {
    if (!url.startsWith("file:")) return { kind: "native", url };
    const file = fileURLToPath(url);
    this.#adopted.add(file);
    return { kind: isCommonJs(file) ? "commonjs" : "module", file };
  }

  #link(entry: Entry): Promise<void> {
    const link = this.#linking.then(async () => {
      if (entry.module.status === "unlinked")
        await entry.module.link((specifier, from) => this.#dependency(specifier, from));
    });
    this.#linking = link.catch(() => {});
    return link;
  }

  async #dependency(specifier: string, from: vm.Module): Promise<vm.Module> {
    const target = this.#resolve(specifier, fileURLToPath(from.identifier));
    if (target.kind !== "native") return this.#entry(target).module;
    return synthetic(target.url, await this.#native.load(target.url));
  }

  /** Resolves an import of one of our modules, and remembers it. */
  #resolve(specifier: string, parent: string): Target {
    let target = this.#adopt(resolve(specifier, parent));
    // The files beside one that we had to adopt are ours too: Node may hold them torn.
    if (target.kind === "native" && this.#adopted.has(parent) && /^\.{1,2}\//.test(specifier))
      target = this.#takeOver(target.url);
    if (target.kind !== "native") this.#entries.get(parent)?.imports.add(target.file);
    return target;
  }

  #entry(target: LocalTarget): Entry {
    const { kind, file } = target;
    const known = this.#entries.get(file);
    if (known) return known;
    const stamp = stampOf(file);
    const entry: Entry = { module: this.#create(target), stamp, imports: new Set(), done: kind !== "module" };
    this.#entries.set(file, entry);
    if (kind === "commonjs") this.#watchRequired(file, entry);
    return entry;
  }

  #create({ kind, file }: LocalTarget): vm.Module {
    const url = pathToFileURL(file).href;
    if (kind === "json") return synthetic(url, ofCommonJs(JSON.parse(readFileSync(file, "utf8"))));
    if (kind === "commonjs") return synthetic(url, ofCommonJs(createRequire(file)(file)));
    return this.#createModule(file, url);
  }

  #createModule(file: string, url: string): vm.Module {
    const options: vm.SourceTextModuleOptions = {
      identifier: url,
      initializeImportMeta(meta) {
        const resolveUrl = (specifier: string): string => urlOf(resolve(specifier, file));
        Object.assign(meta, { url, filename: file, dirname: path.dirname(file), resolve: resolveUrl });
      },
      importModuleDynamically: async (specifier) => {
        const target = this.#resolve(specifier, file);
        const namespace = await this.load(target, false);
        return target.kind === "native"
          ? evaluated(synthetic(target.url, namespace))
          : this.#entry(target).module;
      },
    };
    const code = readCode(file, url, "esm");
    try {
      return createSourceModule(code, options);
    } catch (error) {
      throw placedSyntaxError(file, error);
    }
  }

  /** `require` from a cell: edited files are read anew. */
  require(require: NodeJS.Require, specifier: string): unknown {
    if (isBuiltin(specifier)) return require(specifier);
    this.#dropChanged();
    const exports: unknown = require(specifier);
    const file = require.resolve(specifier);
    if (file in require.cache && isLocal(file)) this.#entry({ kind: "commonjs", file });
    return exports;
  }

  /** Takes the local files that a CommonJS file requires under watch. */
  #watchRequired(file: string, { imports }: Entry): void {
    for (const { filename } of createRequire(file).cache[file]?.children ?? []) {
      if (!isLocal(filename)) continue;
      imports.add(filename);
      this.#entry({ kind: "commonjs", file: filename });
    }
  }

  /** Forgets the files that have changed, and all that import them. */
  #dropChanged(): void {
    const changed = [...this.#entries].filter(([file, entry]) => entry.done && stampOf(file) !== entry.stamp);
    const stale = changed.map(([file]) => file);
    for (let file = stale.pop(); file !== undefined; file = stale.pop()) {
      this.#drop(file);
      for (const [importer, { imports }] of this.#entries) if (imports.has(file)) stale.push(importer);
    }
  }

  #drop(file: string): void {
    this.#entries.delete(file);
    delete createRequire(file).cache[file];
  }

  *#reachable(file: string, seen = new Set<string>()): Generator<[string, Entry]> {
    const entry = this.#entries.get(file);
    if (!entry || seen.has(file)) return;
    seen.add(file);
    yield [file, entry];
    for (const child of entry.imports) yield* this.#reachable(child, seen);
  }
}

/** Changes with the file; empty when there is none. */
function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? `${stat.mtimeMs} ${stat.size}` : "";
}
