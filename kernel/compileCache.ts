// Keeps what V8 made of our code for the next start, where Node can (from 22.10 on): a third of the processor time of loading
// is compiling. Not in Node's own place for it, a folder that all users of a machine share. Whether it works decides nothing.
import nodeModule from "node:module";
import { join } from "node:path";
import { makeFolder, type Surroundings, userFolder } from "./folders.ts";

/** What newer versions of Node have. */
interface CompileCache {
  enableCompileCache?(folder: string): unknown;
  flushCompileCache?(): void;
}

/** What was compiled is written this much later, in ms: a process may be ended without warning. */
const afterStart = 2000;

/** The folder; undefined when nothing is to be kept. */
export const cacheFolder = (...surroundings: Surroundings): string | undefined =>
  userFolder("cache", "CELLGRAD_CACHE", ...surroundings);

/** To be called in each process and each thread, before what is large is imported. */
export function keepCompiled(): void {
  const { enableCompileCache, flushCompileCache } = nodeModule as CompileCache;
  const folder = cacheFolder();
  if (folder === undefined || !enableCompileCache || !flushCompileCache) return;
  const compiled = join(folder, "compiled");
  try {
    makeFolder(compiled, 0o700); // Node would make it, or try for ever (folders.ts)
  } catch {
    return;
  }
  enableCompileCache(compiled);
  setTimeout(flushCompileCache, afterStart).unref();
}
