// The `paths` of the notebook's tsconfig, followed as the type checker follows them: the longest fitting pattern counts, and
// of what it leads to the first that is there. Knows files, not how they are loaded.
import type { PathMapping } from "../../protocol/evaluator.ts";

let mapping: PathMapping = {};

/** From now on these are the paths. */
export function followPaths(paths: PathMapping): void {
  mapping = paths;
}

/** The files that a specifier may mean, endings not yet added; none when no pattern fits. */
export function mappedFiles(specifier: string): string[] {
  let best: { targets: string[]; star: string; length: number } | undefined;
  for (const [pattern, targets] of Object.entries(mapping)) {
    if (pattern === specifier) return targets;
    const [before, after] = pattern.split("*");
    if (after === undefined || specifier.length < before!.length + after.length) continue;
    if (!specifier.startsWith(before!) || !specifier.endsWith(after)) continue;
    const star = specifier.slice(before!.length, specifier.length - after.length);
    if (!best || before!.length > best.length) best = { targets, star, length: before!.length };
  }
  return best?.targets.map((target) => target.replace("*", () => best.star)) ?? [];
}
