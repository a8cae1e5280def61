// A debugger that is on: keeps the inspector's state and the program's stops, and decides at each pause whether it is one that
// the client wants to see. The requests are answered in requests.ts.
import type { KnownScript } from "../protocol/debug.ts";
import { Breakpoints } from "./breakpoints.ts";
import type { Debuggee, Paused, ScriptParsed } from "./cdp.ts";
import { cellOf } from "./cellIds.ts";
import { RequestError } from "./dap.ts";
import { ask, hook } from "./hook.ts";
import { foreignCode, isUsers, Scripts, silentCode } from "./scripts.ts";
import { type Stack, stackOf } from "./stack.ts";
import { commandOf, type Step, Stepping } from "./stepping.ts";
import { type GlobalName, Variables } from "./variables.ts";

/** The one thread that runs the user's code. */
export const mainThread = { id: 1, name: "main" } as const;

/** What the debugger needs of the kernel. */
export interface DebuggerHost {
  debuggee: Debuggee;
  /** Tells the clients. */
  emit(event: string, body: object): void;
  /** The notebook's variables. */
  names(): Promise<GlobalName[]>;
  /** TypeScript as the scripts would say it; throws the problem as a sentence. */
  compile(expression: string): Promise<string>;
  /** The line at which a breakpoint will stop. */
  stopLine(source: string, line: number): Promise<number | undefined>;
  /** True when a `catch` of that text stands around a place. */
  isCaught(source: string, place: { line: number; column: number }): Promise<boolean>;
  /** Makes a name a variable of the notebook, of that type if it is a new one; gives the script that sets it. */
  declare(name: string, type: string, value: string): Promise<string>;
  log(problem: string): void;
}

/** Which thrown errors stop the program. */
export type ExceptionFilter = "raised" | "uncaught";

/** A run of a cell that is about to start. */
export interface Run {
  url: string;
  known: KnownScript;
}

/** Pauses that a wish to pause may take until it reaches code of the user's. */
const mostPauses = 200;

export class Session {
  readonly scripts: Scripts;
  readonly breakpoints: Breakpoints;
  readonly variables: Variables;
  exceptionFilters: ReadonlySet<ExceptionFilter> = new Set();
  /** Set while the program stands still and the client knows. */
  stack: Stack | undefined;
  readonly #host: DebuggerHost;
  #stepping: Stepping | undefined;
  #pausesLeft = 0;
  /** A client was told that the program stands still. */
  #isStopTold = false;
  /** Pauses are looked at one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(host: DebuggerHost, typesHideValues: () => boolean) {
    const { debuggee } = host;
    this.#host = host;
    this.scripts = new Scripts(debuggee);
    this.breakpoints = new Breakpoints(debuggee, this.scripts, host);
    this.variables = new Variables(debuggee, { names: host.names, typesHideValues });
  }

  /** Attaches to the program as it is: also to a fresh one, in place of one that has ended. */
  async attach(): Promise<void> {
    const { debuggee } = this.#host;
    this.scripts.forget();
    this.#runsOn();
    await debuggee.send("Debugger.enable");
    await this.applyExceptions();
    await this.breakpoints.renew();
  }

  async detach(): Promise<void> {
    const { debuggee } = this.#host;
    await this.breakpoints.clear().catch(() => {});
    this.exceptionFilters = new Set();
    await debuggee.send("Debugger.setPauseOnExceptions", { state: "none" }).catch(() => {});
    if (this.stack) await debuggee.send("Debugger.resume").catch(() => {});
    await debuggee.send("Debugger.disable").catch(() => {});
    this.#runsOn();
    this.variables.renew(false);
  }

  async beforeRun({ url, known }: Run): Promise<{ breakOnExceptions: boolean }> {
    this.#stepping = undefined;
    this.scripts.announce(url, known);
    await this.breakpoints.beforeRun(cellOf(url) ?? url, url);
    return { breakOnExceptions: this.exceptionFilters.size > 0 };
  }

  /** The stack, for requests that need one. */
  stopped(): Stack {
    if (!this.stack) throw new RequestError("the program is not stopped");
    return this.stack;
  }

  async applyExceptions(): Promise<void> {
    const { debuggee } = this.#host;
    const isWanted = this.exceptionFilters.size > 0;
    const patterns = isWanted ? silentCode : foreignCode;
    await debuggee.send("Debugger.setBlackboxPatterns", { patterns });
    // "uncaught" alone would not do: to the inspector every error of a cell is caught, by the kernel.
    await debuggee.send("Debugger.setPauseOnExceptions", { state: isWanted ? "all" : "none" });
  }

  async step(step: Step): Promise<void> {
    this.#stepping = new Stepping(step, this.stopped());
    await this.#goOn(commandOf[step]);
  }

  async continue(): Promise<void> {
    this.stopped();
    await this.#goOn("Debugger.resume");
  }

  async pause(): Promise<void> {
    if (this.stack) return;
    this.#pausesLeft = mostPauses;
    await this.#host.debuggee.send("Debugger.pause");
  }

