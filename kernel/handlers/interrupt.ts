// Stops what runs, wherever it is on its way; the reply comes when the kernel can run the next one.
import type { Handler } from "./handler.ts";
import type { Kernel } from "./kernel.ts";

export const interrupt: Handler<"interrupt_request"> = {
  lane: "none",
  async handle(_ask, kernel) {
    await interruptCell(kernel);
    return { reply: { status: "ok" } };
  },
};

/** What SIGINT does as well. */
export async function interruptCell(kernel: Kernel): Promise<void> {
  for (const { abort } of kernel.running.values()) abort.abort();
  await kernel.evaluation.interrupt();
}
