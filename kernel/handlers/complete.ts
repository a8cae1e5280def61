// Completions at the cursor, from the type checker; nothing is evaluated.
import { toCodePoints, toUtf16 } from "../protocol/codePoints.ts";
import type { Handler } from "./handler.ts";

export const complete: Handler<"complete_request"> = {
  lane: "checker",
  async handle({ content: { code, cursor_pos } }, kernel) {
    const checker = await kernel.checker();
    const found = await checker.complete(code, toUtf16(code, cursor_pos));
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
