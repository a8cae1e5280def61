// `CELLGRAD_LOG=messages`: a line on stderr for every message that comes or goes, for whoever looks for what a front end and
// the kernel say to each other. It shows types and times, never contents: those are the user's.
import type { Outlet } from "./dispatch.ts";
import type { Incoming, Message } from "./protocol/message.ts";

export interface Trace {
  /** Notes what comes, on its way to `take`. */
  incoming(take: (incoming: Incoming) => void): (incoming: Incoming) => void;
  /** Notes what goes, on its way out. */
  outgoing(outlet: Outlet): Outlet;
}

/** What notes nothing. */
export const noTrace: Trace = { incoming: (take) => take, outgoing: (outlet) => outlet };

/** What hands a line a message to `log`. */
export function createTrace(log: (line: string) => void): Trace {
  /** When requests came that may still cause messages, by their ids. */
  const came = new Map<string, number>();
  const note = (sign: string, channel: string, { header, parent_header, content }: Message<unknown>) => {
    const time = new Date().toISOString().slice(11, 23);
    const since = came.get(parent_header.msg_id ?? "");
    const parts = [
      header.msg_type,
      detailOf(content as Record<string, unknown>),
      `of ${(parent_header.msg_id ?? header.msg_id).slice(0, 8)}`,
      since === undefined ? "" : `after ${(performance.now() - since).toFixed(1)} ms`,
    ];
    log(`${time} ${sign} ${channel} ${parts.filter(Boolean).join(" ")}`);
  };
  return {
    incoming: (take) => (incoming) => {
      const { header } = incoming.message;
      came.set(header.msg_id, performance.now());
      if (came.size > remembered) came.delete(came.keys().next().value!);
      note("<", incoming.channel, incoming.message);
      take(incoming);
    },
    outgoing: ({ send, publish }) => ({
      send(channel, identities, message) {
        note(">", channel, message);
        send(channel, identities, message);
      },
      publish(message) {
        note(">", "iopub", message);
        publish(message);
      },
    }),
  };
}

const remembered = 1000;

const detailOf = ({ status, execution_state: state, name }: Record<string, unknown>): string =>
  [status, state, name].filter((each) => typeof each === "string").join(" ");
