// A notebook in front of a TypeScript server: checks, completes and inspects cells, and keeps the server's files in step.
// One call at a time: whoever holds it waits for each. When the server dies it is started again with all files, and the call
// is made once more.
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { PathMapping } from "../protocol/evaluator.ts";
import { notebookGlobals } from "../protocol/globals.ts";
import type { Completions, Diagnostic, Inspection } from "./checker.ts";
import { completeAt, wantsAllNames } from "./completions.ts";
import { contextOf } from "./context.ts";
import { type CellContext, optionHints, reshapedNames, toDiagnostics } from "./diagnostics.ts";
import { type Emitting, emittedSummaries } from "./emitted.ts";
import { cellModule, configFileName, globalsFileName, jsxFileName } from "./hiddenNames.ts";
import { commitDeclared, withoutMissingTypes } from "./jsx.ts";
import { LocalFiles } from "./localFiles.ts";
import { Notebook, type Rendered, type RenderOptions } from "./notebook.ts";
import type { CellOutline } from "./outline.ts";
import { configStamp, type ProjectFiles, projectFiles } from "./project.ts";
import { type DiskChanges, type RawDiagnostic, Server } from "./server.ts";
import { importsOthers } from "./specifiers.ts";
import type { Summary } from "./summary.ts";
import { clamp } from "./words.ts";

export interface SessionOptions {
  directory: string;
  /** The library's declaration file; this package's own when undefined. */
  library?: string | undefined;
  /** A server for this folder that has been started already. */
  process?: ChildProcess | undefined;
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

interface Diagnosed {
  cell: Rendered;
  raw: readonly RawDiagnostic[];
  parses: boolean;
}

export class Session {
  readonly #options: SessionOptions;
  readonly #localFiles = new LocalFiles();
  #server: Server;
  #project!: ProjectFiles;
  #notebook!: Notebook;
  /** The file of the cell that was looked at last, and what it holds on the server now. */
  #current: { file: string; text: string } | undefined;
  #outlined: { source: string; outline: CellOutline } | undefined;
  /** How long the last cell took to check, in milliseconds. */
  #duration = 0;
  /** What cells declare, and do not import, that were refused for their errors, until another one declares it. */
  readonly #refused = new Set<string>();
  /** The names that the last cell gave tensors of another shape. */
  #reshaped = new Set<string>();
  #lookAgain = false;
  /** Whether Node's declarations are there, half of a project's start: a first cell that is right without them need not wait. */
  #hasNode = true;
  #hasJsx = false;
  #files = new Set<string>();
  /** What stands for the tsconfig as it was read. */
  #stamp = "";
  #isClosed = false;
  /** Hints that the next cell brings, and no other one. */
  #toldOnce: Diagnostic[] = [];

  private constructor(options: SessionOptions) {
    this.#options = options;
    this.#server = this.#start(options.process);
  }

  /** Starts a server and opens the notebook's project; its process is on its way when this returns. */
  static async start(options: SessionOptions): Promise<Session> {
    const session = new Session(options);
    session.#project = await session.#readProject();
    session.#notebook = new Notebook(session.#project.library);
    session.#hasNode = !session.#project.nodeMayCome;
    await session.#open();
    return session;
  }

