// The envelopes of the Debug Adapter Protocol, which Jupyter carries in `debug_request`, `debug_reply` and `debug_event`, and
// what the debugger asks the evaluator's main thread beside the inspector's own commands.
import type { PositionMap } from "./evaluator.ts";
import type { MimeBundle } from "./mime.ts";

export interface DapResponse {
  type: "response";
  seq: number;
  request_seq: number;
  command: string;
  success: boolean;
  /** What went wrong, in a sentence. */
  message?: string;
  body?: object;
}

export interface DapEvent {
  type: "event";
  seq: number;
  event: string;
  body: object;
}

/** A script as the evaluator knows it. */
export interface KnownScript {
  /** The number in `Cell In[3]`. */
  cell?: number;
  file?: string;
  source: string;
  map?: PositionMap | undefined;
}

/** A tensor whose numbers were read without waiting; without `bytes` where its device needs a wait. */
export interface FrozenTensor {
  shape: readonly number[];
  dtype: string;
  device: string;
  requiresGrad: boolean;
  /** The typed array's name, and its memory in base64. */
  array?: string;
  bytes?: string;
}

/** How a value is shown while the program stands still. */
export type Frozen = { tensor: FrozenTensor } | { data: MimeBundle; metadata: Record<string, unknown> };

/** The property of the evaluator's global object that `DebuggerHook` lies under. */
export const debuggerHookName = "cellgrad.debugger";

/** `globalThis[Symbol.for("cellgrad.debugger")]` in the evaluator. Nothing here waits but `rich`. */
export interface DebuggerHook {
  script(url: string): KnownScript | undefined;
  /** Where an error was made, innermost first, in the user's terms; `isAsync` for those that waited. */
  frames(error: unknown): { url: string; line: number; column: number; isAsync: boolean }[];
  /** The variables among `reads` that have a value by now, by name. */
  collect(names: readonly string[], reads: readonly (() => unknown)[]): object;
  /** A part of what an object holds: `count` of its own keys from `start`. */
  part(object: object, start: number, count: number): object;
  /** How many own keys it has. */
  size(object: object): number;
  /** Short texts for those own values that have a better one than the inspector's. */
  labels(object: object): Record<string, string>;
  /** What there is to see in an object, where that is not its own properties. */
  open(object: object): object;
  rich(value: unknown): Promise<{ data: MimeBundle; metadata: Record<string, unknown> }>;
  richNow(value: unknown): Frozen;
  /** Carries a value from one scope to another. */
  copied: unknown;
}
