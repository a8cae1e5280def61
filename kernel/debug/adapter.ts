// The debugger as clients see it: takes a request of the Debug Adapter Protocol, gives the response. It may be off, which is
// how it begins; then it costs nothing.
import type { DapEvent, DapResponse } from "../protocol/debug.ts";
import type { Debuggee } from "./cdp.ts";
import { RequestError } from "./dap.ts";
import { type Arguments, type Desk, requests } from "./requests.ts";
import { type DebuggerHost, type Run, Session } from "./session.ts";

/** A request as it came: anything may be in it. */
export interface AnyRequest {
  seq?: unknown;
  command?: unknown;
  arguments?: unknown;
}

export interface DebugAdapter {
  readonly isOn: boolean;
  /** Never rejects. */
  answer(request: AnyRequest): Promise<DapResponse>;
  /** An event of the inspector's. */
  onEvent(method: string, params: unknown): void;
  /** To be called, while it is on, before a cell's script starts. */
  beforeRun(run: Run): Promise<{ breakOnExceptions: boolean }>;
  /** To be called when the program has been replaced by a fresh one. */
  renew(): Promise<void>;
}

export interface AdapterOptions extends Omit<DebuggerHost, "emit"> {
  emit(event: DapEvent): void;
}

/** How long the program may take to answer the inspector, ms. Native code that runs long keeps it waiting. */
const patience = 15_000;

export function createDebugAdapter(options: AdapterOptions): DebugAdapter {
  let count = 0;
  const debuggee: Debuggee = {
    send: (method, params) => inTime(method, options.debuggee.send(method, params)),
  };
  const host: DebuggerHost = {
    ...options,
    debuggee,
    emit: (event, body) => options.emit({ type: "event", seq: ++count, event, body }),
  };
  // JupyterLab shows a variable's type in the place of its value, unless it is one of Python's.
  const session = new Session(host, () => desk.clientId === "jupyterlab");
  const desk: Desk = { host, session, isOn: false, clientId: "", cells: new Map() };

  async function bodyOf(command: string, args: Arguments): Promise<object | undefined> {
    const request = Object.hasOwn(requests, command) ? requests[command] : undefined;
    if (!request) throw new RequestError("this debugger does not know this request");
    if (!desk.isOn && !request.always)
      throw new RequestError("the debugger is off\nhelp: send initialize and attach first");
    return request.answer(args, desk);
  }

  return {
    get isOn() {
      return desk.isOn;
    },
    async answer({ seq, command, arguments: args }) {
      const name = typeof command === "string" ? command : "";
      const response = {
        type: "response",
        seq: ++count,
        request_seq: typeof seq === "number" ? seq : 0,
        command: name,
      } as const;
      try {
        const body = await bodyOf(name, isRecord(args) ? args : {});
        return { ...response, success: true, ...(body && { body }) };
      } catch (error) {
        const { message } = error as Error;
        if (!(error instanceof RequestError)) options.log(`debugger: ${name}: ${(error as Error).stack}`);
        return { ...response, success: false, message: `${name || "debug_request"}: ${message}` };
      }
    },
    onEvent: (method, params) => session.onEvent(method, params),
    beforeRun: (run) => session.beforeRun(run),
    renew: async () => {
      if (desk.isOn) await session.attach();
    },
  };
}

const isRecord = (value: unknown): value is Arguments =>
  typeof value === "object" && value !== null && !Array.isArray(value);

async function inTime<T>(method: string, answer: Promise<unknown>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const give = () => reject(new RequestError(`the program does not answer: ${method}: native code runs`));
    timer = setTimeout(give, patience);
  });
  try {
    return (await Promise.race([answer, late])) as T;
  } finally {
    clearTimeout(timer);
    answer.catch(() => {});
  }
}
