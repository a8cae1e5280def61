// Calls into the evaluator's main thread: `DebuggerHook` there does what the inspector's commands cannot. As expressions, since
// that is what the inspector takes.
import { debuggerHookName } from "../protocol/debug.ts";
import type { Debuggee, Evaluated, ExceptionDetails, RemoteObject } from "./cdp.ts";
import { RequestError } from "./dap.ts";

/** The hook, in an expression. */
export const hook = `globalThis[Symbol.for(${JSON.stringify(debuggerHookName)})]`;

/** A value of an expression of ours, as JSON. */
export async function ask<T>(debuggee: Debuggee, expression: string): Promise<T | undefined> {
  const options = { expression, returnByValue: true, silent: true };
  const { result, exceptionDetails } = await debuggee.send<Evaluated>("Runtime.evaluate", options);
  return exceptionDetails ? undefined : (result.value as T);
}

/** What a function of ours makes of an object: as JSON, or as a remote object in a group. */
export async function apply(
  debuggee: Debuggee,
  { objectId }: { objectId: string },
  body: string,
  group?: string,
): Promise<RemoteObject> {
  const answer = await debuggee.send<Evaluated>("Runtime.callFunctionOn", {
    objectId,
    functionDeclaration: `function () { return ${body}; }`,
    returnByValue: group === undefined,
    objectGroup: group,
    silent: true,
  });
  return resultOf(answer);
}

/** The value; throws what the expression threw. */
export function resultOf({ result, exceptionDetails }: Evaluated): RemoteObject {
  if (exceptionDetails) throw new RequestError(thrownText(exceptionDetails));
  return result;
}

/** The first line of an error. */
export function thrownText({ exception, text }: ExceptionDetails): string {
  const thrown = exception?.description ?? String(exception?.value ?? text);
  return thrown.split("\n")[0]!;
}
