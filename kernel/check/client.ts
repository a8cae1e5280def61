// TypeScript's own client of its API, for questions about symbols, types and syntax trees. It is large, and loaded when the
// first such question comes; it speaks over our channel, and follows the snapshots of the project that `server.ts` makes.
import {
  API,
  type Checker,
  type Project,
  type Snapshot,
  SymbolFlags,
  type Symbol as TypeScriptSymbol,
} from "typescript/async";
import type { CreateSnapshotResponse } from "typescript/proto";
import type { SourceFile } from "./ast.ts";
import type { Channel, Method, Params, Result } from "./channel.ts";

export type { Checker, Project, Signature, Symbol as TypeScriptSymbol } from "typescript/async";
export { NodeBuilderFlags, SignatureKind, SymbolFlags } from "typescript/async";

/** What the API sends its requests by. */
interface Transport {
  apiRequest(method: Method, params: unknown): Promise<unknown>;
  apiRequestBinary(method: Method, params: unknown): Promise<Uint8Array | undefined>;
}

export class Client {
  readonly #api: API;
  readonly #configFile: string;
  readonly #garbage: Array<{ dispose(): Promise<void> }> = [];
  #snapshot: Snapshot | undefined;
  /** What the API gets to hear when it asks for the next snapshot. */
  #next: CreateSnapshotResponse | undefined;

  constructor(channel: Channel, initialized: Promise<Result<"initialize">>, configFile: string) {
    this.#configFile = configFile;
    this.#api = new API();
    const ask = <M extends Method>(method: M, params: Params<M>): Promise<unknown> => {
      if (method === "initialize") return initialized;
      if (method === "createSnapshot" || method === "updateSnapshot") return Promise.resolve(this.#next);
      if (method === "release") return Promise.resolve(); // whoever made the snapshot releases it
      return channel.ask(method, params);
    };
    const transport: Transport = {
      apiRequest: ask as Transport["apiRequest"],
      async apiRequestBinary(method, params) {
        const bytes = await channel.askBytes(method, params as never);
        return bytes.length > 0 ? new Uint8Array(bytes) : undefined;
      },
    };
    Object.assign((this.#api as unknown as { client: Transport }).client, transport);
  }

  get printer(): API["printer"] {
    return this.#api.printer;
  }

  get project(): Project {
    const project = this.#snapshot?.getConfiguredProject(this.#configFile);
    if (!project) throw new Error("the project is not open");
    return project;
  }

  /** Comes to know a snapshot, and forgets the one before. */
  async follow(response: CreateSnapshotResponse): Promise<void> {
    this.#next = response;
    const before = this.#snapshot;
    this.#snapshot = await (before ? before.update({}) : this.#api.createSnapshot());
    await before?.dispose();
  }

  /** Parses text that need be no part of the project; what stands for it is released by `tidy`. */
  async parse(text: string): Promise<SourceFile> {
    const retained = await this.#api.createSourceFile("/cell.ts", text);
    this.#garbage.push(retained);
    return retained.sourceFile;
  }

  async tidy(): Promise<void> {
    await Promise.all(this.#garbage.splice(0).map((left) => left.dispose()));
  }
}

/** What each symbol stands for: itself, unless it is an import or an export of something else. */
export const resolveAll = (
  checker: Checker,
  symbols: readonly TypeScriptSymbol[],
): Promise<TypeScriptSymbol[]> =>
  Promise.all(
    symbols.map(async (each) => (each.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(each) : each)),
  );
