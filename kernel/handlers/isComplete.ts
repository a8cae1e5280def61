// Tells a console whether Enter runs the cell or adds a line.
import type { Handler } from "./handler.ts";

export const isComplete: Handler<"is_complete_request"> = {
  lane: "none",
  async handle({ content }, kernel) {
    const { completeness } = await kernel.engine();
    return { reply: completeness(content.code) };
  },
};
