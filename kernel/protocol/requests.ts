// The table of what a kernel can be asked: one row a message, with the fields it carries and the reply it gets. A reply's
// name is never typed: `ReplyType` derives it. A row without a handler in `handlers/index.ts` does not compile.

import type { DapResponse } from "./debug.ts";
import {
  type ContentOf,
  type Fields,
  flag,
  integer,
  json,
  oneOf,
  optional,
  text,
  untouched,
} from "./fields.ts";
import type {
  CommInfoReply,
  CompleteReply,
  CreateSubshellReply,
  DoneReply,
  ExecuteReply,
  HistoryReply,
  InspectReply,
  IsCompleteReply,
  KernelInfoReply,
  ListSubshellReply,
  ShutdownReply,
  UsageReply,
} from "./replies.ts";

interface Row<F extends Fields, Reply> {
  fields: F;
  /** Never there at run time: it carries the reply's type. */
  reply?: Reply;
}

/** A row whose request is answered by `Reply`; `undefined` where the protocol has no answer. */
const row =
  <Reply>() =>
  <F extends Fields>(fields: F): Row<F, Reply> => ({ fields });

export const requests = {
  kernel_info_request: row<KernelInfoReply>()({}),
  execute_request: row<ExecuteReply>()({
    code: text,
    silent: flag(false),
    store_history: flag(true),
    user_expressions: optional(json, {}),
    allow_stdin: flag(false),
    stop_on_error: flag(true),
  }),
  is_complete_request: row<IsCompleteReply>()({ code: text }),
  complete_request: row<CompleteReply>()({ code: text, cursor_pos: integer }),
  inspect_request: row<InspectReply>()({
    code: text,
    cursor_pos: integer,
    detail_level: optional(integer, 0),
  }),
  history_request: row<HistoryReply>()({
    hist_access_type: oneOf("range", "tail", "search"),
    output: flag(false),
    raw: flag(true),
    session: optional(integer, 0),
    start: optional(integer, 0),
    stop: optional(integer),
    n: optional(integer),
    pattern: optional(text),
    unique: flag(false),
  }),
  comm_info_request: row<CommInfoReply>()({ target_name: optional(text) }),
  interrupt_request: row<DoneReply>()({}),
  shutdown_request: row<ShutdownReply>()({ restart: flag(false) }),
  create_subshell_request: row<CreateSubshellReply>()({}),
  delete_subshell_request: row<DoneReply>()({ subshell_id: text }),
  list_subshell_request: row<ListSubshellReply>()({}),
  usage_request: row<UsageReply>()({}),
  /** Read by the debugger: whatever is wrong in it is answered in its own protocol. */
  debug_request: row<DapResponse>()({ seq: untouched, command: untouched, arguments: untouched }),
  comm_open: row<undefined>()({ comm_id: text, target_name: text, data: optional(json, {}) }),
  comm_msg: row<undefined>()({ comm_id: text, data: optional(json, {}) }),
  comm_close: row<undefined>()({ comm_id: text, data: optional(json, {}) }),
} satisfies Record<string, Row<Fields, unknown>>;

export type RequestType = keyof typeof requests;

/** What a handler is given: read and with its defaults filled in. */
export type RequestContent<T extends RequestType> = ContentOf<(typeof requests)[T]["fields"]>;

/** What a handler answers; a client may see an `ErrorReply` or an `AbortedReply` instead. */
export type ReplyContent<T extends RequestType> =
  (typeof requests)[T] extends Row<Fields, infer Reply> ? Reply : never;

/** `execute_request` → `execute_reply`. */
export type ReplyType<T extends RequestType> = T extends `${infer Verb}_request` ? `${Verb}_reply` : never;

export function isRequestType(type: string): type is RequestType {
  return Object.hasOwn(requests, type);
}

/** The name of a request's reply; undefined for a message that gets none. */
export function replyType<T extends RequestType>(type: T): ReplyType<T> | undefined {
  return type.endsWith("_request") ? (type.replace(/_request$/, "_reply") as ReplyType<T>) : undefined;
}
