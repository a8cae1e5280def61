// The lines on shapes and dtypes in an op's doc comment. They follow from what the op does, so they are written and tested, not thought up.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Op } from "../../src/ops/index.ts";
import { root } from "../support/unpack.ts";
import { type Documented, documented } from "./pages.ts";
import { dtypesOf, shapesOf } from "./samples.ts";

/** The doc comment with its lines on shapes and dtypes before the tags; the same text where they are right. */
function withFacts(comment: string, { short, isMethod }: Documented, op: Op): string {
  const lines = comment.split("\n").filter((line) => !/^\s*\* (Shapes|Dtypes): /.test(line));
  const at = lines.findIndex((line) => /^\s*\* @/.test(line));
  if (at < 0) return comment;
  const indent = /^\s*/.exec(lines[at]!)![0];
  const facts = [`Shapes: ${shapesOf(short, op, isMethod)}.`, `Dtypes: ${dtypesOf(op)}.`];
  const made = facts.join(" ").length < 100 ? [facts.join(" ")] : facts;
  return [...lines.slice(0, at), ...made.map((fact) => `${indent}* ${fact}`), ...lines.slice(at)].join("\n");
}

export interface Stale {
  entry: Documented;
  path: string;
  comment: string;
  wanted: string;
}

/** The doc comments of ops that say nothing or something wrong of shapes and dtypes. */
export const staleComments = (): Stale[] =>
  documented().flatMap((entry) => {
    if (!entry.op || entry.comment === undefined) return [];
    const wanted = withFacts(entry.comment, entry, entry.op);
    const path = entry.place.replace(/:\d+$/, "");
    return wanted === entry.comment ? [] : [{ entry, path, comment: entry.comment, wanted }];
  });

/** The sources with those lines right, by path. */
export function mendedSources(): Map<string, string> {
  const made = new Map<string, string>();
  for (const { path, comment, wanted } of staleComments()) {
    const text = made.get(path) ?? readFileSync(join(root, path), "utf8");
    made.set(
      path,
      text.replace(`/*${comment}*/`, () => `/*${wanted}*/`),
    );
  }
  return made;
}
