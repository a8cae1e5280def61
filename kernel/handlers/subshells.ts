// Subshells: more queues for cells. A cell of one runs while those of the others await; only their starts take turns.
// What they are for: front ends send widgets' messages there, and consoles look at a notebook that trains.
import { ProtocolError } from "../protocol/fields.ts";
import { uuid } from "../protocol/uuid.ts";
import type { Handler } from "./handler.ts";

export const createSubshell: Handler<"create_subshell_request"> = {
  lane: "none",
  handle(_ask, { subshells }) {
    const id = uuid();
    subshells.add(id);
    return { reply: { status: "ok", subshell_id: id } };
  },
};

/** A cell that runs there ends as any other; those that wait are aborted. */
export const deleteSubshell: Handler<"delete_subshell_request"> = {
  lane: "none",
  handle({ content: { subshell_id: id } }, { subshells }) {
    if (!subshells.delete(id)) throw new ProtocolError(`delete_subshell_request: unknown subshell: ${id}`);
    return { reply: { status: "ok" } };
  },
};

export const listSubshell: Handler<"list_subshell_request"> = {
  lane: "none",
  handle: (_ask, { subshells }) => ({ reply: { status: "ok", subshell_id: [...subshells] } }),
};
