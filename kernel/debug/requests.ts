// The table of the debugger's requests: those of the Debug Adapter Protocol, and those that Jupyter adds. Each answers with the
// response's body; a RequestError becomes a response that says what was wrong.

import type { Evaluated } from "./cdp.ts";
import { cellId, naming } from "./cellIds.ts";
import { RequestError, type SourceBreakpoint } from "./dap.ts";
import { evaluateIn, isIdentifier } from "./evaluate.ts";
import { hook, resultOf } from "./hook.ts";
import { typeText } from "./preview.ts";
import { richIdle, richStopped } from "./rich.ts";
import { readText } from "./scripts.ts";
import { type DebuggerHost, type ExceptionFilter, mainThread, type Session } from "./session.ts";
import { describeFrame, type Frame } from "./stack.ts";
import type { Step } from "./stepping.ts";

export type Arguments = Record<string, unknown>;

/** What a request can look at, and change. */
export interface Desk {
  host: DebuggerHost;
  session: Session;
  isOn: boolean;
  clientId: string;
  /** Texts of cells, by their ids: as the client has told them. */
  cells: Map<string, string>;
}

export interface Request {
  /** Answered also while the debugger is off. */
  always?: boolean;
  answer(args: Arguments, desk: Desk): Promise<object | undefined> | object | undefined;
}

const filters: { filter: ExceptionFilter; label: string; description: string; default: boolean }[] = [
  {
    filter: "raised",
    label: "Raised Exceptions",
    description: "Stop where anything is thrown.",
    default: false,
  },
  {
    filter: "uncaught",
    label: "Uncaught Exceptions",
    description: "Stop where something is thrown that no code of the notebook catches.",
    default: false,
  },
];

const capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsConditionalBreakpoints: true,
  supportsEvaluateForHovers: true,
  supportsModulesRequest: true,
  exceptionBreakpointFilters: filters,
};

/** Texts of cells that are kept. */
const mostCells = 1000;

const step = (kind: Step): Request => ({
  async answer(_args, { session }) {
    await session.step(kind);
    return {};
  },
});

export const requests: Record<string, Request> = {
  initialize: {
    always: true,
    async answer({ clientID }, desk) {
      desk.clientId = typeof clientID === "string" ? clientID : "";
      if (!desk.isOn) await desk.session.attach();
      desk.isOn = true;
      return capabilities;
    },
  },

  attach: {
    answer(_args, { host }) {
      host.emit("initialized", {});
      return {};
    },
  },

  configurationDone: { answer: () => ({}) },

  disconnect: {
    always: true,
    async answer(_args, desk) {
      if (desk.isOn) await desk.session.detach();
      desk.isOn = false;
      return {};
    },
  },

  debugInfo: {
    always: true,
    answer: (_args, { session, isOn }) => ({
      isStarted: isOn,
      ...naming,
      breakpoints: session.breakpoints.list(),
      stoppedThreads: session.stack ? [mainThread.id] : [],
      richRendering: true,
      exceptionPaths: ["TypeScript Exceptions"],
      copyToGlobals: true,
    }),
  },

  dumpCell: {
    always: true,
    answer(args, { cells }) {
      const code = text(args, "code");
      const sourcePath = cellId(code);
      cells.delete(sourcePath);
      cells.set(sourcePath, code);
      if (cells.size > mostCells) cells.delete(cells.keys().next().value!);
      return { sourcePath };
    },
  },

  setBreakpoints: {
    async answer(args, desk) {
      const path = sourcePath(args);
      const wanted = Array.isArray(args.breakpoints) ? args.breakpoints : linesOf(args.lines);
      const breakpoints = wanted.map(readBreakpoint);
      return {
        breakpoints: await desk.session.breakpoints.set(path, breakpoints, await sourceText(path, desk)),
      };
    },
  },

  setExceptionBreakpoints: {
    async answer({ filters: wanted, exceptionOptions }, { session }) {
      session.exceptionFilters = new Set([...readFilters(wanted), ...readOptions(exceptionOptions)]);
      await session.applyExceptions();
      return {};
    },
  },

  source: {
    async answer(args, desk) {
      const path = sourcePath(args);
      const content = await sourceText(path, desk);
      if (content === undefined) throw new RequestError(`no such source: ${path}`);
      return { content, mimeType: "text/typescript" };
    },
  },

  threads: { answer: () => ({ threads: [mainThread] }) },

  stackTrace: {
    async answer(args, { session }) {
      const { frames } = session.stopped();
      const start = number(args, "startFrame", 0);
      const levels = number(args, "levels", 0) || frames.length;
      const shown = frames.slice(start, start + levels);
      const stackFrames = await Promise.all(shown.map((frame) => describeFrame(frame, session.scripts)));
      return { stackFrames, totalFrames: frames.length };
    },
  },

  scopes: {
    answer(args, { session }) {
      return { scopes: session.variables.scopesOf(frameOf(args, "frameId", session).call) };
    },
  },

  variables: {
    always: true,
    async answer(args, { session }) {
      const variables = await session.variables.open(number(args, "variablesReference"));
      const start = number(args, "start", 0);
      const count = number(args, "count", 0) || variables.length;
      return { variables: variables.slice(start, start + count) };
    },
  },

  evaluate: {
    async answer(args, desk) {
      const { session } = desk;
      const frame =
        args.frameId === undefined || !session.stack
          ? session.stack?.frames[0]
          : frameOf(args, "frameId", session);
      const isHover = args.context === "hover";
      const value = await evaluateIn(desk, text(args, "expression"), frame, isHover);
      const shown = session.variables.show("", value);
      return { result: shown.value, type: typeText(value), variablesReference: shown.variablesReference };
    },
  },

  continue: {
    async answer(_args, { session }) {
      await session.continue();
      return { allThreadsContinued: true };
    },
  },
  next: step("next"),
  stepIn: step("stepIn"),
  stepOut: step("stepOut"),

  pause: {
    async answer(_args, { session }) {
      await session.pause();
      return {};
    },
  },

  inspectVariables: {
    always: true,
    async answer(_args, { session }) {
      if (!session.stack) session.variables.renew(true);
      return { variables: await session.variables.globals() };
    },
  },

  richInspectVariables: {
    always: true,
    async answer(args, { host, session }) {
      const name = text(args, "variableName");
      if (!isIdentifier(name)) return { data: {}, metadata: {} }; // a part of a value: clients name no more than that
      const expression = await host.compile(name);
      if (!session.stack) return richIdle(host.debuggee, expression);
      const frame = args.frameId === undefined ? session.stack.frames[0] : frameOf(args, "frameId", session);
      if (!frame) return { data: {}, metadata: {} };
      return richStopped(host.debuggee, frame.call.callFrameId, expression);
    },
  },

  copyToGlobals: {
    async answer(args, { host, session }) {
      const [from, to] = [text(args, "srcVariableName"), text(args, "dstVariableName")];
      if (!isIdentifier(from) || !isIdentifier(to))
        throw new RequestError(`not the name of a variable: ${isIdentifier(from) ? to : from}`);
      const { call } = frameOf(args, "srcFrameId", session);
      const { value: type } = resultOf(
        await host.debuggee.send<Evaluated>("Debugger.evaluateOnCallFrame", {
          callFrameId: call.callFrameId,
          expression: `(${hook}.copied = ${from}, typeof ${from})`,
          returnByValue: true,
          silent: true,
        }),
      );
      const expression = await host.declare(to, String(type), `${hook}.copied`);
      const options = { expression: `${expression};${hook}.copied = undefined`, silent: true };
      resultOf(await host.debuggee.send<Evaluated>("Runtime.evaluate", options));
      return { name: to };
    },
  },

  modules: {
    always: true,
    async answer(args, { session }) {
      const files = session.scripts.files();
      const start = number(args, "startModule", 0);
      const count = number(args, "moduleCount", 0) || files.length;
      const shown = files.slice(start, start + count);
      const modules = await Promise.all(
        shown.map(async (file) => ({
          id: file.path,
          name: await session.scripts.name(file),
          path: file.path,
        })),
      );
      return { modules, totalModules: files.length };
    },
  },
};

