// The door to the peers: they live in bench/node_modules, have no types here, and think that they run in a browser.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageFolder } from "../../../kernel/install/package.ts";

const resolve = createRequire(join(packageFolder, "bench", "package.json"));

// biome-ignore lint/suspicious/noExplicitAny: peers have no types here
export type Untyped = any;

export const load = (name: string): Promise<Untyped> => import(pathToFileURL(resolve.resolve(name)).href);
export const required = (name: string): Untyped => resolve(name);

/** Gives the process what a library asks of a browser. */
export function likeABrowser(cores: number): void {
  const navigator = { userAgent: "node", hardwareConcurrency: cores };
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
}
