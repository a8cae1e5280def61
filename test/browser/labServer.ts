// A server of JupyterLab or Notebook 7, from the project's .venv, for the page tests: on a free port of this machine, with a
// token, with settings and kernels of its own.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { installForTests } from "../support/installed.ts";
import { venvProgram } from "../support/python.ts";

export interface LabServer {
  /** The page of a notebook in the served folder, in a workspace of its own: nothing else is open there. */
  pageOf(notebook: string): string;
  close(): Promise<void>;
}

const token = "page-tests";

/** Every cell in the page at once, so that a test can see it; no questions about news. */
const settings: Record<string, object> = {
  "@jupyterlab/notebook-extension/tracker": { windowingMode: "none" },
  "@jupyterlab/apputils-extension/notification": { fetchNews: "false", checkForUpdates: false },
};

/** What differs between the two: the module to start, the class that its options name, and where a notebook's page is. */
const programs = {
  lab: {
    module: "jupyterlab",
    options: "LabApp",
    page: (notebook: string, count: number) => `lab/workspaces/${count}/tree/${notebook}`,
  },
  notebook: {
    module: "notebook",
    options: "JupyterNotebookApp",
    page: (notebook: string) => `notebooks/${notebook}`,
  },
};

/** Serves `folder`; resolves when pages can be opened. */
export async function startLab(folder: string, program: keyof typeof programs = "lab"): Promise<LabServer> {
  const { module, options: app, page } = programs[program];
  const { environment, remove } = installForTests();
  const settingsFolder = join(environment.JUPYTER_CONFIG_DIR!, "lab", "user-settings");
  for (const [name, values] of Object.entries(settings)) {
    const file = join(settingsFolder, `${name}.jupyterlab-settings`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(values));
  }
  const port = await freePort();
  const options = {
    "ServerApp.port": port,
    "ServerApp.port_retries": 0,
    "ServerApp.ip": "127.0.0.1",
    "ServerApp.open_browser": "False",
    "ServerApp.allow_root": "True",
    "ServerApp.root_dir": folder,
    "IdentityProvider.token": token,
    [`${app}.user_settings_dir`]: settingsFolder,
    [`${app}.workspaces_dir`]: join(environment.JUPYTER_CONFIG_DIR!, "lab", "workspaces"),
    [`${app}.extension_manager`]: "readonly",
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const server = spawn(venvProgram("python"), ["-m", module, ...args], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (log += text));
  }
  const exited = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  let workspaces = 0;
  const base = `http://127.0.0.1:${port}`;
  for (;;) {
    const answered = await fetch(`${base}/api/status?token=${token}`).catch(() => undefined);
    if (answered?.ok) break;
    if (server.exitCode !== null) throw new Error(`${module} ended:\n${log}`);
    await delay(100);
  }
  return {
    pageOf: (notebook) => `${base}/${page(notebook, workspaces++)}?token=${token}`,
    async close() {
      server.kill("SIGTERM");
      await exited;
      remove();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
