// A client of the debugger, as small as it can be: requests of the Debug Adapter Protocol over a kernel's control channel,
// events from iopub.
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { KernelProcess } from "./kernelProcess.ts";

export interface Response {
  type: string;
  seq: number;
  request_seq: number;
  command: string;
  success: boolean;
  message?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at what came
  body?: any;
}

export interface Variable {
  name: string;
  value: string;
  type?: string;
  variablesReference: number;
}

export interface Frame {
  id: number;
  name: string;
  line: number;
  source: { name: string; path: string };
}

/** How long a client waits for an event before something must be wrong, ms. */
const patience = 20_000;

export class DapClient {
  readonly #kernel: KernelProcess;
  #seq = 0;
  #heard = 0;

  constructor(kernel: KernelProcess) {
    this.#kernel = kernel;
  }

  /** The response, whatever it says. */
  async ask(command: string, args: object = {}): Promise<Response> {
    const seq = ++this.#seq;
    const content = { type: "request", seq, command, arguments: args };
    const { reply } = await this.#kernel.request("debug_request", content, "control");
    const response = reply.content as unknown as Response;
    assert.equal(response.type, "response");
    assert.equal(response.request_seq, seq);
    assert.equal(response.command, command);
    return response;
  }

  /** The body of a response that must be a success. */
  async get(command: string, args: object = {}): Promise<Response["body"]> {
    const { success, message, body } = await this.ask(command, args);
    assert.ok(success, message);
    return body;
  }

  /** What a response that must be a failure says. */
  async refusal(command: string, args: object = {}): Promise<string> {
    const { success, message } = await this.ask(command, args);
    assert.equal(success, false);
    return message ?? "";
  }

  async start(clientID = "tester"): Promise<Response["body"]> {
    const capabilities = await this.get("initialize", { clientID });
    await this.get("attach");
    return capabilities;
  }

  /** Sets breakpoints in a cell, which need not have run; gives their lines as the kernel has them. */
  async breakAt(code: string, ...lines: number[]): Promise<number[]> {
    const { sourcePath } = await this.get("dumpCell", { code });
    return this.breakIn(sourcePath, ...lines);
  }

  async breakIn(path: string, ...lines: number[]): Promise<number[]> {
    const breakpoints = lines.map((line) => ({ line }));
    const set = await this.get("setBreakpoints", { source: { path }, breakpoints });
    return set.breakpoints.map(({ line }: { line: number }) => line);
  }

  /** The next event of a name that was not waited for yet. */
  async event(name: string): Promise<Response["body"]> {
    const { broadcasts } = this.#kernel;
    const heard = this.#kernel.heard(
      (message) =>
        message.header.msg_type === "debug_event" &&
        message.content.event === name &&
        broadcasts.indexOf(message) >= this.#heard,
    );
    const late = delay(patience, undefined, { ref: false }).then(() => assert.fail(`no ${name} event`));
    const found = await Promise.race([heard, late]);
    this.#heard = broadcasts.indexOf(found) + 1;
    return found.content.body;
  }

  /** Waits for the next stop; gives its reason and the stack. */
  async stopped(): Promise<{ reason: string; text?: string; frames: Frame[]; top: Frame }> {
    const { reason, text, threadId } = await this.event("stopped");
    const { stackFrames: frames } = await this.get("stackTrace", { threadId });
    return { reason, text, frames, top: frames[0] };
  }

  /** The next stop's line. */
  async line(): Promise<number> {
    return (await this.stopped()).top.line;
  }

  /** The variables of a frame's scope, by name. */
  async variables(frame: Frame, scope: string): Promise<Record<string, string>> {
    const { scopes } = await this.get("scopes", { frameId: frame.id });
    const found = scopes.find(({ name }: { name: string }) => name === scope);
    return found ? byName(await this.open(found.variablesReference)) : {};
  }

  async open(variablesReference: number): Promise<Variable[]> {
    return (await this.get("variables", { variablesReference })).variables;
  }
}

export const byName = (variables: Variable[]): Record<string, string> =>
  Object.fromEntries(variables.map(({ name, value }) => [name, value]));
