// The cells as files: which text each of them has for TypeScript, and who owns which name. Pure bookkeeping without a
// server, so that a new server can be given everything again.
// Cells stand in a block of files that exist before they are used, each with a constant list of imports, because TypeScript
// takes a change for 1 ms while that list stays and for 10 to 20 ms when it does not. A full block is followed by another one,
// which sees all earlier names through one archive module.

import { archiveModule, cellModule, importedName, libraryAlias } from "./hiddenNames.ts";
import { pragmaOf } from "./jsx.ts";
import { type CellOutline, type DeclarationKind, TYPE, VALUE } from "./outline.ts";

/** The owner of what the library exports. */
export const LIBRARY = -1;

/** One name that a cell takes from an earlier one, or from the library. */
export interface Use {
  owner: number;
  name: string;
  local: string;
  typeOnly: boolean;
}

/** A cell's text for TypeScript. */
export interface Rendered {
  index: number;
  source: string;
  outline: CellOutline;
  uses: Use[];
  /** Everything after the import line. */
  body: string;
  text: string;
  /** Where the user's source starts in `text`. */
  offset: number;
}

export interface RenderOptions {
  /** Import all names, not only those that occur in the cell. */
  everything?: boolean;
  /** The cell is one object literal, not a block. */
  literal?: boolean;
  /** Variables of earlier cells that hold tensors of another shape than they were declared with. */
  reshaped?: ReadonlySet<string>;
}

interface Cell {
  index: number;
  source: string;
  body: string;
  uses: Use[];
  /** Its text must stay whoever owns its names. */
  global: boolean;
  costly: boolean;
  /** Declarations have taken the place of the source, or cannot. */
  settled: boolean;
  /** Declarations that fit only once the block is archived, because they need other imports. */
  later?: { body: string; uses: Use[] };
}

interface Owner {
  kind: DeclarationKind;
  meaning: number;
  cell: number;
  reshaped?: boolean;
}

export const BLOCK = 32;
const words = /[\p{ID_Start}$_][\p{ID_Continue}$]*/gu;

export class Notebook {
  /** The module specifier of the library whose types every cell may need; kept in each cell's imports. */
  readonly #library: string | undefined;
  readonly #names = new Map<string, Owner[]>();
  readonly #cells = new Map<number, Cell>();
  #blockStart = 0;
  #next = 0;
  #archive: { number: number; text: string } | undefined;
  #archived: Array<Map<string, number>> = [];

  constructor(library: string | undefined) {
    this.#library = library;
  }

  /** The cell that comes next. */
  get next(): number {
    return this.#next;
  }

  get isBlockFull(): boolean {
    return this.#next >= this.#blockStart + BLOCK;
  }

  get freeSlots(): number {
    return this.#blockStart + BLOCK - this.#next;
  }

  kindOf(name: string): DeclarationKind | undefined {
    return this.#names.get(name)?.find(({ meaning }) => meaning & VALUE)?.kind;
  }

