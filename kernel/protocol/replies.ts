// The contents of replies, as the Jupyter messaging specification 5.5 lists them.
import type { ReplyPayload } from "./evaluator.ts";
import type { MimeBundle } from "./mime.ts";

export interface ErrorContent {
  ename: string;
  evalue: string;
  /** Lines with ANSI colours. */
  traceback: string[];
}

export interface ErrorReply extends ErrorContent {
  status: "error";
}

/** The request was in the queue behind one that failed. */
export interface AbortedReply {
  status: "aborted";
}

export interface KernelInfoReply {
  status: "ok";
  protocol_version: string;
  implementation: string;
  implementation_version: string;
  language_info: {
    name: string;
    version: string;
    mimetype: string;
    file_extension: string;
    pygments_lexer: string;
    codemirror_mode: string;
    nbconvert_exporter: string;
  };
  banner: string;
  help_links: { text: string; url: string }[];
  supported_features: string[];
}

export type ExpressionResult = { status: "ok"; data: MimeBundle; metadata: MimeBundle } | ErrorReply;

interface Counted {
  execution_count: number;
  user_expressions: Record<string, ExpressionResult>;
  payload: ReplyPayload[];
}

export type ExecuteReply = ({ status: "ok" } & Counted) | (ErrorReply & Counted);

export interface IsCompleteReply {
  status: "complete" | "incomplete" | "invalid" | "unknown";
  indent?: string;
}

/** An entry of `_jupyter_types_experimental`: front ends read it by a match's index. Positions count code points. */
export interface TypedMatch {
  text: string;
  type: string;
  start: number;
  end: number;
  signature: string;
}

export interface CompleteReply {
  status: "ok";
  matches: string[];
  cursor_start: number;
  cursor_end: number;
  metadata: { _jupyter_types_experimental: TypedMatch[] };
}

export interface InspectReply {
  status: "ok";
  found: boolean;
  data: MimeBundle;
  metadata: Record<string, unknown>;
}

/** Session, line, and the input, or the input with its output. */
export type HistoryItem = [number, number, string | [string, string | null]];

export interface HistoryReply {
  status: "ok";
  history: HistoryItem[];
}

export interface CommInfoReply {
  status: "ok";
  comms: Record<string, { target_name: string }>;
}

/** To a request that asks for nothing but that something be done. */
export interface DoneReply {
  status: "ok";
}

export interface CreateSubshellReply {
  status: "ok";
  subshell_id: string;
}

export interface ListSubshellReply {
  status: "ok";
  subshell_id: string[];
}

/** Bytes and percents; a process that keeps two processors busy has 200. */
export interface UsageReply {
  status: "ok";
  hostname: string;
  pid: number;
  kernel_memory: number;
  kernel_cpu: number;
  cpu_count: number;
  host_cpu_percent: number;
  host_virtual_memory: { total: number; available: number; free: number; used: number; percent: number };
}

export interface ShutdownReply {
  status: "ok";
  restart: boolean;
}
