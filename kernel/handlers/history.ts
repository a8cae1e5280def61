// Answers what was typed before, from the memory of this kernel's life.
import type { Handler } from "./handler.ts";
import { thisSession } from "./historyStore.ts";

export const history: Handler<"history_request"> = {
  lane: "none",
  handle({ content }, kernel) {
    const ours = content.session === 0 || content.session === thisSession;
    const found = {
      tail: () => kernel.history.tail(content),
      search: () => kernel.history.search(content),
      range: () => (ours ? kernel.history.range(content) : []),
    }[content.hist_access_type]();
    return { reply: { status: "ok", history: found } };
  },
};
