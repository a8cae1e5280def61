// Comms that front ends open. No target is known, so each is closed at once, as the protocol wants it; the front end then
// knows that nobody listens. Messages to a closed comm are dropped.
import type { Handler } from "./handler.ts";

export const commOpen: Handler<"comm_open"> = {
  lane: "none",
  handle({ content, publish }) {
    publish("comm_close", { comm_id: content.comm_id, data: {} });
    return { reply: undefined };
  },
};

export const commMsg: Handler<"comm_msg"> = { lane: "none", handle: () => ({ reply: undefined }) };

export const commClose: Handler<"comm_close"> = { lane: "none", handle: () => ({ reply: undefined }) };
