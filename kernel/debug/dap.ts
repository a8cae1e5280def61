// The bodies of the Debug Adapter Protocol's messages, as far as this kernel fills them. Lines and columns count from 1.

export interface Source {
  name?: string;
  path: string;
}

export interface StackFrame {
  id: number;
  name: string;
  source: Source;
  line: number;
  column: number;
}

export interface SourceBreakpoint {
  line: number;
  condition?: string;
}

export interface Breakpoint {
  id: number;
  verified: boolean;
  line: number;
  source: Source;
  message?: string;
}

export interface Variable {
  name: string;
  value: string;
  type?: string;
  /** What the variable is called in an expression. */
  evaluateName?: string;
  /** Leads to what is inside; 0 when nothing is. */
  variablesReference: number;
}

export interface Scope {
  name: string;
  variablesReference: number;
  expensive: boolean;
}

/** A request cannot be answered; its message is the sentence that the client shows. */
export class RequestError extends Error {
  override readonly name = "RequestError";
}
