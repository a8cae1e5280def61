// Finds the magics of a cell and writes the cell anew without them: the same lines, as TypeScript. A line is a magic when it
// begins with % and a letter right after it, and stands where a statement could: not in a template, a comment, a bracket.
// There `%` is never an operator, except of a statement that was not ended, which nobody writes that way.
import { completeness } from "../cell/completeness.ts";
import { problemIn } from "../cell/parse.ts";
import { nearest } from "../nearest.ts";
import { magics } from "./index.ts";
import { type Action, type FrontHost, type Magic, MagicError, type Syntax } from "./magic.ts";

interface Found {
  name: string;
  isCell: boolean;
  args: string;
  /** The blanks between name and args. */
  padding: string;
  /** The line's range in the cell. */
  start: number;
  end: number;
}

/** A cell without its magics. */
export interface Rewritten {
  /** TypeScript, line by line. */
  source: string;
  /** What has to be done before it is checked, in this order. */
  before: Before[];
}

interface Before {
  start: number;
  end: number;
  /** Gives what is to be printed; throws a MagicError. */
  apply(front: FrontHost): string | Promise<string>;
}

/** A magic that cannot be, and its place in the cell. */
export interface MagicProblem {
  message: string;
  start: number;
  end: number;
}

const anyMagic = /^[ \t]*%%?[A-Za-z]/m;
const magicLine = /^([ \t]*)(%%?)([A-Za-z]\w*)([ \t]*)(.*)$/gm;

const syntax: Syntax = {
  isExpression: (text) => problemIn(`(${text}\n)`) === undefined,
  isOpen: (text) => completeness(text).status === "incomplete",
};

/** The cell as it runs; undefined for a cell without magics. */
export function rewriteMagics(source: string): Rewritten | { problem: MagicProblem } | undefined {
  const found = findMagics(source);
  if (found.length === 0) return undefined;
  const before: Before[] = [];
  let rewritten = "";
  let at = 0;
  for (const each of found) {
    const { args, start, end } = each;
    try {
      const action = actionOf(each, source);
      if ("before" in action) before.push({ start, end, apply: (front) => action.before(args, front) });
      const { text, until } = inPlace(each, action, source);
      rewritten += source.slice(at, start) + text;
      at = until;
    } catch (error) {
      if (!(error instanceof MagicError)) throw error;
      return { problem: { message: error.message, start, end } };
    }
  }
  return { source: rewritten + source.slice(at), before };
}

/** The cell with blanks in the place of all that is no TypeScript: offsets stay. */
export function blankMagics(source: string): string {
  let text = source;
  for (const { name, isCell, args, start, end } of findMagics(source)) {
    const magic = magicOf(name);
    if (isCell && (magic ? magic.foreign : true)) return text.replace(/[^\n]/g, " ");
    const kept = magic === undefined || "code" in (magic.line ?? {}) ? args : "";
    text = `${text.slice(0, start)}${kept.padStart(end - start)}${text.slice(end)}`;
  }
  return text;
}

/** True for a cell that `%%` makes another thing than TypeScript statements. */
export function isCellMagic(source: string): boolean {
  return /^\s*%%[A-Za-z]/.test(source);
}

function findMagics(source: string): Found[] {
  if (!anyMagic.test(source)) return [];
  const found: Found[] = [];
  let blanked = source;
  for (const { index, 0: line, 1: indent, 2: sign, 3: name, 4: padding, 5: args } of source.matchAll(
    magicLine,
  )) {
    const before = blanked.slice(0, index);
    if (before.trim() !== "" && completeness(before).status === "incomplete") continue;
    const start = index + indent!.length;
    const end = index + line.length;
    const isCell = sign === "%%";
    found.push({ name: name!, isCell, args: args!, padding: padding!, start, end });
    if (isCell && magicOf(name!)?.foreign) break;
    blanked = blanked.slice(0, start) + " ".repeat(end - start) + blanked.slice(end);
  }
  return found;
}

const magicOf = (name: string): Magic | undefined => magics.find((magic) => magic.name === name);

function actionOf({ name, isCell, start }: Found, source: string): Action {
  const magic = magicOf(name);
  const sign = isCell ? "%%" : "%";
  if (!magic) {
    const near = nearest(
      name,
      magics.map((each) => each.name),
    ).map((each) => signs(magicOf(each)!));
    const meant = near.length ? `did you mean ${near.join(" or ")}? ` : "";
    throw new MagicError(
      `${sign}${name}: there is no such magic\nhelp: ${meant}magics are ${magics.map(signs).join(", ")}`,
    );
  }
  const action = isCell ? magic.cell : magic.line;
  if (!action) throw new MagicError(`${sign}${name}: it is used otherwise\nhelp: ${magic.usage}`);
  if (isCell && source.slice(0, start).trim() !== "")
    throw new MagicError(`%%${name}: it stands on the first line of its cell`);
  return action;
}

const signs = ({ name, line, cell }: Magic): string =>
  [line && `%${name}`, cell && `%%${name}`].filter(Boolean).join(" and ");

/** What stands in the place of a magic, and up to where. */
function inPlace(
  { name, args, padding, isCell, end }: Found,
  action: Action,
  source: string,
): { text: string; until: number } {
  if ("before" in action) return { text: "", until: end };
  if ("code" in action) return { text: action.code(args, padding, syntax), until: end };
  const call = (...words: string[]) => `await $k.magic(${words.map((word) => JSON.stringify(word)).join()});`;
  if (!isCell) return { text: call(name, args), until: end };
  const body = source.slice(end).replace(/^\r?\n/, "");
  return { text: call(name, args, body), until: source.length };
}

/** What the name or the arguments of a magic may become at the cursor; undefined where there is none. */
export function completeMagic(
  source: string,
  offset: number,
): { matches: string[]; start: number; end: number } | undefined {
  const lineStart = source.lastIndexOf("\n", offset - 1) + 1;
  const [, indent = "", sign = "", name = "", gap = "", args = ""] =
    /^([ \t]*)(%%?)(\w*)([ \t]*)(.*)$/.exec(source.slice(lineStart, offset)) ?? [];
  if (sign === "") return undefined;
  const before = blankMagics(source.slice(0, lineStart));
  if (before.trim() !== "" && completeness(before).status === "incomplete") return undefined;
  const start = lineStart + indent.length;
  if (gap === "") {
    const fitting = magics.filter(
      (magic) => (sign === "%%" ? magic.cell : true) && magic.name.startsWith(name),
    );
    const matches = fitting.flatMap((magic) => [
      ...(magic.line && sign === "%" ? [`%${magic.name}`] : []),
      ...(magic.cell && before.trim() === "" ? [`%%${magic.name}`] : []),
    ]);
    return { matches, start, end: offset };
  }
  const matches = magicOf(name)?.complete?.(args);
  return matches && { matches, start: offset - args.length, end: offset };
}

/** What a magic under the cursor is for; undefined where there is none. */
export function describeMagic(
  source: string,
  offset: number,
): { usage: string; summary: string } | undefined {
  const found = findMagics(source).find(
    ({ start, end, name }) => offset >= start && offset <= Math.min(end, start + name.length + 2),
  );
  const magic = found && magicOf(found.name);
  return magic && { usage: magic.usage, summary: magic.summary };
}
