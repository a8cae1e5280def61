// Modules that Node itself loads: builtins, packages, this package. What has to be known about them is which ones are being
// loaded: a forced interrupt leaves such a module torn, and every later import of its URL would wait for ever.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { loading } from "../gate.ts";
import { type Namespace, ofCommonJs } from "./namespace.ts";
import { ownPackage } from "./resolve.ts";

const { cache } = createRequire(import.meta.url);

export class NativeModules {
  readonly #flying = new Map<string, Promise<Namespace>>();
  readonly #torn = new Set<string>();
  /** Runs before a module of this package is loaded. */
  beforeOwn: (url: string) => Promise<unknown> | undefined = () => undefined;

  isTorn(url: string): boolean {
    return this.#torn.has(url);
  }

  load(url: string): Promise<Namespace> {
    let promise = this.#flying.get(url);
    if (!promise) {
      promise = this.#load(url).finally(() => {
        this.#flying.delete(url);
        this.#torn.delete(url); // it was not torn after all
      });
      this.#flying.set(url, promise);
    }
    return promise;
  }

  async #load(url: string): Promise<Namespace> {
    const own = url.startsWith(ownPackage);
    if (own) loading.begin();
    try {
      if (own) await this.beforeOwn(url);
      const namespace = (await import(url)) as Namespace;
      const commonJs = url.startsWith("file:") ? cache[fileURLToPath(url)] : undefined;
      return commonJs ? ofCommonJs(commonJs.exports) : namespace;
    } finally {
      if (own) loading.end();
    }
  }

  /** After a forced interrupt: what was being loaded is lost to Node's loader; of this package only when `own` says so. */
  dropTorn(own: boolean): void {
    for (const url of this.#flying.keys()) {
      if (!own && url.startsWith(ownPackage)) continue;
      this.#torn.add(url);
      this.#flying.delete(url);
    }
    for (const [file, module] of Object.entries(cache)) if (module && !module.loaded) delete cache[file];
    if (own) loading.reset();
  }
}
