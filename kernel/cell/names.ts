// Which name a variable has in the script. Usually its own. A top-level `const URL` would be seen by every package in
// the process, and V8's REPL mode cannot turn a `let` into a `function`: in both cases the script uses another name.
// Remembers what earlier cells declared.
import type { Declaration } from "./cell.ts";
import type { Declared } from "./declarations.ts";

/** Names that packages look for to learn where they run. */
const PROBES = [
  ...["window", "document", "self", "location", "navigator", "importScripts", "Deno", "Bun", "jest"],
  ...["define", "module", "exports", "require", "process", "__dirname", "__filename", "$k"],
];

const SUFFIX = { lexical: "$l", variable: "$v" } as const;
type Kind = keyof typeof SUFFIX;

export class Names {
  readonly #reserved = new Set([...Object.getOwnPropertyNames(globalThis), ...PROBES]);
  /** What a name first was: that kind keeps the plain name for good. */
  readonly #first = new Map<string, Kind>();
  /** Names that are called otherwise at present. */
  readonly #renamed = new Map<string, string>();

  /** The declarations with their emitted names, and all renamings that hold inside this cell. */
  assign(declared: readonly Declared[]): { declarations: Declaration[]; renamings: Map<string, string> } {
    const renamings = new Map(this.#renamed);
    const declarations = declared.map(({ name, kind }): Declaration => {
      if (kind === "type") return { name, kind, emitted: name };
      const emitted = this.#emitted(name, kind);
      if (emitted === name) renamings.delete(name);
      else renamings.set(name, emitted);
      return { name, kind, emitted };
    });
    return { declarations, renamings };
  }

  commit(declarations: readonly Declaration[]): void {
    for (const { name, kind, emitted } of declarations) {
      if (kind === "type") continue;
      if (!this.#first.has(name)) this.#first.set(name, kind);
      if (emitted === name) this.#renamed.delete(name);
      else this.#renamed.set(name, emitted);
    }
  }

  /** All that were committed, in the order of their first declaration. */
  all(): { name: string; emitted: string }[] {
    return [...this.#first.keys()].map((name) => ({ name, emitted: this.#renamed.get(name) ?? name }));
  }

  reset(): void {
    this.#first.clear();
    this.#renamed.clear();
  }

  #emitted(name: string, kind: Kind): string {
    const clashes = this.#reserved.has(name) || (this.#first.get(name) ?? kind) !== kind;
    return clashes ? name + SUFFIX[kind] : name;
  }
}
