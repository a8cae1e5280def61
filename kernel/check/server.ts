// The door to TypeScript: one compiler server with one project, whose files are layers in memory over the disk. What every
// cell needs is asked in the server's own protocol; the client that knows symbols and trees (`client.ts`) comes when one is asked
// about. With `ast.ts` these are the only files that import `typescript`; none of them knows of cells.
import type { ChildProcess } from "node:child_process";
import type {
  CompletionItemKind as CompletionItemKinds,
  DiagnosticCategory as DiagnosticCategories,
  Project,
} from "typescript/async";
import type {
  CompletionInfoResponse,
  CreateSnapshotParams,
  CreateSnapshotResponse,
  DiagnosticResponse,
  EmitOutputResponse,
  ProjectId,
} from "typescript/proto";
import type * as ast from "./ast.ts";
import { Channel, type Result } from "./channel.ts";
import type { Client } from "./client.ts";
import { spawnServer } from "./serverProcess.ts";

export type {
  CompletionEntryResponse as CompletionEntry,
  DiagnosticResponse as RawDiagnostic,
} from "typescript/proto";

// TypeScript's own objects of these numbers come with all of its client.

export const DiagnosticCategory = { Error: 1 } as const satisfies Partial<typeof DiagnosticCategories>;

export const CompletionItemKind = {
  Method: 2,
  Function: 3,
  Constructor: 4,
  Field: 5,
  Variable: 6,
  Class: 7,
  Interface: 8,
  Module: 9,
  Property: 10,
  Value: 12,
  Enum: 13,
  Keyword: 14,
  File: 17,
  Folder: 19,
  EnumMember: 20,
  Constant: 21,
  Struct: 22,
  TypeParameter: 25,
} as const satisfies Partial<typeof CompletionItemKinds>;

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

/** What TypeScript finds wrong with a file. */
export interface Found {
  syntactic: readonly DiagnosticResponse[];
  semantic: readonly DiagnosticResponse[];
  /** How long that took, once the file was up to date, in milliseconds. */
  duration: number;
}

export class Server {
  readonly #channel: Channel;
  readonly #configFile: string;
  readonly #initialized: Promise<Result<"initialize">>;
  /** Snapshots that were replaced. */
  readonly #garbage: number[] = [];
  #client: Promise<Client> | undefined;
  /** Snapshots that the client does not know yet. */
  #news: CreateSnapshotResponse[] = [];
  #project: ProjectId | undefined;
  #snapshot = 0;
  /** The snapshot that the update on its way will make: they are numbered in their order. */
  #coming = 0;
  #updated: Promise<void> = Promise.resolve();

  /** `process` is a server that has been started for this folder already. */
  constructor(directory: string, configFile: string, process: ChildProcess = spawnServer(directory)) {
    this.#configFile = slashed(configFile);
    this.#channel = new Channel(process);
    this.#initialized = this.#channel.ask("initialize", null);
    this.#initialized.catch(() => {});
  }

  get pid(): number | undefined {
    return this.#channel.pid;
  }

  /** Whether the process can be asked no more. */
  get hasEnded(): boolean {
    return this.#channel.hasEnded;
  }

  /** The options that a tsconfig file amounts to, with all that it extends. */
  async readOptions(configFile: string): Promise<Record<string, unknown>> {
    return { ...(await this.#channel.ask("parseConfigFile", { file: configFile })).options };
  }

  /** Loads the project; `files` has the configuration file itself. */
  open(files: Iterable<readonly [string, string]>): Promise<void> {
    const opened = this.#channel.ask("createSnapshot", {
      openProjects: [this.#configFile],
      fileSystem: layer(files),
      userPreferences: { includeCompletionsForModuleExports: false, importModuleSpecifierEnding: "js" },
    });
    return this.#adopt(opened, undefined);
  }

  /**
   * Brings files up to date. Cheap only while no file's list of module specifiers changes. What is asked next is asked of the
   * files as they will be, without waiting.
   */
  update({ files, removed, disk }: Update): Promise<void> {
    const before = this.#coming;
    const changes: CreateSnapshotParams = {
      fileSystem: layer(files, removed),
      // Without this the project answers from its old text.
      ensurePrograms: [this.#openProject],
      ...(disk ? { fileNotifications: disk } : {}),
    };
    return this.#adopt(this.#channel.ask("updateSnapshot", { snapshot: before, changes }), before);
  }

  async diagnose(file: string): Promise<Found> {
    const now = () => performance.now();
    const started = this.#updated.then(now, now);
    const [syntactic, semantic] = await this.#ask((of) => {
      const params = { ...of, files: [file] };
      return Promise.all([
        this.#channel.ask("getSyntacticDiagnostics", params),
        this.#channel.ask("getSemanticDiagnostics", params),
      ]);
    });
    return { syntactic: syntactic ?? [], semantic: semantic ?? [], duration: now() - (await started) };
  }

