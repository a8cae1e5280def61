// Says goodbye to all clients, then ends the kernel. Whoever asked for a restart starts the next one.
import type { Handler } from "./handler.ts";

export const shutdown: Handler<"shutdown_request"> = {
  lane: "none",
  handle({ content, publish }, kernel) {
    const reply = { status: "ok", restart: content.restart } as const;
    publish("shutdown_reply", reply);
    return { reply, after: () => kernel.stop() };
  },
};
