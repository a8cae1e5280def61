// Where names and strings start around a cursor. Works on text, because the cell need not parse.

const beforeCursor = /[\p{ID_Continue}$\u200c\u200d]*$/u;
const afterCursor = /^[\p{ID_Continue}$\u200c\u200d]*/u;

/** The identifier around or before an offset; empty when there is none. */
export function wordAt(source: string, offset: number): { start: number; end: number } {
  const start = offset - (beforeCursor.exec(source.slice(0, offset))?.[0].length ?? 0);
  const end = offset + (afterCursor.exec(source.slice(offset))?.[0].length ?? 0);
  return { start, end };
}

/** An offset inside the text. */
export const clamp = (source: string, offset: number) =>
  Math.min(Math.max(0, Math.trunc(offset) || 0), source.length);
