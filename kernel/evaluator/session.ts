// The door to V8's REPL mode: a same-thread inspector session. It is also the boundary at which a forced interrupt stops.
// Declarations live in the context, not in the session, so it can be renewed at any time.
import inspector from "node:inspector";

/** What an evaluation gives: nothing, or what was thrown. */
export type Evaluated = { threw: false } | { threw: true; error: unknown };

function connect(): inspector.Session {
  const session = new inspector.Session();
  session.connect();
  return session;
}

let session = connect();

/**
 * Evaluates a script in REPL mode; `done` is not called when it was terminated. A silent one never pauses where it throws,
 * whatever a debugger wants.
 */
export function evaluate(
  code: string,
  url: string,
  done: (evaluated: Evaluated) => void,
  silent = true,
): void {
  // The script's own value is not asked for (`$k.v[id]` has it): as a remote object it would be kept alive and described.
  const expression = `${code}\nvoid 0\n//# sourceURL=${url}`;
  session.post(
    "Runtime.evaluate",
    { expression, replMode: true, silent, objectGroup: "cell" },
    (stopped, answer?: object) => {
      if (stopped) return;
      const details = (answer as inspector.Runtime.EvaluateReturnType | undefined)?.exceptionDetails;
      done(details ? { threw: true, error: thrown(details) } : { threw: false });
    },
  );
}

// A remote object stands for the thrown value; handing it to a function of ours gives back the very same value.
let caught: unknown;
const catcher = Symbol.for("cellgrad.thrown");
Object.defineProperty(globalThis, catcher, { value: (value: unknown) => void (caught = value) });

function thrown({ exception, text }: inspector.Runtime.ExceptionDetails): unknown {
  if (!exception) return new Error(text);
  if (exception.unserializableValue) return unserializable(exception.unserializableValue);
  if (!exception.objectId) return exception.value;
  session.post("Runtime.callFunctionOn", {
    objectId: exception.objectId,
    functionDeclaration: `function (value) { globalThis[Symbol.for("cellgrad.thrown")](value); }`,
    arguments: [{ objectId: exception.objectId }],
    silent: true,
  });
  session.post("Runtime.releaseObjectGroup", { objectGroup: "cell" });
  const value = caught;
  caught = undefined;
  return value;
}

function unserializable(text: string): number | bigint {
  return text.endsWith("n") ? BigInt(text.slice(0, -1)) : Number(text);
}

/**
 * To be called after an interrupt. The interrupted cell's promise never settles; when it is collected, the inspector
 * answers from inside the garbage collector, which is fatal on Node 22 unless the session is gone.
 */
export function renew(): void {
  session.disconnect();
  session = connect();
}
