// What a cell declares at its top level, as the notebook keeps it; two files read it (`parsedOutline.ts`, `declarations.ts`).

export type DeclarationKind =
  | "let"
  | "const"
  | "var"
  | "function"
  | "class"
  | "enum"
  | "namespace"
  | "import"
  | "type";

/** Bits: a name may mean a value, a type, or both. */
export const VALUE = 1;
export const TYPE = 2;

export interface Declared {
  name: string;
  kind: DeclarationKind;
  meaning: number;
}

export interface CellOutline {
  declared: Declared[];
  /** Names that the cell exports itself. */
  exported: Set<string>;
  /** The cell names modules: its files may have to be watched. */
  imports: boolean;
  /** The cell changes what all cells see (`declare global`, `import "./setup"`), so its text must stay. */
  global: boolean;
  /** The cell is TSX. */
  jsx: boolean;
}

const meaningOf: Record<DeclarationKind, number> = {
  let: VALUE,
  const: VALUE,
  var: VALUE,
  function: VALUE,
  class: VALUE | TYPE,
  enum: VALUE | TYPE,
  namespace: VALUE | TYPE,
  import: VALUE | TYPE,
  type: TYPE,
};

/** The outline of a text before its statements are read. */
export function emptyOutline(text: string): CellOutline {
  const imports = /\b(?:import|require)\s*\(/.test(text);
  return { declared: [], exported: new Set(), imports, global: false, jsx: false };
}

export function declareIn(outline: CellOutline, name: string, kind: DeclarationKind): void {
  if (!outline.declared.some((known) => known.name === name && known.kind === kind))
    outline.declared.push({ name, kind, meaning: meaningOf[kind] });
}
