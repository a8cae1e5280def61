// Tells a console whether Enter runs the cell or adds a line.
import type { Handler } from "./handler.ts";

export const isComplete: Handler<"is_complete_request"> = {
  lane: "none",
  async handle({ content: { code } }, kernel) {
    const { completeness, magics } = await kernel.engine();
    // The cell of a `%%` magic may go on until an empty line says that it does not.
    if (magics.isCellMagic(code) && !/\n[ \t]*$/.test(code))
      return { reply: { status: "incomplete", indent: "" } };
    return { reply: completeness(magics.blankMagics(code)) };
  },
};
