// What stands at the cursor: its type and its documentation, from the type checker; or the magic.
import type { Inspection } from "../check/checker.ts";
import { toUtf16 } from "../protocol/codePoints.ts";
import type { MimeBundle } from "../protocol/mime.ts";
import type { Handler } from "./handler.ts";
import type { Kernel } from "./kernel.ts";
import { plainText } from "./plainText.ts";

export const inspect: Handler<"inspect_request"> = {
  lane: "checker",
  async handle({ content: { code, cursor_pos, detail_level } }, kernel) {
    const found = await look(code, toUtf16(code, cursor_pos), kernel);
    return {
      reply: {
        status: "ok",
        found: found !== undefined,
        data: found ? bundle(found, detail_level > 0) : {},
        metadata: {},
      },
    };
  },
};

/** Tooltips and completers show plain text, an inspector panel (detail level 1) Markdown. */
function bundle({ signature, documentation }: Inspection, detailed: boolean): MimeBundle {
  const plain = documentation === "" ? signature : `${signature}\n\n${plainText(documentation)}`;
  const markdown = `\`\`\`typescript\n${signature}\n\`\`\`\n\n${documentation}`.trimEnd();
  return { "text/plain": plain, ...(detailed && { "text/markdown": markdown }) };
}

async function look(code: string, offset: number, kernel: Kernel): Promise<Inspection | undefined> {
  const checker = await kernel.checker();
  if (!/^[ \t]*%/m.test(code)) return checker.inspect(code, offset);
  const { magics } = await kernel.engine();
  const magic = magics.describeMagic(code, offset);
  if (!magic) return checker.inspect(magics.blankMagics(code), offset);
  return { signature: magic.usage, documentation: magic.summary, start: offset, end: offset };
}
