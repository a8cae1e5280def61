// The door to TypeScript: one compiler server with one project, whose files are layers in memory over the disk. With `ast.ts`
// the only file that imports `typescript`; it knows nothing of cells. The server gets a session of its own, because a terminal's
// Ctrl-C goes to the whole process group and would end it, and the client has no option for that: hence the patched spawn.
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { createFileSystemLayer } from "typescript/fs";
import {
  API,
  type Project,
  type Diagnostic as RawDiagnostic,
  type Snapshot,
  SymbolFlags,
  type Symbol as TypeScriptSymbol,
} from "typescript/sync";
import type * as ast from "./ast.ts";
import { libraryFolder } from "./standardLibrary.ts";

export type {
  CompletionEntry,
  Diagnostic as RawDiagnostic,
  Signature,
  Symbol as TypeScriptSymbol,
} from "typescript/sync";
export {
  CompletionItemKind,
  DiagnosticCategory,
  NodeBuilderFlags,
  SignatureKind,
  SymbolFlags,
} from "typescript/sync";

type Spawn = (command: string, args: readonly string[], options: SpawnOptions) => ChildProcess;

/** Files that changed on disk since the last update. */
export interface DiskChanges {
  changed?: string[];
  deleted?: string[];
  /** Forget everything known about the disk. */
  invalidateAll?: boolean;
}

/** What an update of the project brings: texts by absolute path, and paths to remove. */
export interface Update {
  files: Iterable<readonly [string, string]>;
  removed?: string[];
  disk?: DiskChanges;
}

export class Server {
  readonly pid: number | undefined;
  readonly #api: API;
  readonly #configFile: string;
  readonly #garbage: Array<{ dispose(): void }> = [];
  #snapshot: Snapshot | undefined;
  #project: Project | undefined;

  constructor(directory: string, configFile: string) {
    this.#configFile = configFile;
    const folder = libraryFolder();
    const program = folder && join(folder, process.platform === "win32" ? "tsc.exe" : "tsc");
    const options = { cwd: directory, ...(program && { tsserverPath: program }) };
    const { api, pid } = spawnDetached(() => new API(options));
    this.#api = api;
    this.pid = pid;
  }

  /** The options that a tsconfig file amounts to, with all that it extends. */
  readOptions(configFile: string): Record<string, unknown> {
    return { ...this.#api.parseConfigFile(configFile).options };
  }

  /** Loads the project; `files` has the configuration file itself. */
  open(files: Iterable<readonly [string, string]>): void {
    this.#adopt(
      this.#api.createSnapshot({
        openProjects: [this.#configFile],
        fileSystem: createFileSystemLayer([...files]),
        userPreferences: {
          includeCompletionsForModuleExports: false,
          importModuleSpecifierEnding: "js",
        },
      }),
    );
  }

  /** Brings files up to date. Cheap only while no file's list of module specifiers changes. */
  update({ files, removed, disk }: Update): void {
    const before = this.#current();
    this.#adopt(
      before.update({
        fileSystem: createFileSystemLayer([...files], removed?.length ? { removedPaths: removed } : {}),
        // Without this the project answers from its old text.
        ensurePrograms: [this.project.id],
        ...(disk ? { fileNotifications: disk } : {}),
      }),
    );
    this.#garbage.push(before);
  }

  get project(): Project {
    if (!this.#project) throw new Error("the project is not open");
    return this.#project;
  }

  /** Parses text that need be no part of the project; `use` must not keep the tree. */
  parse<T>(text: string, use: (file: ast.SourceFile) => T): T {
    const retained = this.#api.createSourceFile("/cell.ts", text);
    this.#garbage.push(retained);
    return use(retained.sourceFile);
  }

  /** Syntactic diagnostics of a file, and semantic ones. */
  diagnose(file: string): { syntactic: readonly RawDiagnostic[]; semantic: readonly RawDiagnostic[] } {
    const { program } = this.project;
    const [syntactic, semantic] = this.#api.batch(
      program.getSyntacticDiagnostics.gen(file),
      program.getSemanticDiagnostics.gen(file),
    );
    return { syntactic, semantic };
  }

  /** What each symbol stands for: itself, unless it is an import or an export of something else. */
  resolve(symbols: readonly TypeScriptSymbol[]): TypeScriptSymbol[] {
    const { checker } = this.project;
    const aliases = symbols.filter(({ flags }) => flags & SymbolFlags.Alias);
    const targets = this.#api.batch(...aliases.map((each) => checker.getAliasedSymbol.gen(each)));
    return symbols.map((each) => targets[aliases.indexOf(each)] ?? each);
  }

  /** Lets go of what earlier calls left on the server; best done when nobody waits. */
  tidy(): void {
    for (const left of this.#garbage.splice(0)) left.dispose();
  }

  print(node: ast.Node): string {
    return this.#api.printer.printNode(node);
  }

  /** Whether the process still answers. */
  isAlive(): boolean {
    try {
      this.#api.parseCommandLine([]);
      return true;
    } catch {
      return false;
    }
  }

  close(): void {
    try {
      this.#api.close();
    } catch {
      // It was dead already.
    }
  }

  #current(): Snapshot {
    if (!this.#snapshot) throw new Error("the project is not open");
    return this.#snapshot;
  }

  #adopt(snapshot: Snapshot): void {
    const project = snapshot.getConfiguredProject(this.#configFile);
    if (!project || project.dirty) throw new Error(`TypeScript did not load ${this.#configFile}`);
    this.#snapshot = snapshot;
    this.#project = project;
  }
}

/** With Go's usual 100 the server collects garbage in the middle of its start, and finds none: a fifth of that start. */
const startingGarbage = { GOGC: "150" };

function spawnDetached<T>(construct: () => T): { api: T; pid: number | undefined } {
  const childProcess: { spawn: Spawn } = createRequire(import.meta.url)("node:child_process");
  const original = childProcess.spawn;
  let child: ChildProcess | undefined;
  childProcess.spawn = (command, args, options) => {
    const stdio = Array.isArray(options.stdio)
      ? [options.stdio[0], options.stdio[1], "ignore" as const]
      : options.stdio;
    const env = { ...startingGarbage, ...(options.env ?? process.env) };
    child = original(command, args, { ...options, stdio, env, detached: process.platform !== "win32" });
    return child;
  };
  syncBuiltinESMExports();
  try {
    return { api: construct(), pid: child?.pid };
  } finally {
    childProcess.spawn = original;
    syncBuiltinESMExports();
  }
}
