// Which comms are open, of one target or of all.
import type { Handler } from "./handler.ts";

export const commInfo: Handler<"comm_info_request"> = {
  lane: "none",
  handle({ content: { target_name: wanted } }, kernel) {
    const open = [...kernel.comms].filter(([, target]) => wanted === undefined || target === wanted);
    const comms = Object.fromEntries(open.map(([id, target]) => [id, { target_name: target }]));
    return { reply: { status: "ok", comms } };
  },
};
