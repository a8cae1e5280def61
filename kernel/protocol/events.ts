// The table of what a kernel broadcasts on iopub: one row a message.
import type { DapEvent } from "./debug.ts";
import type { Json, MessageExtras } from "./message.ts";
import type { DisplayData, MimeBundle } from "./mime.ts";
import type { ErrorContent, ShutdownReply } from "./replies.ts";

export interface Events {
  status: { execution_state: "starting" | "busy" | "idle" };
  execute_input: { code: string; execution_count: number };
  execute_result: { execution_count: number; data: MimeBundle; metadata: Record<string, unknown> };
  stream: { name: "stdout" | "stderr"; text: string };
  display_data: DisplayData;
  update_display_data: DisplayData;
  clear_output: { wait: boolean };
  error: ErrorContent;
  shutdown_reply: ShutdownReply;
  comm_open: { comm_id: string; target_name: string; data: Json };
  comm_msg: { comm_id: string; data: Json };
  comm_close: { comm_id: string; data: Json };
  debug_event: DapEvent;
  iopub_welcome: { subscription: string };
}

export type EventType = keyof Events;

/** Publishes an event as a child of a request. */
export type Publish = <T extends EventType>(type: T, content: Events[T], extras?: MessageExtras) => void;