function frameOf(args: Arguments, name: string, session: Session): Frame {
  const id = number(args, name);
  const frame = session.stopped().frames.find((each) => each.id === id);
  if (!frame) throw new RequestError(`no such frame: ${id}: the program has run on since`);
  return frame;
}

/** The text of a cell or file. */
async function sourceText(path: string, { cells, session }: Desk): Promise<string | undefined> {
  const told = cells.get(path);
  if (told !== undefined) return told;
  const script = session.scripts.of(path).at(-1);
  return script ? session.scripts.text(script) : readText(path);
}

function sourcePath({ source }: Arguments): string {
  if (typeof source !== "object" || source === null) throw new RequestError("source is missing");
  return text(source as Arguments, "path");
}

const linesOf = (lines: unknown): object[] =>
  Array.isArray(lines) ? lines.map((line: unknown) => ({ line })) : [];

function readBreakpoint(value: unknown): SourceBreakpoint {
  const given = (value ?? {}) as Arguments;
  const { condition } = given;
  return {
    line: number(given, "line"),
    ...(typeof condition === "string" && condition.trim() !== "" && { condition }),
  };
}

function readFilters(wanted: unknown): ExceptionFilter[] {
  if (!Array.isArray(wanted)) return [];
  return wanted.map((each: unknown) => {
    const known = filters.find(({ filter }) => filter === each);
    if (!known)
      throw new RequestError(
        `no such filter: ${each}: there are ${filters.map(({ filter }) => filter).join(", ")}`,
      );
    return known.filter;
  });
}

/** How clients said it before there were filters. */
function readOptions(options: unknown): ExceptionFilter[] {
  if (!Array.isArray(options)) return [];
  return options.flatMap((option: Arguments): ExceptionFilter[] => {
    if (option.breakMode === "always") return ["raised"];
    return option.breakMode === "unhandled" || option.breakMode === "userUnhandled" ? ["uncaught"] : [];
  });
}

function text(args: Arguments, name: string): string {
  const value = args[name];
  if (typeof value !== "string") throw new RequestError(`${name} is missing`);
  return value;
}

function number(args: Arguments, name: string, fallback?: number): number {
  const value = args[name] ?? fallback;
  if (typeof value !== "number" || !Number.isInteger(value)) throw new RequestError(`${name} is missing`);
  return value;
}
