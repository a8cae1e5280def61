// A notebook for tests: runs cells as the evaluator does, with V8's REPL mode and the smallest `$k` that keeps its
// promises. Not the evaluator: no second process, no interrupts, no output. Cells share the test's own realm.
import fs from "node:fs";
import inspector from "node:inspector";
import Module, { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { PositionMap } from "../../protocol/evaluator.ts";
import type { Script } from "../cell.ts";
import { mapPosition } from "../positionMap.ts";
import { createCellTransformer } from "../transform.ts";
import { transpileModule } from "../transpileModule.ts";

type Dictionary = Record<string, unknown>;

export class Notebook {
  readonly folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "cells-")));
  readonly transformer = createCellTransformer();
  readonly #session = new inspector.Session();
  readonly #maps = new Map<string, PositionMap>();
  readonly #disposables: [value: Dictionary, key: symbol][] = [];
  readonly #require = createRequire(path.join(this.folder, "notebook.js"));
  #cell = 0;

  /** `files` are written into the notebook's folder, by path. */
  constructor(files: Record<string, string> = {}) {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.folder, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text);
    }
    this.#session.connect();
    Object.assign(globalThis, {
      require: this.#require,
      $k: {
        v: {},
        held: {},
        meta: { url: pathToFileURL(path.join(this.folder, "notebook.ts")).href, dirname: this.folder },
        at: (cell: number) => cell,
        on: (_cell: number, value: unknown) => value,
        keep: (_cell: number, value: unknown) => value,
        each: (_cell: number, iterable: unknown) => iterable,
        use: (_cell: number, value: Dictionary) => this.#use(value, "dispose"),
        useAsync: (_cell: number, value: Dictionary) => this.#use(value, "asyncDispose"),
        import: (specifier: string, names?: string[]) => this.#import(specifier, names),
      },
    });
    Error.prepareStackTrace = (error, calls) => [String(error), ...this.#frames(calls)].join("\n");
  }

  /** Runs a cell; gives its result, or undefined when it shows none. Throws what the cell throws. */
  async run(source: string): Promise<unknown> {
    const id = ++this.#cell;
    const transformed = this.transformer.transform(source, id);
    if ("problem" in transformed) throw new SyntaxError(transformed.problem.message);
    const { script } = transformed;
    const url = `cell-${id}.ts`;
    if (script.map) this.#maps.set(url, script.map);
    const k = (globalThis as unknown as { $k: { v: Dictionary } }).$k;
    try {
      await this.#evaluate(script, url);
      return k.v[id];
    } finally {
      this.transformer.commit(script);
      while (this.#disposables.length) {
        const [value, key] = this.#disposables.pop()!;
        await (value[key as unknown as string] as () => unknown).call(value);
      }
    }
  }

  /** Runs cells and gives the stack of the last one's error, a line each, cells by their number. */
  async stackOf(...sources: string[]): Promise<string[]> {
    for (const source of sources.slice(0, -1)) await this.run(source);
    const error = await this.run(sources.at(-1)!).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return (error as Error).stack!.split("\n").map((line) => line.trim());
  }

  close(): void {
    this.#session.disconnect();
    fs.rmSync(this.folder, { recursive: true });
  }

  async #evaluate({ code }: Script, url: string): Promise<void> {
    const expression = `${code}\n//# sourceURL=${url}`;
    const evaluated = await new Promise<inspector.Runtime.EvaluateReturnType>((resolve, reject) => {
      this.#session.post("Runtime.evaluate", { expression, replMode: true }, (error, result) =>
        error ? reject(error) : resolve(result as inspector.Runtime.EvaluateReturnType),
      );
    });
    const thrown = evaluated.exceptionDetails?.exception;
    if (!thrown) return;
    if (!thrown.objectId) throw thrown.value;
    let error: unknown;
    Object.assign(globalThis, { $catch: (value: unknown) => (error = value) });
    const { objectId } = thrown;
    this.#session.post("Runtime.callFunctionOn", {
      objectId,
      functionDeclaration: "function () { $catch(this) }",
    });
    throw error;
  }

  #use(value: Dictionary, name: "dispose" | "asyncDispose"): Dictionary {
    this.#disposables.push([value, Symbol[name]]);
    return value;
  }

  async #import(specifier: string, names?: string[]): Promise<Dictionary> {
    const module = await this.#load(specifier);
    if (!names) return module;
    const whole = module.default as Dictionary | undefined;
    return Object.fromEntries(names.map((name) => [name, name in module ? module[name] : whole?.[name]]));
  }

  async #load(specifier: string): Promise<Dictionary> {
    if (!specifier.startsWith(".")) {
      const builtin = Module.isBuiltin(specifier);
      return await import(builtin ? specifier : pathToFileURL(this.#resolvePackage(specifier)).href);
    }
    const file = path.resolve(this.folder, specifier);
    const found = ["", ".ts"].map((ending) => file + ending).find((name) => fs.existsSync(name));
    if (!found) throw new Error(`Cannot find module '${specifier}'`);
    const { code, map } = transpileModule(fs.readFileSync(found, "utf8"), found);
    this.#maps.set(found, JSON.parse(map) as PositionMap);
    const exports: Dictionary = {};
    new Function("exports", "require", `${code}\n//# sourceURL=${found}`)(exports, this.#require);
    return exports;
  }

  // As `import` does: packages here export one file under the name "import".
  #resolvePackage(name: string): string {
    const folder = path.join(this.folder, "node_modules", name);
    const { main, exports } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
    return path.join(folder, exports ?? main);
  }

  #frames(calls: NodeJS.CallSite[]): string[] {
    const frames: string[] = [];
    for (const call of calls) {
      const url = call.getScriptNameOrSourceURL() ?? "";
      const map = this.#maps.get(url);
      const line = call.getLineNumber() ?? 0;
      // The function that a module is compiled in adds two lines of its own.
      const header = path.isAbsolute(url) ? 2 : 0;
      const at = map && mapPosition(map, line - header, call.getColumnNumber() ?? 1);
      if (!at) continue;
      const name = call.getFunctionName();
      const place = `${path.basename(url)}:${at.line}:${at.column}`;
      frames.push(name && name !== "eval" ? `${name} (${place})` : place);
    }
    return frames;
  }
}
