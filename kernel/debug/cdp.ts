// What the debugger uses of the Chrome DevTools Protocol, and how it speaks it. Types only.

/** A running program, by its inspector. Rejects with the inspector's own words, or when the program has ended. */
export interface Debuggee {
  send<Result = unknown>(method: string, params?: object): Promise<Result>;
}

/** Lines and columns from 0. */
export interface Location {
  scriptId: string;
  lineNumber: number;
  columnNumber?: number;
}

export interface ScriptParsed {
  scriptId: string;
  url: string;
}

export interface RemoteObject {
  type: string;
  subtype?: string;
  className?: string;
  value?: unknown;
  unserializableValue?: string;
  description?: string;
  objectId?: string;
  preview?: ObjectPreview;
}

export interface ObjectPreview {
  type: string;
  subtype?: string;
  description?: string;
  overflow: boolean;
  properties: PropertyPreview[];
  entries?: { key?: ObjectPreview; value: ObjectPreview }[];
}

export interface PropertyPreview {
  name: string;
  type: string;
  subtype?: string;
  value?: string;
  valuePreview?: ObjectPreview;
}

export interface PropertyDescriptor {
  name: string;
  value?: RemoteObject;
  get?: RemoteObject;
  enumerable?: boolean;
  symbol?: RemoteObject;
}

export interface Properties {
  result: PropertyDescriptor[];
  internalProperties?: { name: string; value?: RemoteObject }[];
  exceptionDetails?: ExceptionDetails;
}

export interface ExceptionDetails {
  text: string;
  exception?: RemoteObject;
}

export interface Evaluated {
  result: RemoteObject;
  exceptionDetails?: ExceptionDetails;
}

export interface Scope {
  type: string;
  object: RemoteObject;
}

export interface CallFrame {
  callFrameId: string;
  functionName: string;
  functionLocation?: Location;
  location: Location;
  scopeChain: Scope[];
  this: RemoteObject;
  returnValue?: RemoteObject;
}

export interface Paused {
  callFrames: CallFrame[];
  reason: string;
  data?: RemoteObject & { scriptId?: string };
  hitBreakpoints?: string[];
}
