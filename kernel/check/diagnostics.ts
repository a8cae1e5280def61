// TypeScript's diagnostics as a notebook says them: places in the cell, a shape rule's sentence alone, no names of ours, and
// hints where the run decides. Wording only; what is asked for and when is the session's.
import { basename, relative } from "node:path";
import type { Diagnostic, Severity } from "./checker.ts";
import { withoutHiddenNames } from "./hiddenNames.ts";
import type { ProjectFiles } from "./project.ts";
import type { Complaint, Remedy } from "./remedies/site.ts";
import { DiagnosticCategory, type RawDiagnostic } from "./server.ts";

/** What is said of a whole cell, beside its output. */
export const hint = (message: string): Diagnostic => ({
  severity: "hint",
  code: 0,
  message,
  start: 0,
  end: 0,
  related: [],
});

/** What is said once of a notebook's tsconfig, beside a cell's output: which of its options cells do not follow. */
export function optionHints({ configFile, ignored }: ProjectFiles, directory: string): Diagnostic[] {
  if (configFile === undefined || ignored.length === 0) return [];
  const name = relative(directory, configFile) || basename(configFile);
  return [hint(`Cells do not follow these options of ${name}: ${ignored.join(", ")}.`)];
}

/** What the wording of a cell's diagnostics depends on. */
export interface CellContext {
  source: string;
  /** Where the source starts in the file. */
  offset: number;
  /** What an earlier cell's name is, e.g. `function`. */
  kindOf(name: string): string | undefined;
  /** How a place in another file is called. */
  describeFile(path: string): string;
  /** What is said instead of TypeScript's own words. Offsets into the file. */
  remedy?(complaint: Complaint): Promise<Remedy | undefined>;
}

export async function toDiagnostics(raw: readonly RawDiagnostic[], cell: CellContext): Promise<Diagnostic[]> {
  const found: Array<Diagnostic & { ofShape: boolean; isWhole: boolean }> = [];
  const early = raw.some(({ code }) => code === USED_BEFORE_DECLARED);
  for (const one of raw) {
    if (early && one.code === REFERS_TO_ITSELF) continue;
    const start = one.pos - cell.offset;
    // Before the source stand our imports, after it our exports: what is wrong there is not the user's.
    if (start < 0 || start > cell.source.length) continue;
    const end = Math.min(Math.max(one.end - cell.offset, start), cell.source.length);
    const { about, ...worded } = await word(one, cell, cell.source.slice(start, end));
    const place = about
      ? { start: about.getStart() - cell.offset, end: about.end - cell.offset }
      : { start, end };
    found.push({ ...worded, code: one.code, ...place, isWhole: about !== undefined });
  }
  found.sort((a, b) => a.start - b.start);
  // A remedy for a whole expression is one for all that is wrong inside.
  const told = found.filter(
    (each, index) =>
      !found.some(
        (other, before) =>
          other.isWhole &&
          other.start <= each.start &&
          each.end <= other.end &&
          (other.end - other.start > each.end - each.start || before < index),
      ),
  );
  const change = told.find(({ ofShape, severity }) => ofShape && severity === "hint");
  return told.map(({ ofShape, isWhole, ...diagnostic }) => {
    // Behind a variable whose shape has changed the rules speak of the old shape: there the run decides.
    const outdated = ofShape && change && diagnostic.start > change.start;
    return outdated ? { ...diagnostic, severity: "hint" } : diagnostic;
  });
}

/** The variables that a cell gives a tensor of another shape than they were declared with. */
export function reshapedNames(raw: readonly RawDiagnostic[], { source, offset }: CellContext): string[] {
  return raw
    .filter(({ code, text }) => code === TYPES_DIFFER && twoShapes.test(withoutHiddenNames(text)))
    .map(({ pos, end }) => source.slice(pos - offset, end - offset));
}

type Worded = Pick<Diagnostic, "message" | "related" | "severity"> & {
  ofShape: boolean;
  about?: Remedy["about"];
};

