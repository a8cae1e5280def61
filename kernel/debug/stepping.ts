// Steps by lines of the user's text. The inspector steps by statements, and lands where the user has no code: in what the
// transform put into a cell, in Node, in this kernel; from there it goes on until it is at a line of the user's, or the program
// runs freely.
import type { Frame, Stack } from "./stack.ts";

export type Step = "next" | "stepIn" | "stepOut";

/** The inspector's command for a step. */
export const commandOf: Record<Step, string> = {
  next: "Debugger.stepOver",
  stepIn: "Debugger.stepInto",
  stepOut: "Debugger.stepOut",
};

/** More inspector's steps than a line takes; a loop in one line takes more. */
const mostHops = 200;

export class Stepping {
  readonly #step: Step;
  readonly #from: Frame | undefined;
  readonly #depth: number;
  #hops = 0;
  /** It was about to return: at the same line of the same function it is called again. */
  #returns: boolean;

  constructor(step: Step, { paused, top }: Stack) {
    this.#step = step;
    this.#from = top;
    this.#depth = paused.callFrames.length;
    this.#returns = isReturning(top);
  }

  /** What to do at a pause on the way: stop, or a command of the inspector. */
  judge(stack: Stack): "stop" | string {
    const { top, isInUsers, frames } = stack;
    if (frames.length === 0 && !isInUsers) return "Debugger.resume"; // the user's code has returned
    if (++this.#hops > mostHops) return frames.length > 0 ? "stop" : "Debugger.resume";
    if (!isInUsers) return "Debugger.stepOut";
    if (!top) return "Debugger.stepOver";
    if (this.#returns || !this.#isSameLine(top, stack)) return "stop";
    this.#returns = isReturning(top);
    return commandOf[this.#step];
  }

  #isSameLine(top: Frame, { paused, frames }: Stack): boolean {
    const from = this.#from;
    if (this.#step === "stepOut" || !from) return false;
    const same = (a: Frame, b: Frame): boolean =>
      a.script.id === b.script.id &&
      a.place.line === b.place.line &&
      a.call.functionLocation?.lineNumber === b.call.functionLocation?.lineNumber &&
      a.call.functionLocation?.columnNumber === b.call.functionLocation?.columnNumber;
    // A function that has waited goes on with nothing below it; one that was called again has its caller there.
    return same(top, from) && (paused.callFrames.length === this.#depth || frames.length === 1);
  }
}

const isReturning = (frame: Frame | undefined): boolean => frame?.call.returnValue !== undefined;
