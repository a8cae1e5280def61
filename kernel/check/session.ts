// A notebook in front of a TypeScript server: checks, completes and inspects cells, and keeps the server's files in step.
// All calls are synchronous; a worker thread runs them. When the server dies it is started again with all files, and the
// call is made once more.
import { basename, join, relative } from "node:path";
import type { PathMapping } from "../protocol/evaluator.ts";
import { notebookGlobals } from "../protocol/globals.ts";
import type { Completions, Diagnostic, Inspection } from "./checker.ts";
import { nothing, toCompletions, wantsAllNames } from "./completions.ts";
import { type CellOutline, readOutline } from "./declarations.ts";
import { type CellContext, reshapedNames, toDiagnostics } from "./diagnostics.ts";
import { exportKinds } from "./exportKinds.ts";
import { cellModule, configFileName, globalsFileName, isHiddenFile, libraryFileName } from "./hiddenNames.ts";
import { inspectAt } from "./inspect.ts";
import { LocalFiles } from "./localFiles.ts";
import { Notebook, type Rendered, type RenderOptions } from "./notebook.ts";
import { configStamp, libraryName, type ProjectFiles, projectFiles } from "./project.ts";
import { remedyOf } from "./remedies/index.ts";
import { type DiskChanges, type RawDiagnostic, Server } from "./server.ts";
import { summarise } from "./summary.ts";
import { clamp, wordAt } from "./words.ts";

export interface SessionOptions {
  directory: string;
  /** The library's declaration file; this package's own when undefined. */
  library?: string | undefined;
  /** Told each server's process id, so that a stuck one can be ended from outside. */
  onServer(pid: number | undefined): void;
  /** Told where the tsconfig leads specifiers, whenever it is read. */
  onPaths(paths: PathMapping): void;
  /** Whether the server was ended on purpose: then the call is not made again. */
  wasStopped(): boolean;
}

/** A cell that takes longer than this, in milliseconds, is worth replacing by its declarations: that costs about as much. */
const COSTLY = 4;
const NAME_NOT_FOUND = new Set([2304, 2552, 2503, 18004]);
const MODULE_NOT_FOUND = new Set([2307, 7016, 2792]);

const noCheck = /^(?:\s|\/\/.*\n)*\/\/\s*@ts-nocheck/;
const jsxHint: Diagnostic = {
  severity: "hint",
  code: 0,
  message: "Cells with JSX are run without a type check.",
  start: 0,
  end: 0,
  related: [],
};

interface Diagnosed {
  cell: Rendered;
  raw: readonly RawDiagnostic[];
  parses: boolean;
}

