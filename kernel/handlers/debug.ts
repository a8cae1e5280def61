// Requests of a debugger's client. They wait for one another and for nothing else: they are answered while a cell runs, and
// while it stands still.
import type { Handler } from "./handler.ts";

export const debug: Handler<"debug_request"> = {
  lane: "debugger",
  async handle({ content, publish }, { debugging }) {
    debugging.publish = publish;
    const adapter = await debugging.adapter();
    return { reply: await adapter.answer(content) };
  },
};
