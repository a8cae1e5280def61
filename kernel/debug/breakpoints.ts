// Breakpoints as the client sets them, by cell or file, and as the inspector has them, by script. A cell's are set in each
// script that its runs are, before it starts; a file's when it has been loaded and has not yet begun.
import type { CallFrame, Debuggee, Location, Paused } from "./cdp.ts";
import type { Breakpoint, SourceBreakpoint } from "./dap.ts";
import type { Script, Scripts } from "./scripts.ts";

interface Wanted extends SourceBreakpoint {
  id: number;
}

interface Set {
  wanted: Wanted[];
  /** The inspector's ids, with ours. */
  bound: Map<string, number>;
}

export interface BreakpointOptions {
  /** The line at which one set at `line` of the text will stop, before it has run. */
  stopLine(source: string, line: number): Promise<number | undefined>;
  /** An expression of the user's as the scripts would say it. */
  compile(expression: string): Promise<string>;
}

/** Runs of one cell that get its breakpoints, the latest ones: functions of an earlier run may still be called. */
const mostRuns = 20;

export class Breakpoints {
  readonly #debuggee: Debuggee;
  readonly #scripts: Scripts;
  readonly #options: BreakpointOptions;
  readonly #sets = new Map<string, Set>();
  #count = 0;
  /** The inspector's id of what stops each file before it begins. */
  #watch: string | undefined;

  constructor(debuggee: Debuggee, scripts: Scripts, options: BreakpointOptions) {
    this.#debuggee = debuggee;
    this.#scripts = scripts;
    this.#options = options;
  }

  /** Sets all breakpoints of a cell or file, in place of those it had. `text` is the cell's, where it has not run. */
  async set(path: string, wanted: SourceBreakpoint[], text?: string): Promise<Breakpoint[]> {
    await this.#remove(path);
    const set: Set = { wanted: wanted.map((each) => ({ ...each, id: ++this.#count })), bound: new Map() };
    if (wanted.length > 0) this.#sets.set(path, set);
    // News of scripts come with answers, in order, and later than what a cell says.
    await this.#debuggee.send("Runtime.getIsolateId");
    const scripts = this.#scripts.of(path).slice(-mostRuns);
    const answers: Breakpoint[] = [];
    for (const each of set.wanted) {
      let line = text === undefined ? undefined : await this.#options.stopLine(text, each.line);
      let verified = text !== undefined && line !== undefined;
      for (const script of scripts) {
        const stop = await this.#bind(script, each, set);
        if (stop === undefined) continue;
        verified = true;
        line = stop;
      }
      each.line = line ?? each.line;
      const message = verified ? {} : { message: "not loaded yet, or without code from that line on" };
      answers.push({ id: each.id, verified, line: each.line, source: { path }, ...message });
    }
    await this.#watchFiles();
    return answers;
  }

  /** To be called before a run of a cell starts. */
  async beforeRun(path: string, url: string): Promise<void> {
    const set = this.#sets.get(path);
    for (const each of set?.wanted ?? []) {
      const { condition } = each;
      const place = await this.#scripts.begin({ url }, each.line);
      const { breakpointId } = await this.#debuggee.send<{ breakpointId: string }>(
        "Debugger.setBreakpointByUrl",
        { url, ...place, condition: condition && (await this.#options.compile(condition)) },
      );
      set?.bound.set(breakpointId, each.id);
    }
  }

  /** To be called when a script has been loaded and has not begun. */
  async beforeFile(script: Script): Promise<void> {
    const set = script.kind === "cell" ? undefined : this.#sets.get(script.path);
    if (!set) return;
    this.#scripts.reload(script);
    for (const each of set.wanted) await this.#bind(script, each, set);
  }

  /** Ours, of those that a pause is at. */
  hit({ hitBreakpoints = [] }: Paused): number[] {
    return [...this.#sets.values()].flatMap(({ bound }) =>
      hitBreakpoints.flatMap((id) => bound.get(id) ?? []),
    );
  }

  /** By cell or file, with the lines. */
  list(): { source: string; breakpoints: { line: number }[] }[] {
    return [...this.#sets].map(([source, { wanted }]) => ({
      source,
      breakpoints: wanted.map(({ line }) => ({ line })),
    }));
  }

  /** The program is another one, and has none of them. */
  async renew(): Promise<void> {
    this.#watch = undefined;
    for (const { bound } of this.#sets.values()) bound.clear();
    await this.#watchFiles();
  }

  async clear(): Promise<void> {
    for (const path of [...this.#sets.keys()]) await this.#remove(path);
    await this.#watchFiles();
  }

  /** The line where it will stop; undefined where the script has no such place. */
  async #bind(script: Script, wanted: Wanted, set: Set): Promise<number | undefined> {
    const place = await this.#scripts.begin(script, wanted.line);
    const condition = wanted.condition && (await this.#options.compile(wanted.condition));
    const location: Location = { scriptId: script.id, ...place };
    try {
      const { breakpointId, actualLocation } = await this.#debuggee.send<{
        breakpointId: string;
        actualLocation: CallFrame["location"];
      }>("Debugger.setBreakpoint", { location, condition });
      set.bound.set(breakpointId, wanted.id);
      return (await this.#scripts.place(actualLocation))?.line ?? wanted.line;
    } catch {
      return undefined; // no code from there on, or there is one already
    }
  }

  async #remove(path: string): Promise<void> {
    const set = this.#sets.get(path);
    this.#sets.delete(path);
    for (const breakpointId of set?.bound.keys() ?? [])
      await this.#debuggee.send("Debugger.removeBreakpoint", { breakpointId }).catch(() => {});
  }

  async #watchFiles(): Promise<void> {
    const wanted = [...this.#sets.keys()].some((path) => !this.#scripts.isCell(path));
    if (wanted && this.#watch === undefined) {
      const { breakpointId } = await this.#debuggee.send<{ breakpointId: string }>(
        "Debugger.setInstrumentationBreakpoint",
        { instrumentation: "beforeScriptExecution" },
      );
      this.#watch = breakpointId;
    } else if (!wanted && this.#watch !== undefined) {
      await this.#debuggee.send("Debugger.removeBreakpoint", { breakpointId: this.#watch }).catch(() => {});
      this.#watch = undefined;
    }
  }
}
