// For tests of a single verb: what it makes of a text, with a `⏎` for each line break so that both fit a line.
import { Edits } from "../edits.ts";
import { type Program, parse } from "../parse.ts";

export function edited(source: string, verb: (program: Program, edits: Edits) => unknown): string {
  const text = source.replaceAll("⏎", "\n");
  const parsed = parse(text);
  if ("problem" in parsed) throw new SyntaxError(`${parsed.problem.message} in ${source}`);
  const edits = new Edits(text);
  verb(parsed.program, edits);
  return edits.apply().code.replaceAll("\n", "⏎");
}