  complete(file: string, position: number): Promise<CompletionInfoResponse | null> {
    return this.#ask((of) => this.#channel.ask("getCompletionsAtPosition", { ...of, file, position }));
  }

  /** The files that the program consists of. */
  async fileNames(): Promise<readonly string[]> {
    return (await this.#ask((of) => this.#channel.ask("getSourceFileNames", of))) ?? [];
  }

  emitDeclarations(files: string[]): Promise<EmitOutputResponse> {
    return this.#ask((of) => this.#channel.ask("getDeclarationEmit", { ...of, files }));
  }

  /** TypeScript's own view of the project as it is now: who asks it uses TypeScript's words. */
  async project(): Promise<Project> {
    return (await this.#connected()).project;
  }

  /** Parses text that need be no part of the project. */
  async parse(text: string): Promise<ast.SourceFile> {
    return (await this.#connected()).parse(text);
  }

  async print(node: ast.Node): Promise<string> {
    return (await this.#connected()).printer.printNode(node);
  }

  /** Lets go of what the last calls left on the server; the next one would do that by the way. */
  async tidy(): Promise<void> {
    this.#release();
    if (this.#client) await (await this.#connected()).tidy();
  }

  close(): void {
    this.#channel.close();
  }

  get #openProject(): ProjectId {
    if (this.#project === undefined) throw new Error("the project is not open");
    return this.#project;
  }

  /** Asks at once, of the snapshot that is on its way; again, should it get another number. */
  async #ask<T>(question: (of: { snapshot: number; project: ProjectId }) => Promise<T>): Promise<T> {
    const project = this.#openProject;
    const coming = this.#coming;
    const early = question({ snapshot: coming, project });
    early.catch(() => {}); // what becomes of the update comes first
    this.#release();
    await this.#updated;
    return this.#snapshot === coming ? early : question({ snapshot: this.#snapshot, project });
  }

  #release(): void {
    for (const snapshot of this.#garbage.splice(0))
      this.#channel.ask("release", { snapshot }).catch(() => {}); // a server that has ended holds nothing
  }

  #adopt(made: Promise<CreateSnapshotResponse>, before: number | undefined): Promise<void> {
    const expected = ++this.#coming;
    const adopt = async () => {
      const response = await made;
      const { snapshot, projects } = response;
      if (snapshot !== expected) this.#coming = snapshot;
      if (snapshot === before) {
        this.#garbage.push(snapshot); // nothing has changed: it is held twice now
        return;
      }
      const project = projects.find(({ configFileName }) => configFileName === this.#configFile);
      if (project ? project.dirty : before === undefined)
        throw new Error(`TypeScript did not load ${this.#configFile}`);
      if (before !== undefined) this.#garbage.push(before);
      this.#snapshot = snapshot;
      if (project) this.#project = project.id;
      if (this.#client || !project) this.#news.push(response);
      else this.#news = [response];
    };
    this.#updated = adopt();
    this.#updated.catch(() => {
      this.#coming = this.#snapshot; // whoever asks something of the project hears of it
    });
    return this.#updated;
  }

  async #connected(): Promise<Client> {
    await this.#updated;
    this.#client ??= import("./client.ts").then(
      ({ Client }) => new Client(this.#channel, this.#initialized, this.#configFile),
    );
    const client = await this.#client;
    for (const response of this.#news.splice(0)) await client.follow(response);
    return client;
  }
}

const slashed = (path: string) => path.replaceAll("\\", "/");

function layer(files: Iterable<readonly [string, string]>, removed: readonly string[] = []) {
  return {
    kind: "layer" as const,
    files: Object.fromEntries([...files].map(([path, text]) => [slashed(path), text])),
    ...(removed.length > 0 && { removedPaths: removed.map(slashed) }),
  };
}
