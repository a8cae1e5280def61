// Which comms are open: none, as no target is known and `comms.ts` closes what it does not know.
import type { Handler } from "./handler.ts";

export const commInfo: Handler<"comm_info_request"> = {
  lane: "none",
  handle: () => ({ reply: { status: "ok", comms: {} } }),
};