  check(source: string): Promise<Diagnostic[]> {
    return this.#answer(async () => {
      await this.#followConfig();
      if (importsOthers(source)) await this.#bringNode();
      let found = await this.#checkCell(source);
      if (found.length > 0 && (await this.#bringNode())) found = await this.#checkCell(source);
      if (found.some(({ severity }) => severity === "error"))
        for (const { name, kind } of (await this.#outline(source)).declared)
          if (kind !== "import") this.#refused.add(name);
      return [...this.#toldOnce.splice(0), ...found];
    });
  }

  async #checkCell(source: string): Promise<Diagnostic[]> {
    const outline = await this.#outline(source);
    let options: RenderOptions = {};
    let found = await this.#diagnose(source, outline, options);
    const again = async (more: RenderOptions) => {
      options = { ...options, ...more };
      found = await this.#diagnose(source, outline, options);
    };
    if (!found.parses && /^\s*\{/.test(source)) await again({ literal: true });
    if (!found.parses && options.literal) await again({ literal: false });
    // With all names in sight the message can say which one was meant.
    if (found.raw.some(({ code }) => NAME_NOT_FOUND.has(code))) await again({ everything: true });
    this.#lookAgain = found.raw.some(({ code }) => MODULE_NOT_FOUND.has(code));
    const hints = await this.#reshape(outline, found);
    if (hints.length > 0) await again({ reshaped: this.#reshaped });
    const said = [...hints, ...(await this.#say(found))].sort((a, b) => a.start - b.start);
    return noCheck.test(source) ? said.filter(() => !found.parses) : said;
  }

  // ── the notebook's settings ─────────────────────────────────────────────────────────────────────────────────────────

  async #readProject(): Promise<ProjectFiles> {
    const { directory, library, onPaths } = this.#options;
    this.#stamp = configStamp(directory);
    const project = await projectFiles(directory, (file) => this.#server.readOptions(file), library);
    onPaths(project.paths);
    this.#toldOnce = optionHints(project, directory);
    return project;
  }

  /** Adds Node's declarations; false when they are there. */
  async #bringNode(): Promise<boolean> {
    if (this.#hasNode) return false;
    this.#hasNode = true;
    await this.#synchronise();
    return true;
  }

  /** Reads the tsconfig again when it has changed, or when another one is the nearest now. */
  async #followConfig(): Promise<void> {
    if (configStamp(this.#options.directory) === this.#stamp) return;
    // A server remembers what it has once read of a tsconfig, and of those that it extends.
    this.#server.close();
    this.#server = this.#start();
    this.#project = await this.#readProject();
    this.#hasNode = true;
    await this.#open();
  }

  // Hints about variables of earlier cells that get another shape here: from now on they may hold any.
  async #reshape(outline: CellOutline, found: Diagnosed): Promise<Diagnostic[]> {
    const context = this.#context(found.cell);
    const names = reshapedNames(found.raw, context);
    this.#reshaped = new Set(names);
    const own = new Set(outline.declared.map(({ name }) => name));
    const earlier = names.filter((name) => !own.has(name) && this.#notebook.kindOf(name));
    if (earlier.length === 0) return [];
    return (await this.#say(found)).filter(
      ({ severity, code, start, end }) =>
        severity === "hint" && code === 2322 && earlier.includes(found.cell.source.slice(start, end)),
    );
  }

  #say({ raw, cell, parses }: Diagnosed): Promise<Diagnostic[]> {
    return toDiagnostics(raw, this.#context(cell, parses));
  }

  #context(cell: Rendered, parses = false): CellContext {
    return contextOf(cell, {
      notebook: this.#notebook,
      server: this.#server,
      directory: this.#options.directory,
      refused: this.#refused,
      file: this.#fileOf(cell),
      parses,
    });
  }

  commit(source: string): Promise<void> {
    return this.#answer(async () => {
      if (this.#notebook.isBlockFull) await this.#startBlock();
      const outline = await this.#outline(source);
      const cell = await this.#show(source, outline);
      if (outline.jsx) await this.#commitJsx(cell);
      else this.#notebook.commit(cell, this.#duration > COSTLY);
      this.#notebook.reshape(this.#reshaped);
      this.#reshaped = new Set();
      for (const { name } of outline.declared) this.#refused.delete(name);
      this.#current = undefined;
    });
  }

  async #commitJsx(cell: Rendered): Promise<void> {
    const { index, source } = cell;
    const emitted = await this.#emitted([{ index, file: this.#fileOf(cell), source }]);
    const text = commitDeclared(this.#notebook, cell, emitted.get(index));
    // A server that has ended meanwhile gets all files when it is started again.
    this.#server.update({ files: [[this.#path(index), text]] }).catch(() => {});
  }

  /** Takes the work off later checks: cells become declarations, a full block is archived. */
  settle(): Promise<void> {
    return this.#answer(async () => {
      await this.#bringNode();
      await this.#summariseCells("costly");
      if (this.#notebook.freeSlots <= 1) await this.#startBlock();
    });
  }

  complete(source: string, offset: number): Promise<Completions> {
    return this.#answer(async () => {
      await this.#bringNode();
      const at = clamp(source, offset);
      const everything = wantsAllNames(source, at);
      const cell = await this.#show(source, await this.#outline(source), { everything });
      const place = { file: this.#fileOf(cell), source, offset: cell.offset };
      return completeAt(this.#server, place, at, (name) => this.#notebook.kindOf(name));
    });
  }

  inspect(source: string, offset: number): Promise<Inspection | undefined> {
    return this.#answer(async () => {
      await this.#bringNode();
      const cell = await this.#show(source, await this.#outline(source));
      const place = { file: this.#fileOf(cell), source, offset: cell.offset };
      return (await import("./inspect.ts")).inspectAt(this.#server, place, clamp(source, offset));
    });
  }

  async reset(): Promise<void> {
    this.#notebook = new Notebook(this.#project.library);
    this.#refused.clear();
    await this.#answer(() => this.#synchronise());
  }

  /** Puts a new server in the place of this one. */
  async renew(): Promise<void> {
    this.#server.close();
    this.#server = this.#start();
    await this.#open().catch((error: unknown) => {
      this.#server.close(); // the next call tries again
      throw error;
    });
  }

  /** What may be done when nobody waits. */
  tidy(): Promise<void> {
    return this.#server.tidy();
  }

  close(): void {
    this.#isClosed = true;
    this.#server.close();
  }

  // ── the server ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #start(process?: ChildProcess): Server {
    const { directory, onServer } = this.#options;
    const server = new Server(directory, join(directory, configFileName), process);
    onServer(server.pid);
    return server;
  }

  async #answer<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!this.#server.hasEnded || this.#isClosed) throw error;
      this.#server = this.#start();
      await this.#open();
      if (this.#options.wasStopped()) throw error;
      return ask();
    }
  }

  async #open(): Promise<void> {
    this.#current = undefined;
    const files = this.#allFiles();
    const opened = this.#server.open([...this.#project.overlay, ...files]);
    this.#files = new Set(files.keys());
    await opened;
    // The first check of a project binds the libraries: better now than with the user's first cell.
    const [names] = await Promise.all([
      this.#server.fileNames(),
      this.#server.diagnose(this.#path(this.#notebook.next)),
    ]);
    this.#localFiles.watch(names);
  }

