// Comms between front ends and the evaluator's code. Their messages do not wait for cells: code that awaits lets them in.
// What is open is known here as well, so that it can be told while the evaluator is busy.
import type { CommMessage, EvaluatorEvent } from "../protocol/evaluator.ts";
import type { Ask, Handler } from "./handler.ts";
import type { Kernel } from "./kernel.ts";

type CommEvent = Extract<EvaluatorEvent, { type: "comm" }>;

export const commOpen: Handler<"comm_open"> = {
  lane: "none",
  handle(ask, kernel) {
    const { comm_id: id, target_name: target } = ask.content;
    kernel.comms.set(id, target);
    return deliver(ask, kernel, { kind: "open", target });
  },
};

export const commMsg: Handler<"comm_msg"> = {
  lane: "none",
  handle: (ask, kernel) => deliver(ask, kernel, { kind: "msg" }),
};

export const commClose: Handler<"comm_close"> = {
  lane: "none",
  handle(ask, kernel) {
    kernel.comms.delete(ask.content.comm_id);
    return deliver(ask, kernel, { kind: "close" });
  },
};

async function deliver(
  { content, message, publish }: Ask<"comm_open" | "comm_msg" | "comm_close">,
  kernel: Kernel,
  about: Pick<CommMessage, "kind" | "target">,
) {
  const cell = kernel.outputs.open(publish, { brief: true });
  const abort = new AbortController();
  kernel.running.set(cell, { abort, payloads: [] });
  const { metadata, buffers } = message;
  const comm: CommMessage = { ...about, id: content.comm_id, data: content.data, metadata, buffers };
  await kernel.evaluation.deliver({ cell, message: comm }, abort.signal);
  kernel.outputs.flush(cell);
  kernel.running.delete(cell);
  return { reply: undefined };
}

/** What the evaluator's side of a comm sends. */
export function sendComm({ cell, message }: CommEvent, kernel: Kernel): void {
  const { kind, id, target = "", data, metadata, buffers } = message;
  const extras = { metadata, buffers };
  if (kind === "open") {
    kernel.comms.set(id, target);
    kernel.outputs.send(cell, "comm_open", { comm_id: id, target_name: target, data }, extras);
  } else {
    if (kind === "close") kernel.comms.delete(id);
    kernel.outputs.send(cell, `comm_${kind}`, { comm_id: id, data }, extras);
  }
}

/** After the evaluator's death: front ends learn that nobody listens any more. */
export function closeAllComms({ comms, broadcast }: Kernel): void {
  for (const id of comms.keys()) broadcast("comm_close", { comm_id: id, data: {} });
  comms.clear();
}