const TYPES_DIFFER = 2322;
const NO_TYPES_FOR_MODULE = 7016;
const USED_BEFORE_DECLARED = 2448;
const REFERS_TO_ITSELF = 7022;

async function word(raw: RawDiagnostic, cell: CellContext, text: string): Promise<Worded> {
  const sentence = shapeSentence(raw);
  if (sentence) return { severity: "error", ofShape: true, ...splitHelp(sentence) };
  const message = withoutHiddenNames(reworded(raw, cell, text));
  const shapes = raw.code === TYPES_DIFFER && twoShapes.exec(message);
  if (shapes)
    return {
      severity: "hint",
      ofShape: true,
      message: `shape changes from ${shapeText(shapes[2])} to ${shapeText(shapes[1])}`,
      related: ["help: declare the variable as `Tensor` to let it hold any shape"],
    };
  const inner = chain(raw);
  const severity = severityOf(raw);
  const complaint = { code: raw.code, message: [message, ...inner].join("\n"), start: raw.pos, end: raw.end };
  const remedy = severity === "error" ? await cell.remedy?.(complaint) : undefined;
  const help = remedy?.help === undefined ? [] : [`help: ${remedy.help}`];
  if (remedy?.message !== undefined)
    return { severity, ofShape: false, message: remedy.message, related: help, about: remedy.about };
  const related = [...inner, ...notes(raw, cell), ...help].map(withoutHiddenNames);
  if (raw.code === USED_BEFORE_DECLARED && cell.kindOf(text))
    related.push(
      `This cell declares '${text}' itself, so the '${text}' of an earlier cell is not visible in it.`,
    );
  const twice = sameName.exec(message)?.[1];
  if (twice) related.push(`There are two types '${twice}': this cell's and an earlier one's.`);
  return { severity, ofShape: false, message, related };
}

function severityOf({ category, code }: RawDiagnostic): Severity {
  return category !== DiagnosticCategory.Error || code === NO_TYPES_FOR_MODULE ? "hint" : "error";
}

const sameName = /type '([^']+)'.* type '\1'/;
const twoShapes = /^Type '\w*Tensor(?:<(.+)>)?' is not assignable to type '\w*Tensor<(.+)>'\.$/;
const shapeText = (shape = "") => /^(?:readonly )?(\[.*\])$/.exec(shape)?.[1] ?? "any";
const sentenceType = /type '"([A-Za-z][\w ]*: (?:[^"\\]|\\.)+)"'/;

/** The sentence that a shape rule left as the type of a parameter. */
function shapeSentence(raw: RawDiagnostic): string | undefined {
  const own = sentenceType.exec(raw.text)?.[1];
  if (own) return own.replaceAll("\\n", "\n").replace(/\\(.)/g, "$1");
  for (const inner of raw.messageChain ?? []) {
    const found = shapeSentence(inner);
    if (found) return found;
  }
  return undefined;
}

function splitHelp(sentence: string): Pick<Worded, "message" | "related"> {
  const [message = "", ...related] = sentence.split("\n");
  return { message, related };
}

const importedThing = /^Cannot assign to '(.+)' because it is an import\.$/;

// Earlier functions and classes reach a cell as imports; to the user they are what they were declared as.
function reworded({ text }: RawDiagnostic, cell: CellContext, name: string): string {
  const kind = importedThing.test(text) ? cell.kindOf(name) : undefined;
  if (!kind || kind === "import") return text;
  return `Cannot assign to '${name}' because it is ${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}.`;
}

function chain({ messageChain }: RawDiagnostic, depth = 0): string[] {
  return (messageChain ?? []).flatMap((inner) => [
    "  ".repeat(depth) + inner.text,
    ...chain(inner, depth + 1),
  ]);
}

function notes({ relatedInformation, fileName }: RawDiagnostic, cell: CellContext): string[] {
  return (relatedInformation ?? []).map((note) => {
    if (!note.fileName || note.fileName === fileName) return note.text;
    return `${note.text} (${cell.describeFile(note.fileName)})`;
  });
}
