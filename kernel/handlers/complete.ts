// Completions at the cursor, from the type checker, and of magics; nothing is evaluated.
import type { Completions } from "../check/checker.ts";
import { toCodePoints, toUtf16 } from "../protocol/codePoints.ts";
import type { Handler } from "./handler.ts";
import type { Kernel } from "./kernel.ts";

export const complete: Handler<"complete_request"> = {
  lane: "checker",
  async handle({ content: { code, cursor_pos } }, kernel) {
    const found = await completions(code, toUtf16(code, cursor_pos), kernel);
    const start = toCodePoints(code, found.start);
    const end = toCodePoints(code, found.end);
    return {
      reply: {
        status: "ok",
        matches: found.entries.map(({ text }) => text),
        cursor_start: start,
        cursor_end: end,
        metadata: {
          _jupyter_types_experimental: found.entries.map(({ text, kind, signature }) => ({
            text,
            type: kind,
            start,
            end,
            signature: signature ?? "",
          })),
        },
      },
    };
  },
};

async function completions(code: string, offset: number, kernel: Kernel): Promise<Completions> {
  const checker = await kernel.checker();
  if (!/^[ \t]*%/m.test(code)) return checker.complete(code, offset);
  const { magics } = await kernel.engine();
  const found = magics.completeMagic(code, offset);
  if (!found) return checker.complete(magics.blankMagics(code), offset);
  return { ...found, entries: found.matches.map((text) => ({ text, kind: "magic" })) };
}
