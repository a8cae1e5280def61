// Answers what was typed before, in this session and in earlier ones.
import type { Handler } from "./handler.ts";

export const history: Handler<"history_request"> = {
  lane: "none",
  handle({ content }, { history: typed }) {
    const { hist_access_type: access } = content;
    return { reply: { status: "ok", history: typed[access](content) } };
  },
};