  /** Cells of this block whose source still stands in full and may go: only the costly ones, or all. */
  unsettled(which: "costly" | "all"): number[] {
    return [...this.#cells.values()]
      .filter(({ settled, global, costly }) => !settled && !global && (costly || which === "all"))
      .map(({ index }) => index);
  }

  /** The next cell with this source. */
  render(
    source: string,
    outline: CellOutline,
    { everything, literal, reshaped }: RenderOptions = {},
  ): Rendered {
    const index = this.#next;
    const own = new Map<string, number>();
    for (const { name, meaning } of outline.declared) own.set(name, (own.get(name) ?? 0) | meaning);
    const uses: Use[] = [];
    let declarations = "";
    for (const name of everything ? this.#names.keys() : new Set(source.match(words))) {
      const owners = this.#names.get(name) ?? [];
      const [first, second] = owners;
      if (first && second && first.cell === second.cell) {
        if (!own.has(name)) uses.push({ owner: first.cell, name, local: name, typeOnly: false });
        continue;
      }
      for (const { kind, meaning, cell, reshaped: before } of owners) {
        const mine = own.get(name) ?? 0;
        if (mine & meaning) continue;
        if (meaning === TYPE) uses.push({ owner: cell, name, local: name, typeOnly: true });
        else if (mine) continue;
        else if (kind === "let" || kind === "const" || kind === "var") {
          if (this.#library && (before || reshaped?.has(name))) {
            const local = libraryAlias("Tensor");
            if (!uses.some((use) => use.local === local))
              uses.push({ owner: LIBRARY, name: "Tensor", local, typeOnly: true });
            declarations += `declare ${kind} ${name}: ${local};`;
          } else {
            uses.push({ owner: cell, name, local: importedName(name), typeOnly: false });
            declarations += `declare ${kind} ${name}: typeof ${importedName(name)};`;
          }
        } else uses.push({ owner: cell, name, local: name, typeOnly: false });
      }
    }
    const exports = [...own.keys()].filter((name) => !outline.exported.has(name));
    const head = outline.jsx ? pragmaOf(source) + this.#jsxHead(uses) : this.#head(index, uses);
    const content = literal ? `(${source.replace(/;?\s*$/, "")}\n)` : source;
    const body = `${declarations}\n${content}\n;export {${exports.join(",")}};`;
    const offset = head.length + declarations.length + (literal ? 2 : 1);
    return { index, source, outline, uses, body, text: head + body, offset };
  }

  /** From now on these variables may hold tensors of any shape. */
  reshape(names: Iterable<string>): void {
    for (const name of names) for (const owner of this.#names.get(name) ?? []) owner.reshaped = true;
  }

  /** Makes a rendered cell part of the notebook; `costly` when its types take long to derive. */
  commit({ index, source, outline, uses, body }: Rendered, costly = false): void {
    for (const { name, kind, meaning } of outline.declared) {
      const others = (this.#names.get(name) ?? []).filter(
        (owner) => owner.cell === index || !(owner.meaning & meaning),
      );
      this.#names.set(name, [...others, { kind, meaning, cell: index }]);
    }
    this.#cells.set(index, { index, source, body, uses, global: outline.global, costly, settled: false });
    this.#next = index + 1;
  }

  /** Replaces a cell's source by its declarations. Returns its new text, or nothing when it must wait for the next block. */
  settle(
    index: number,
    summary: { body: string; uses: Use[]; sameImports: boolean } | undefined,
  ): string | undefined {
    const cell = this.#cells.get(index);
    if (!cell) return undefined;
    cell.settled = true;
    if (!summary) return undefined;
    const { body, uses } = summary;
    if (!summary.sameImports || !uses.every((use) => this.#reaches(index, use))) {
      cell.later = { body, uses };
      return undefined;
    }
    cell.body = body;
    cell.uses = uses;
    return this.#head(index, uses) + body;
  }

  sourceOf(index: number): string {
    return this.#cells.get(index)?.source ?? "";
  }

  /** The owner of a name as an archive module exports it. */
  archivedOwner(archive: number, exported: string): number | undefined {
    return this.#archived[archive]?.get(exported);
  }

  /** Starts a new block: names move to an archive, cells that nobody can reach any more are dropped. */
  startBlock(): void {
    for (const index of this.#unreachable()) this.#cells.delete(index);
    for (const cell of this.#cells.values()) {
      if (cell.later) Object.assign(cell, cell.later);
      delete cell.later;
      cell.settled = true;
    }
    this.#blockStart = this.#next;
    const number = this.#archived.length;
    const byName = new Map<string, number>();
    let text = "";
    for (const [name, owners] of this.#names)
      for (const [place, owner] of owners.entries()) {
        if (owners.findIndex(({ cell }) => cell === owner.cell) !== place) continue;
        const exported = archivedName(name, owner, owners);
        byName.set(exported, owner.cell);
        const specifier = exported === name ? name : `${name} as ${exported}`;
        text += `export {${owner.meaning === TYPE ? "type " : ""}${specifier}} from "./${cellModule(owner.cell)}";`;
      }
    this.#archived.push(byName);
    this.#archive = { number, text: text || "export {};" };
  }

  /** All files of the notebook, as module name and text. */
  *files(): Generator<readonly [string, string]> {
    if (this.#archive) yield [archiveModule(this.#archive.number), this.#archive.text];
    for (const cell of this.#cells.values())
      yield [cellModule(cell.index), this.#head(cell.index, cell.uses) + cell.body];
    for (let index = this.#next; index < this.#blockStart + BLOCK; index++)
      yield [cellModule(index), `${this.#head(index, [])}\nexport {};`];
  }

  /** The file for cells with JSX, while there is none in it. */
  get jsxFile(): string {
    return `${this.#jsxHead([])}\nexport {};`;
  }

  // Its imports, too, are those of the whole block, and so stay the same.
  #jsxHead(uses: Use[]): string {
    return this.#head(this.#blockStart + BLOCK, uses);
  }

  #head(index: number, uses: Use[]): string {
    const inBlock = index >= this.#blockStart;
    const lines = new Map<string, string[]>();
    if (this.#library) lines.set(this.#library, []);
    if (inBlock) {
      if (this.#archive) lines.set(`./${archiveModule(this.#archive.number)}`, []);
      for (let earlier = this.#blockStart; earlier < index; earlier++)
        lines.set(`./${cellModule(earlier)}`, []);
    }
    for (const use of uses) {
      const archived = inBlock && use.owner < this.#blockStart && use.owner !== LIBRARY;
      const name = archived ? this.#exportedFromArchive(use) : use.name;
      const specifier = `${use.typeOnly ? "type " : ""}${name === use.local ? name : `${name} as ${use.local}`}`;
      const module = this.#moduleOf(use.owner, archived);
      const line = lines.get(module);
      if (line) line.push(specifier);
      else lines.set(module, [specifier]);
    }
    return [...lines].map(([module, names]) => `import {${names}} from "${module}";`).join("");
  }

  #moduleOf(owner: number, archived: boolean): string {
    if (owner === LIBRARY) return this.#library ?? "";
    return `./${archived && this.#archive ? archiveModule(this.#archive.number) : cellModule(owner)}`;
  }

  // Whether a cell of this block can import a name without a new specifier.
  #reaches(index: number, use: Use): boolean {
    if (use.owner === LIBRARY) return true;
    if (use.owner >= this.#blockStart) return use.owner < index;
    const number = this.#archive?.number;
    return number !== undefined && this.archivedOwner(number, this.#exportedFromArchive(use)) === use.owner;
  }

  #exportedFromArchive({ name, owner }: Use): string {
    const number = this.#archive?.number ?? -1;
    return this.archivedOwner(number, typeName(name)) === owner ? typeName(name) : name;
  }

  // Cells that own no name, change nothing for all, and are not needed by one that does.
  #unreachable(): number[] {
    const reached = new Set<number>();
    const reach = (index: number) => {
      const cell = this.#cells.get(index);
      if (!cell || reached.has(index)) return;
      reached.add(index);
      for (const { owner } of (cell.later ?? cell).uses) reach(owner);
    };
    for (const owners of this.#names.values()) for (const { cell } of owners) reach(cell);
    for (const cell of this.#cells.values()) if (cell.global) reach(cell.index);
    return [...this.#cells.keys()].filter((index) => !reached.has(index));
  }
}

const typeName = (name: string) => `$t$${name}`;

// A type and a value of one name from two cells cannot leave a module under that one name.
function archivedName(name: string, owner: Owner, owners: Owner[]): string {
  const split = owners.some(({ cell }) => cell !== owner.cell);
  return split && owner.meaning === TYPE ? typeName(name) : name;
}
