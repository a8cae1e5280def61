// What the checker's own thread does: TypeScript's client waits for its server with the thread standing still, and the front's event
// loop must not. Serves one call at a time.
import { parentPort, workerData } from "node:worker_threads";
import type { Answer, CallMessage, WorkerData } from "./calls.ts";
import { Session } from "./session.ts";

/** What every notebook's start can do without is loaded this much later, in ms. */
const afterStart = 250;

const { directory, library, stopped } = workerData as WorkerData;
const flag = new Int32Array(stopped);
const tell = (answer: Answer) => parentPort?.postMessage(answer);
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

try {
  const session = new Session({
    directory,
    library,
    onServer: (pid) => tell({ type: "server", pid }),
    onPaths: (paths) => tell({ type: "paths", paths }),
    wasStopped: () => Atomics.exchange(flag, 0, 0) === 1,
  });
  parentPort?.on("message", ({ committed, name, parameters }: CallMessage) => {
    try {
      commitAll(session, committed);
      const call = session[name] as (...values: unknown[]) => unknown;
      tell({ type: "result", value: call.apply(session, parameters) });
    } catch (error) {
      tell({ type: "failed", message: messageOf(error) });
    }
    session.tidy();
  });
  tell({ type: "ready" });
  setTimeout(async () => {
    session.parsedOutline = (await import("./parsedOutline.ts")).parsedOutline;
  }, afterStart);
} catch (error) {
  parentPort?.on("message", () => tell({ type: "failed", message: messageOf(error) }));
  tell({ type: "failed", message: messageOf(error) });
}

function commitAll(session: Session, sources: string[]): void {
  for (const source of sources) {
    try {
      session.commit(source);
    } catch {
      // Its names stay unknown: cells that use them say so.
    }
  }
}
