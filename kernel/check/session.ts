// A notebook in front of a TypeScript server: checks, completes and inspects cells, and keeps the server's files in step.
// All calls are synchronous; a worker thread runs them. When the server dies it is started again with all files, and the
// call is made once more.
import { basename, join } from "node:path";
import { ambientGlobals } from "./ambient.ts";
import type { Completions, Diagnostic, Inspection } from "./checker.ts";
import { nothing, toCompletions, wantsAllNames } from "./completions.ts";
import { type CellOutline, readOutline } from "./declarations.ts";
import { toDiagnostics } from "./diagnostics.ts";
import { cellModule, configFileName, globalsFileName, isHiddenFile } from "./hiddenNames.ts";
import { inspectAt } from "./inspect.ts";
import { LocalFiles } from "./localFiles.ts";
import { Notebook, type Rendered } from "./notebook.ts";
import { type ProjectFiles, projectFiles } from "./project.ts";
import { type DiskChanges, type RawDiagnostic, Server } from "./server.ts";
import { summarise } from "./summary.ts";
import { clamp } from "./words.ts";

export interface SessionOptions {
  directory: string;
  /** Told each server's process id, so that a stuck one can be ended from outside. */
  onServer(pid: number | undefined): void;
  /** Whether the server was ended on purpose: then the call is not made again. */
  wasStopped(): boolean;
}

const NAME_NOT_FOUND = new Set([2304, 2552, 2503, 18004]);
const MODULE_NOT_FOUND = new Set([2307, 7016, 2792]);

export class Session {
  readonly #options: SessionOptions;
  readonly #localFiles = new LocalFiles();
  #server: Server;
  #project: ProjectFiles;
  #notebook: Notebook;
  /** What the next cell's file holds on the server now. */
  #current: string | undefined;
  #outlined: { source: string; outline: CellOutline } | undefined;
  #lookAgain = false;
  #files = new Set<string>();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#server = this.#start();
    this.#project = projectFiles(options.directory, (file) => this.#server.readOptions(file));
    this.#notebook = new Notebook(this.#project.library);
    this.#open();
  }

  check(source: string): Diagnostic[] {
    return this.#answer(() => {
      const outline = this.#outline(source);
      let cell = this.#show(source, outline);
      let raw = this.#diagnose(cell);
      if (raw.some(({ code }) => NAME_NOT_FOUND.has(code))) {
        // With all names in sight the message can say which one was meant.
        cell = this.#show(source, outline, true);
        raw = this.#diagnose(cell);
      }
      this.#lookAgain = raw.some(({ code }) => MODULE_NOT_FOUND.has(code));
      return toDiagnostics(raw, {
        source,
        offset: cell.offset,
        kindOf: (name) => this.#notebook.kindOf(name),
        describeFile: (path) => (isHiddenFile(path) ? "in an earlier cell" : basename(path)),
      });
    });
  }

  commit(source: string): void {
    this.#answer(() => {
      if (this.#notebook.isBlockFull) this.#startBlock();
      const outline = this.#outline(source);
      this.#notebook.commit(this.#show(source, outline));
      this.#current = undefined;
    });
  }

  /** Takes the work off later checks: cells become declarations, a full block is archived. */
  settle(): void {
    this.#answer(() => {
      this.#summariseCells();
      if (this.#notebook.freeSlots <= 1) this.#startBlock();
    });
  }

  complete(source: string, offset: number): Completions {
    return this.#answer(() => {
      const at = clamp(source, offset);
      const outline = this.#outline(source);
      const cell = this.#show(source, outline, wantsAllNames(source, at));
      const service = this.#server.project.languageService;
      const found = service.getCompletionsAtPosition(this.#path(cell.index), cell.offset + at);
      return found
        ? toCompletions(found.entries, source, at, (name) => this.#notebook.kindOf(name))
        : nothing(source, at);
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
    this.#server.open(files);
    this.#files = new Set(files.keys());
    this.#localFiles.watch(this.#server.project.program.getSourceFileNames());
    // The first check of a project binds the libraries: better now than with the user's first cell.
    this.#server.project.program.getSemanticDiagnostics(this.#path(this.#notebook.next));
  }

  #allFiles(): Map<string, string> {
    const { directory } = this.#options;
    const files = new Map<string, string>([[join(directory, globalsFileName), ambientGlobals]]);
    for (const [module, text] of this.#notebook.files()) files.set(join(directory, `${module}.ts`), text);
    return new Map([[join(directory, configFileName), this.#project.config(files.keys())], ...files]);
  }

  // Brings all files of the server to what the notebook says: another list of files, so it costs a rebuild.
  #synchronise(): void {
    const files = this.#allFiles();
    this.#server.update({ files, removed: [...this.#files].filter((file) => !files.has(file)) });
    this.#files = new Set(files.keys());
    this.#current = undefined;
    this.#server.project.program.getSemanticDiagnostics(this.#path(this.#notebook.next));
  }

  // ── cells ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  #path(index: number): string {
    return join(this.#options.directory, `${cellModule(index)}.ts`);
  }

  #outline(source: string): CellOutline {
    if (this.#outlined?.source !== source)
      this.#outlined = { source, outline: this.#server.parse(source, readOutline) };
    return this.#outlined.outline;
  }

  /** Puts a source into the next cell's file. */
  #show(source: string, outline: CellOutline, everything = false): Rendered {
    if (this.#notebook.isBlockFull) this.#startBlock();
    const rendered = this.#notebook.render(source, outline, everything);
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

  #diagnose(cell: Rendered): readonly RawDiagnostic[] {
    const path = this.#path(cell.index);
    const { program } = this.#server.project;
    const syntactic = program.getSyntacticDiagnostics(path);
    if (syntactic.length === 0) return program.getSemanticDiagnostics(path);
    // Where the cell's text breaks off, our line of exports after it would be blamed: ask without it.
    const text = cell.text.slice(0, cell.offset + cell.source.length);
    this.#update(cell, text);
    return this.#server.project.program.getSyntacticDiagnostics(path);
  }

  #summariseCells(): void {
    const cells = this.#notebook.unsettled();
    if (cells.length === 0) return;
    const emitted = this.#server.project.program.getDeclarationEmit(cells.map((index) => this.#path(index)));
    const broken = new Set(emitted.diagnostics.map(({ fileName }) => fileName));
    const texts: Array<readonly [string, string]> = [];
    for (const index of cells) {
      const path = this.#path(index);
      const file = [...emitted.outputFiles.values()].find(({ sourceFileName }) => sourceFileName === path);
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
    this.#summariseCells();
    this.#notebook.startBlock();
    this.#synchronise();
  }
}