export class Session {
  readonly #options: SessionOptions;
  readonly #localFiles = new LocalFiles();
  /** A shorter way to the outline of a cell that parses. It is not needed, and takes time to load. */
  parsedOutline: ((source: string) => CellOutline | undefined) | undefined;
  #server: Server;
  #project: ProjectFiles;
  #notebook: Notebook;
  /** What the next cell's file holds on the server now. */
  #current: string | undefined;
  #outlined: { source: string; outline: CellOutline } | undefined;
  /** How long the last cell took to check, in milliseconds. */
  #duration = 0;
  /** The names that the last cell gave tensors of another shape. */
  #reshaped = new Set<string>();
  #lookAgain = false;
  #files = new Set<string>();
  /** What stands for the tsconfig as it was read. */
  #stamp = "";
  /** Hints that the next cell brings, and no other one. */
  #toldOnce: Diagnostic[] = [];

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#server = this.#start();
    this.#project = this.#readProject();
    this.#notebook = new Notebook(this.#project.library);
    this.#open();
  }

  check(source: string): Diagnostic[] {
    return this.#answer(() => {
      this.#followConfig();
      const found = this.#checkCell(source);
      return [...this.#toldOnce.splice(0), ...found];
    });
  }

  #checkCell(source: string): Diagnostic[] {
    const outline = this.#outline(source);
    let options: RenderOptions = {};
    let found = this.#diagnose(source, outline, options);
    const again = (more: RenderOptions) => {
      options = { ...options, ...more };
      found = this.#diagnose(source, outline, options);
    };
    if (!found.parses && /^\s*\{/.test(source)) again({ literal: true });
    if (!found.parses && options.literal) again({ literal: false });
    if (!found.parses && /<\/|\/>/.test(source)) return [jsxHint];
    // With all names in sight the message can say which one was meant.
    if (found.raw.some(({ code }) => NAME_NOT_FOUND.has(code))) again({ everything: true });
    this.#lookAgain = found.raw.some(({ code }) => MODULE_NOT_FOUND.has(code));
    const hints = this.#reshape(outline, found);
    if (hints.length > 0) again({ reshaped: this.#reshaped });
    const said = [...hints, ...this.#say(found)].sort((a, b) => a.start - b.start);
    return noCheck.test(source) ? said.filter(() => !found.parses) : said;
  }

  // ── the notebook's settings ─────────────────────────────────────────────────────────────────────────────────────────

  #readProject(): ProjectFiles {
    const { directory, library, onPaths } = this.#options;
    this.#stamp = configStamp(directory);
    const project = projectFiles(directory, (file) => this.#server.readOptions(file), library);
    onPaths(project.paths);
    const { configFile, ignored } = project;
    if (configFile !== undefined && ignored.length > 0) {
      const name = relative(directory, configFile) || basename(configFile);
      this.#toldOnce = [
        { ...jsxHint, message: `Cells do not follow these options of ${name}: ${ignored.join(", ")}.` },
      ];
    }
    return project;
  }

  /** Reads the tsconfig again when it has changed, or when another one is the nearest now. */
  #followConfig(): void {
    if (configStamp(this.#options.directory) === this.#stamp) return;
    // A server remembers what it has once read of a tsconfig, and of those that it extends.
    this.#server.close();
    this.#server = this.#start();
    this.#project = this.#readProject();
    this.#open();
  }

  // Hints about variables of earlier cells that get another shape here: from now on they may hold any.
  #reshape(outline: CellOutline, found: Diagnosed): Diagnostic[] {
    const context = this.#context(found.cell);
    const names = reshapedNames(found.raw, context);
    this.#reshaped = new Set(names);
    const own = new Set(outline.declared.map(({ name }) => name));
    const earlier = names.filter((name) => !own.has(name) && this.#notebook.kindOf(name));
    if (earlier.length === 0) return [];
    return this.#say(found).filter(
      ({ severity, code, start, end }) =>
        severity === "hint" && code === 2322 && earlier.includes(found.cell.source.slice(start, end)),
    );
  }

  #say({ raw, cell, parses }: Diagnosed): Diagnostic[] {
    return toDiagnostics(raw, this.#context(cell, parses));
  }

  #context({ source, offset, index }: Rendered, parses = false): CellContext {
    const { directory } = this.#options;
    return {
      source,
      offset,
      kindOf: (name) => this.#notebook.kindOf(name),
      describeFile(path) {
        if (basename(path) === libraryFileName) return "in cellgrad";
        return isHiddenFile(path) ? "in an earlier cell" : basename(path);
      },
      remedy: (complaint) =>
        parses
          ? remedyOf(complaint, {
              server: this.#server,
              file: this.#path(index),
              directory,
              library: libraryName,
            })
          : undefined,
    };
  }

  commit(source: string): void {
    this.#answer(() => {
      if (this.#notebook.isBlockFull) this.#startBlock();
      const outline = this.#outline(source);
      this.#notebook.commit(this.#show(source, outline), this.#duration > COSTLY);
      this.#notebook.reshape(this.#reshaped);
      this.#reshaped = new Set();
      this.#current = undefined;
    });
  }

  /** Takes the work off later checks: cells become declarations, a full block is archived. */
  settle(): void {
    this.#answer(() => {
      this.#summariseCells("costly");
      if (this.#notebook.freeSlots <= 1) this.#startBlock();
    });
  }

  complete(source: string, offset: number): Completions {
    return this.#answer(() => {
      const at = clamp(source, offset);
      const outline = this.#outline(source);
      const everything = wantsAllNames(source, at);
      const cell = this.#show(source, outline, { everything });
      const service = this.#server.project.languageService;
      const file = this.#path(cell.index);
      const found = service.getCompletionsAtPosition(file, cell.offset + at);
      if (!found) return nothing(source, at);
      if (everything) return toCompletions(found.entries, source, at, (name) => this.#notebook.kindOf(name));
      const owner = source.lastIndexOf(".", wordAt(source, at).start - 1) - 1;
      let kinds: ReadonlyMap<string, string> | undefined;
      const kindOf = (name: string) => {
        kinds ??= exportKinds(this.#server, file, cell.offset + owner);
        return kinds.get(name);
      };
      return toCompletions(found.entries, source, at, kindOf);
    });
  }

  inspect(source: string, offset: number): Inspection | undefined {
    return this.#answer(() => {
      const outline = this.#outline(source);
      const cell = this.#show(source, outline);
      const place = { file: this.#path(cell.index), source, offset: cell.offset };
      return inspectAt(this.#server, place, clamp(source, offset));
    });
  }

  reset(): void {
    this.#notebook = new Notebook(this.#project.library);
    this.#current = undefined;
    this.#answer(() => this.#synchronise());
  }

  /** What need not be done before the answer is out. */
  tidy(): void {
    this.#answer(() => this.#server.tidy());
  }

  close(): void {
    this.#server.close();
  }

  // ── the server ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #start(): Server {
    const { directory, onServer } = this.#options;
    const server = new Server(directory, join(directory, configFileName));
    onServer(server.pid);
    return server;
  }

  #answer<T>(ask: () => T): T {
    try {
      return ask();
    } catch (error) {
      if (this.#server.isAlive()) throw error;
      this.#server.close();
      this.#server = this.#start();
      this.#open();
      if (this.#options.wasStopped()) throw error;
      return ask();
    }
  }

  #open(): void {
    this.#current = undefined;
    const files = this.#allFiles();
    this.#server.open([...this.#project.overlay, ...files]);
    this.#files = new Set(files.keys());
    this.#localFiles.watch(this.#server.project.program.getSourceFileNames());
    // The first check of a project binds the libraries: better now than with the user's first cell.
    this.#server.project.program.getSemanticDiagnostics(this.#path(this.#notebook.next));
  }

  #allFiles(): Map<string, string> {
    const { directory } = this.#options;
    const files = new Map<string, string>([[join(directory, globalsFileName), notebookGlobals]]);
    for (const [module, text] of this.#notebook.files()) files.set(join(directory, `${module}.ts`), text);
    return new Map([[join(directory, configFileName), this.#project.config(files.keys())], ...files]);
  }

  // Brings all files of the server to what the notebook says: another list of files, so it costs a rebuild.
  #synchronise(): void {
    const files = this.#allFiles();
    const removed = [...this.#files].filter((file) => !files.has(file));
    this.#server.update({ files, removed });
    this.#files = new Set(files.keys());
    this.#current = undefined;
    this.#server.project.program.getSemanticDiagnostics(this.#path(this.#notebook.next));
  }

  // ── cells ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  #path(index: number): string {
    return join(this.#options.directory, `${cellModule(index)}.ts`);
  }

  #outline(source: string): CellOutline {
    if (this.#outlined?.source !== source) {
      const outline = this.parsedOutline?.(source) ?? this.#server.parse(source, readOutline);
      this.#outlined = { source, outline };
    }
    return this.#outlined.outline;
  }

  /** Puts a source into the next cell's file. */
  #show(source: string, outline: CellOutline, options: RenderOptions = {}): Rendered {
    if (this.#notebook.isBlockFull) this.#startBlock();
    const rendered = this.#notebook.render(source, outline, options);
    const disk = this.#localFiles.changes();
    const again = this.#lookAgain && outline.imports;
    if (this.#current === rendered.text && !disk && !again) return rendered;
    this.#update(rendered, rendered.text, again ? { invalidateAll: true } : disk);
    if (again) this.#lookAgain = false;
    if (outline.imports || disk) this.#localFiles.watch(this.#server.project.program.getSourceFileNames());
    return rendered;
  }

  #update({ index }: Rendered, text: string, disk?: DiskChanges): void {
    this.#server.update({ files: [[this.#path(index), text]], ...(disk ? { disk } : {}) });
    this.#current = text;
  }

  #diagnose(source: string, outline: CellOutline, options: RenderOptions): Diagnosed {
    const cell = this.#show(source, outline, options);
    const path = this.#path(cell.index);
    const start = performance.now();
    const { syntactic, semantic } = this.#server.diagnose(path);
    this.#duration = performance.now() - start;
    if (syntactic.length === 0) return { cell, raw: semantic, parses: true };
    // Where the cell's text breaks off, our line of exports after it would be blamed: ask without it.
    this.#update(cell, cell.text.slice(0, cell.offset + source.length));
    return { cell, raw: this.#server.diagnose(path).syntactic, parses: false };
  }

  #summariseCells(which: "costly" | "all"): void {
    const cells = this.#notebook.unsettled(which);
    if (cells.length === 0) return;
    const emitted = this.#server.project.program.getDeclarationEmit(cells.map((index) => this.#path(index)));
    const broken = new Set(emitted.diagnostics.map(({ fileName }) => fileName));
    const texts: Array<readonly [string, string]> = [];
    for (const index of cells) {
      const path = this.#path(index);
      const file = [...emitted.outputFiles.values()].find(
        ({ sourceFileName }) => sourceFileName && basename(sourceFileName) === basename(path),
      );
      const summary =
        file && !broken.has(file.sourceFileName)
          ? summarise(file.text, this.#notebook.sourceOf(index), this.#project.library, (archive, name) =>
              this.#notebook.archivedOwner(archive, name),
            )
          : undefined;
      const text = this.#notebook.settle(index, summary);
      if (text !== undefined) texts.push([path, text]);
    }
    if (texts.length > 0) this.#server.update({ files: texts });
  }

  #startBlock(): void {
    this.#summariseCells("all");
    this.#notebook.startBlock();
    this.#synchronise();
  }
}