  #allFiles(): Map<string, string> {
    const { directory } = this.#options;
    const files = new Map<string, string>([[join(directory, globalsFileName), notebookGlobals]]);
    for (const [module, text] of this.#notebook.files()) files.set(join(directory, `${module}.ts`), text);
    if (this.#hasJsx) files.set(join(directory, jsxFileName), this.#notebook.jsxFile);
    return new Map([
      [join(directory, configFileName), this.#project.config(files.keys(), this.#hasNode)],
      ...files,
    ]);
  }

  // Brings all files of the server to what the notebook says: another list of files, so it costs a rebuild.
  async #synchronise(): Promise<void> {
    const files = this.#allFiles();
    const removed = [...this.#files].filter((file) => !files.has(file));
    this.#files = new Set(files.keys());
    this.#current = undefined;
    await this.#server.update({ files, removed });
    await this.#server.diagnose(this.#path(this.#notebook.next));
  }

  // ── cells ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  #path(index: number): string {
    return join(this.#options.directory, `${cellModule(index)}.ts`);
  }

  #fileOf({ index, outline }: Rendered): string {
    return outline.jsx ? join(this.#options.directory, jsxFileName) : this.#path(index);
  }

  async #outline(source: string): Promise<CellOutline> {
    if (this.#outlined?.source !== source) {
      const { parsedOutline } = await import("./parsedOutline.ts");
      const outline =
        parsedOutline(source) ??
        (await (await import("./declarations.ts")).tolerantOutline(this.#server, source));
      this.#outlined = { source, outline };
    }
    return this.#outlined.outline;
  }

  /** Puts a source into the next cell's file. What is asked then is asked of that; whether it got there is not waited for. */
  async #show(source: string, outline: CellOutline, options: RenderOptions = {}): Promise<Rendered> {
    if (this.#notebook.isBlockFull) await this.#startBlock();
    if (outline.jsx && !this.#hasJsx) {
      this.#hasJsx = true;
      await this.#synchronise();
    }
    const rendered = this.#notebook.render(source, outline, options);
    const disk = this.#localFiles.changes();
    const again = this.#lookAgain && outline.imports;
    const { file, text } = this.#current ?? {};
    if (file === this.#fileOf(rendered) && text === rendered.text && !disk && !again) return rendered;
    this.#update(rendered, rendered.text, again ? { invalidateAll: true } : disk);
    if (again) this.#lookAgain = false;
    if (outline.imports || disk) this.#localFiles.watch(await this.#server.fileNames());
    return rendered;
  }

  #update(cell: Rendered, text: string, disk?: DiskChanges): void {
    const file = this.#fileOf(cell);
    this.#current = { file, text };
    this.#server.update({ files: [[file, text]], ...(disk ? { disk } : {}) }).catch(() => {
      this.#current = undefined;
    });
  }

  async #diagnose(source: string, outline: CellOutline, options: RenderOptions): Promise<Diagnosed> {
    const cell = await this.#show(source, outline, options);
    const path = this.#fileOf(cell);
    const { syntactic, semantic, duration } = await this.#server.diagnose(path);
    this.#duration = duration;
    if (syntactic.length === 0)
      return { cell, raw: outline.jsx ? withoutMissingTypes(semantic) : semantic, parses: true };
    // Where the cell's text breaks off, our line of exports after it would be blamed: ask without it.
    this.#update(cell, cell.text.slice(0, cell.offset + source.length));
    return { cell, raw: (await this.#server.diagnose(path)).syntactic, parses: false };
  }

  async #summariseCells(which: "costly" | "all"): Promise<void> {
    const cells = this.#notebook.unsettled(which);
    if (cells.length === 0) return;
    const emitted = await this.#emitted(
      cells.map((index) => ({ index, file: this.#path(index), source: this.#notebook.sourceOf(index) })),
    );
    const texts: Array<readonly [string, string]> = [];
    for (const [index, summary] of emitted) {
      const text = this.#notebook.settle(index, summary);
      if (text !== undefined) texts.push([this.#path(index), text]);
    }
    if (texts.length > 0) await this.#server.update({ files: texts });
  }

  #emitted(cells: readonly Emitting[]): Promise<Map<number, Summary | undefined>> {
    return emittedSummaries(this.#server, cells, this.#project.library, (archive, name) =>
      this.#notebook.archivedOwner(archive, name),
    );
  }

  async #startBlock(): Promise<void> {
    await this.#summariseCells("all");
    this.#notebook.startBlock();
    await this.#synchronise();
  }
}