  onEvent(method: string, params: unknown): void {
    if (method === "Debugger.scriptParsed") this.scripts.learn(params as ScriptParsed);
    else if (method === "Debugger.resumed") this.#turn = this.#turn.then(() => this.#runsOn());
    else if (method === "Debugger.paused") {
      const pause = () => this.#onPaused(params as Paused);
      this.#turn = this.#turn
        .then(pause)
        .catch((error: Error) => this.#host.log(`debugger: ${error.message}`));
    }
  }

  async #goOn(command: string): Promise<void> {
    this.#runsOn();
    await this.#host.debuggee.send(command);
  }

  /** The program runs: what was known of its stop is out of date. */
  #runsOn(): void {
    this.stack = undefined;
    if (!this.#isStopTold) return;
    this.#isStopTold = false;
    this.variables.renew(false);
    this.#host.emit("continued", { threadId: mainThread.id, allThreadsContinued: true });
  }

  async #onPaused(paused: Paused): Promise<void> {
    const { debuggee } = this.#host;
    if (paused.reason === "instrumentation") {
      const script = this.scripts.get(paused.data?.scriptId ?? "");
      if (script) await this.breakpoints.beforeFile(script);
      await debuggee.send("Debugger.resume");
      return;
    }
    const stack = await stackOf(paused, this.scripts);
    const verdict = await this.#judge(stack);
    if ("command" in verdict) {
      await debuggee.send(verdict.command);
      if (verdict.again) await debuggee.send("Debugger.pause");
      return;
    }
    this.#stepping = undefined;
    this.#pausesLeft = 0;
    this.stack = stack;
    this.#isStopTold = true;
    const hitBreakpointIds = this.breakpoints.hit(paused);
    this.#host.emit("stopped", {
      ...verdict,
      threadId: mainThread.id,
      allThreadsStopped: true,
      ...(hitBreakpointIds.length > 0 && { hitBreakpointIds }),
    });
  }

  /** Why the program stops here, or the inspector's command with which it goes on. */
  async #judge(
    stack: Stack,
  ): Promise<{ reason: string; text?: string } | { command: string; again?: boolean }> {
    const { paused, frames, top } = stack;
    if (paused.reason === "exception" || paused.reason === "promiseRejection") {
      if (!(await this.#isWanted(stack)))
        return { command: this.#stepping ? "Debugger.stepOver" : "Debugger.resume" };
      const text = (paused.data?.description ?? String(paused.data?.value)).split("\n")[0]!;
      return { reason: "exception", text };
    }
    if (paused.hitBreakpoints?.length && frames.length > 0) return { reason: "breakpoint" };
    if (top && isUsers(top.script) && (await this.#isDebuggerStatement(stack)))
      return { reason: "breakpoint" };
    if (this.#stepping) {
      const verdict = this.#stepping.judge(stack);
      if (verdict !== "stop") {
        if (verdict === "Debugger.resume") this.#stepping = undefined;
        return { command: verdict };
      }
      return { reason: "step" };
    }
    if (this.#pausesLeft > 0) {
      if (frames.some(({ script }) => isUsers(script))) return { reason: "pause" };
      this.#pausesLeft--;
      return { command: "Debugger.resume", again: this.#pausesLeft > 0 };
    }
    return { command: "Debugger.resume" }; // a step that its cell's end has left over
  }

  async #isDebuggerStatement({ top }: Stack): Promise<boolean> {
    const { script, place } = top!;
    const line = (await this.scripts.text(script))?.split("\n")[place.line - 1];
    return line?.startsWith("debugger", place.column - 1) ?? false;
  }

  async #isWanted({ paused, frames }: Stack): Promise<boolean> {
    const users = frames.filter(({ script }) => isUsers(script));
    if (this.exceptionFilters.size === 0 || users.length === 0) return false;
    if (paused.data?.className === "InterruptError") return false;
    if (this.exceptionFilters.has("raised")) return true;
    for (const { script, place } of users) {
      const text = await this.scripts.text(script);
      if (text !== undefined && (await this.#host.isCaught(text, place))) return false;
    }
    return !(await this.#isCaughtLater(paused));
  }

  /** True when a function that waits for the one that throws will catch the error. */
  async #isCaughtLater({ data }: Paused): Promise<boolean> {
    const { debuggee } = this.#host;
    if (data?.objectId === undefined || data.subtype !== "error") return false;
    const waiting = await debuggee
      .send<{ result: { value?: { url: string; line: number; column: number; isAsync: boolean }[] } }>(
        "Runtime.callFunctionOn",
        {
          objectId: data.objectId,
          functionDeclaration: `function () { return ${hook}.frames(this) }`,
          returnByValue: true,
        },
      )
      .then(({ result }) => result.value ?? []);
    for (const { url, line, column, isAsync } of waiting) {
      if (!isAsync) continue;
      const text = await ask<KnownScript>(debuggee, `${hook}.script(${JSON.stringify(url)})`);
      if (text && (await this.#host.isCaught(text.source, { line, column }))) return true;
    }
    return false;
  }
}
