// The second way to terminate: by a pause. V8 refuses another terminateExecution until the first has landed, and Node's
// promise-rejection callback swallows one that hits it; a pause can be asked for again and again. And a pause shows the stack,
// so that it can be used where not everything may be hit. It is slower, so it is not the first way.
import type inspector from "node:inspector";

/** True when what runs shall not be hit; `urls` are those of the frames' scripts, innermost first. */
export type Spare = (urls: readonly string[]) => boolean;

/** How long code may take to come to a place where V8 can pause it, ms. */
const patience = 40;
/** How long it may take to come out of a callback of Node's, ms. */
const steppingPatience = 250;

type Parsed = inspector.InspectorNotification<inspector.Debugger.ScriptParsedEventDataType>;
type Paused = inspector.InspectorNotification<inspector.Debugger.PausedEventDataType>;

export class UserCodeStopper {
  readonly #session: inspector.Session;

  /** `session` is connected to the main thread by another one. */
  constructor(session: inspector.Session) {
    this.#session = session;
  }

  /** Gives up when `answered` gives true. True when something was terminated. */
  async stop(answered: (ms: number) => Promise<boolean>, spare: Spare = () => false): Promise<boolean> {
    let paused: "to end" | "to step out" | "to go on" | undefined;
    const urls = new Map<string, string>();
    const learn = ({ params }: Parsed): void => void urls.set(params.scriptId, params.url);
    const notice = ({ params: { callFrames } }: Paused): void => {
      const stack = callFrames.map(({ location }) => urls.get(location.scriptId) ?? "");
      paused = spare(stack) ? "to go on" : swallows(stack) ? "to step out" : "to end";
    };
    this.#session.on("Debugger.scriptParsed", learn);
    this.#session.on("Debugger.paused", notice);
    await this.#command("Debugger.enable");
    await this.#command("Debugger.setBlackboxPatterns", { patterns: ["^node:", ourFiles] });
    await this.#command("Debugger.pause");
    const began = performance.now();
    for (let wait = patience; performance.now() < began + wait; ) {
      if (paused === "to step out") {
        paused = undefined;
        wait = steppingPatience;
        await this.#command("Debugger.stepOut");
      }
      if (paused || (await answered(1))) break;
    }
    if (paused) await this.#command("Debugger.resume", { terminateOnResume: paused === "to end" });
    await this.#command("Debugger.disable");
    this.#session.removeListener("Debugger.scriptParsed", learn);
    this.#session.removeListener("Debugger.paused", notice);
    return paused === "to end";
  }

  #command(method: string, params?: object): Promise<void> {
    return new Promise((resolve) => this.#session.post(method, params, () => resolve()));
  }
}

/** Node's callback for rejected promises is called from C++, which drops a termination that comes out of it. */
const swallows = ([innermost]: readonly string[]): boolean => innermost === "node:internal/process/promises";

// But for the gate: a loop of calls that go through it is best hit where it waits there.
const folder = new URL(".", import.meta.url).href.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const ourFiles = `^${folder}(?!gate\\.)`;
