// A kernelspec of this kernel in a place of its own, so that tests change nothing in the user's home.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { install } from "../../kernel/install/install.ts";

export interface Installed {
  /** For the environment of whatever is to find the kernel `cellgrad`, and keeps its files out of the home. */
  environment: Record<string, string>;
  remove(): void;
}

export function installForTests(): Installed {
  const prefix = mkdtempSync(join(tmpdir(), "cellgrad-jupyter-"));
  install({ prefix });
  return {
    environment: {
      JUPYTER_PATH: join(prefix, "share", "jupyter"),
      JUPYTER_DATA_DIR: join(prefix, "data"),
      JUPYTER_CONFIG_DIR: join(prefix, "config"),
      JUPYTER_RUNTIME_DIR: join(prefix, "runtime"),
      IPYTHONDIR: join(prefix, "ipython"),
    },
    remove: () => rmSync(prefix, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}
