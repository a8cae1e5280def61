// Expressions that a client types: in a frame of the stopped program, or in the notebook's scope.
import type { Evaluated, RemoteObject } from "./cdp.ts";
import { RequestError } from "./dap.ts";
import { resultOf } from "./hook.ts";
import type { Desk } from "./requests.ts";
import type { Frame } from "./stack.ts";

/** An expression that runs longer is ended, ms: nothing else could stop it while the program stands still. */
const longest = 5000;

export const isIdentifier = (text: string): boolean =>
  /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(text);

/** With `pure`, it fails rather than change anything. */
export async function evaluateIn(
  { host, session }: Desk,
  source: string,
  frame: Frame | undefined,
  pure: boolean,
): Promise<RemoteObject> {
  const compiled = await host.compile(source);
  if (frame && compiled.includes("$k.on(0,await"))
    throw new RequestError("nothing can be awaited while the program is stopped");
  const expression = `"use strict";${compiled}`;
  const options = {
    expression,
    objectGroup: session.variables.group,
    generatePreview: true,
    silent: true,
    throwOnSideEffect: pure,
    timeout: longest,
  };
  const { debuggee } = host;
  try {
    if (frame) {
      const { callFrameId } = frame.call;
      return resultOf(
        await debuggee.send<Evaluated>("Debugger.evaluateOnCallFrame", { ...options, callFrameId }),
      );
    }
    // Only a REPL may await or declare again; it answers later, so the rest does without.
    const replMode = /\b(await|let|class|function)\b/.test(expression);
    return resultOf(await debuggee.send<Evaluated>("Runtime.evaluate", { ...options, replMode }));
  } catch (error) {
    throw error instanceof RequestError ? error : ended(error as Error);
  }
}

function ended(error: Error): Error {
  return /was terminated/.test(error.message)
    ? new RequestError(`it took longer than ${longest / 1000} s and was ended`)
    : error;
}
