// The debugger's session with the main thread. While an interrupt is at work nothing pauses for the debugger: the interrupter
// pauses the program itself, and what it ends throws; neither is a debugger's business.
import inspector from "node:inspector";

type Answer = { error: string } | { result: unknown };

/** The reasons of pauses where something is thrown. */
const exceptions = new Set(["exception", "promiseRejection"]);

export class DebuggedThread {
  readonly #session = new inspector.Session();
  #isOn = false;
  /** What pauses where something is thrown. */
  #exceptions: object = { state: "none" };
  /** How many interrupts are at work. */
  #interrupts = 0;

  constructor(onEvent: (method: string, params: unknown) => void) {
    this.#session.connectToMainThread();
    this.#session.on("inspectorNotification", ({ method, params }: { method: string; params?: unknown }) => {
      if (method !== "Debugger.paused" || this.#interrupts === 0) onEvent(method, params);
      else if (exceptions.has((params as { reason: string }).reason)) this.#session.post("Debugger.resume");
    });
  }

  send(method: string, params: object | undefined, answer: (answer: Answer) => void): void {
    if (method === "Debugger.enable") this.#isOn = true;
    if (method === "Debugger.disable") this.#isOn = false;
    if (method === "Debugger.setPauseOnExceptions") this.#exceptions = params ?? {};
    this.#session.post(method, params, (error: Error | null, result?: unknown) =>
      answer(error ? { error: error.message } : { result }),
    );
  }

  /** Keeps the program from pausing for the debugger until `interrupt` is over. */
  async during<T>(interrupt: () => Promise<T>): Promise<T> {
    if (++this.#interrupts === 1) this.#skipPauses(true);
    try {
      return await interrupt();
    } finally {
      if (--this.#interrupts === 0) this.#skipPauses(false);
    }
  }

  #skipPauses(skip: boolean): void {
    if (!this.#isOn) return;
    this.#session.post("Debugger.setSkipAllPauses", { skip });
    // Of all sessions: the interrupter's own pauses would be at what is thrown, where no termination takes hold.
    this.#session.post("Debugger.setPauseOnExceptions", skip ? { state: "none" } : this.#exceptions);
  }
}
