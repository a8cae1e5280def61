// A list of changes to a text, applied in one go. Every change keeps the line breaks of what it replaces, so a line of
// the result has the number of the line it came from, and `positions` says where each piece of a line came from.
import { encodeMappings, type Segment } from "./positionMap.ts";

interface Edit {
  at: number;
  end: number;
  text: string;
  /** Where several edits meet: what ends here, then what starts here, then what is replaced from here. */
  rank: number;
  /** Among closers the narrowest first, among the others the widest. */
  order: number;
}

const CLOSER = 0;
const TERMINATOR = 1;
const OPENER = 2;
const REPLACEMENT = 3;

export class Edits {
  readonly source: string;
  readonly #edits: Edit[] = [];
  #count = 0;

  constructor(source: string) {
    this.source = source;
  }

  /** Puts text around a range. Of two wraps of one range, the one made first is the outer one. */
  wrap(start: number, end: number, before: string, after: string): void {
    const tie = this.#count++ / 1e6;
    if (before) this.#edits.push({ at: start, end: start, text: before, rank: OPENER, order: tie - end });
    if (after) this.#edits.push({ at: end, end, text: after, rank: CLOSER, order: -start - tie });
  }

  /** Puts a `;` after a statement that had none. */
  terminate(at: number): void {
    this.#edits.push({ at, end: at, text: ";", rank: TERMINATOR, order: 0 });
  }

  /** Replaces a range; line breaks of the range that the text lacks are added to it. */
  replace(start: number, end: number, text: string): void {
    const breaks = "\n".repeat(Math.max(0, lineBreaks(this.source.slice(start, end)) - lineBreaks(text)));
    this.#edits.push({ at: start, end, text: text + breaks, rank: REPLACEMENT, order: -end });
  }

  /** Replaces a range by spaces but for its first and last characters, `head` and `tail`: nothing moves. */
  blank(start: number, end: number, head = "", tail = ""): void {
    if (start >= end) return;
    const middle = this.source.slice(start + head.length, end - tail.length).replace(/[^\r\n]/g, " ");
    this.#edits.push({ at: start, end, text: head + middle + tail, rank: REPLACEMENT, order: -end });
  }

  /** The changed text, with where its pieces came from. Of overlapping replacements the widest holds. */
  apply(prefix = ""): { code: string; mappings: string } {
    this.#edits.sort((a, b) => a.at - b.at || a.rank - b.rank || a.order - b.order);
    const lines = new LineRecorder(this.source, prefix);
    let from = 0;
    for (const edit of this.#edits) {
      if (edit.at < from) continue;
      lines.keep(from, edit.at);
      lines.put(edit);
      from = edit.end;
    }
    lines.keep(from, this.source.length);
    return lines.finish();
  }
}

// Walks source and result side by side: both are always on the same line.
class LineRecorder {
  #code: string;
  #column: number;
  #line = 0;
  #lineStart = 0;
  readonly #source: string;
  readonly #lines: Segment[][] = [];

  constructor(source: string, prefix: string) {
    this.#source = source;
    this.#code = prefix;
    this.#column = prefix.length;
    this.#mark(0);
  }

  keep(start: number, end: number): void {
    this.#advance(this.#source.slice(start, end), start);
  }

  put({ at, end, text }: Edit): void {
    if (text.length === end - at) {
      this.#advance(text, at);
      return;
    }
    this.#mark(at);
    const broken = text.lastIndexOf("\n");
    if (broken < 0) {
      this.#code += text;
      this.#column += text.length;
    } else {
      for (let i = at; i < end; i++) if (this.#source.charCodeAt(i) === 10) this.#newLine(i + 1);
      this.#code += text;
      this.#column = text.length - broken - 1;
    }
    this.#mark(end);
  }

  finish(): { code: string; mappings: string } {
    return { code: this.#code, mappings: encodeMappings(this.#lines) };
  }

  #advance(text: string, start: number): void {
    this.#code += text;
    let lineStart = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", lineStart)) {
      lineStart = at + 1;
      this.#newLine(start + lineStart);
      this.#mark(start + lineStart);
    }
    this.#column += text.length - lineStart;
  }

  #newLine(offset: number): void {
    this.#line += 1;
    this.#column = 0;
    this.#lineStart = offset;
  }

  #mark(offset: number): void {
    (this.#lines[this.#line] ??= []).push([this.#column, this.#line, offset - this.#lineStart]);
  }
}

function lineBreaks(text: string): number {
  return text.split("\n").length - 1;
}
