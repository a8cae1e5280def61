// The debugger's place in the kernel: loaded with its first request, asked before each cell only while it is on.
import type { DebugAdapter } from "../debug/adapter.ts";
import { RequestError } from "../debug/dap.ts";
import type { Run } from "../debug/session.ts";
import type { Publish } from "../protocol/events.ts";
import type { Kernel } from "./kernel.ts";

export interface Debugging {
  /** Loads it where that is still to be done. */
  adapter(): Promise<DebugAdapter>;
  /** Set by each request of a client: what happens later is told as caused by it. */
  publish: Publish;
  /** Tells a debugger that is on of a cell that is about to run. */
  beforeRun(run: Run): Promise<{ breakOnExceptions?: boolean }>;
  onCdpEvent(method: string, params: unknown): void;
  /** The evaluator is a fresh one. */
  renew(): void;
}

export function createDebugging(kernel: () => Kernel): Debugging {
  let loaded: DebugAdapter | undefined;
  let loading: Promise<DebugAdapter> | undefined;
  let renewing: Promise<unknown> = Promise.resolve();
  const debugging: Debugging = {
    adapter: () => (loading ??= load().then((adapter) => (loaded = adapter))),
    publish: (...event) => kernel().broadcast(...event),
    async beforeRun(run) {
      if (!loaded?.isOn) return {};
      try {
        await renewing;
        return await loaded.beforeRun(run);
      } catch (error) {
        kernel().log(`debugger: ${(error as Error).message}`); // the cell shall run all the same
        return {};
      }
    },
    onCdpEvent: (method, params) => loaded?.onEvent(method, params),
    renew() {
      const renewed = loaded?.renew();
      if (renewed) renewing = renewed.catch((error: Error) => kernel().log(`debugger: ${error.message}`));
    },
  };

  async function load(): Promise<DebugAdapter> {
    const [{ createDebugAdapter }, { stopLine, isCaught }] = await Promise.all([
      import("../debug/adapter.ts"),
      import("../cell/stops.ts"),
    ]);
    return createDebugAdapter({
      debuggee: { send: (method, params) => kernel().evaluation.cdp(method, params) as never },
      emit: (event) => debugging.publish("debug_event", event),
      names: async () => (await kernel().engine()).transformer.names(),
      compile: (expression) => compile(expression, kernel()),
      stopLine: async (source, line) => stopLine(source, line),
      isCaught: async (source, place) => isCaught(source, place),
      declare: (name, type, value) => declare(name, type, value, kernel()),
      log: (problem) => kernel().log(problem),
    });
  }
  return debugging;
}

/** No cell's number. */
const noCell = 0;
/** What every script begins with. */
const strict = /^"use strict";/;

/** An expression as the scripts would say it: without types, with the names that variables have there. */
async function compile(expression: string, kernel: Kernel): Promise<string> {
  const { transformer } = await kernel.engine();
  const made = transformer.transform(expression, noCell);
  if ("problem" in made) throw new RequestError(`SyntaxError: ${made.problem.message}`);
  return made.script.code.replace(`$k.v[${noCell}]=(`, "(").replace(strict, "");
}

/** Gives a name a value; one that is no variable of the notebook yet becomes one, for the checker too. */
function declare(name: string, type: string, value: string, kernel: Kernel): Promise<string> {
  return kernel.turns.take(async () => {
    const { transformer } = await kernel.engine();
    const known = transformer.names().find((each) => each.name === name);
    if (known) return `${known.emitted}=${value}`;
    const source = `var ${name}: ${plainTypes.has(type) ? type : "any"};`;
    const made = transformer.transform(source, noCell);
    if ("problem" in made) throw new RequestError(`SyntaxError: ${made.problem.message}`);
    transformer.commit(made.script);
    const checker = await kernel.checker().catch(() => undefined);
    await checker?.check(source);
    checker?.commit(source);
    return `var ${made.script.declarations[0]!.emitted}=${value}`;
  });
}

const plainTypes = new Set(["number", "string", "boolean", "bigint", "symbol"]);
