// The commands of `cellgrad`, one row each. A row loads what it needs when it runs, so that `install` works although a
// native library does not load.
import type { ParseArgsConfig } from "node:util";
import type { InstallOptions } from "./install/install.ts";

type Values = Record<string, string | boolean | undefined | (string | boolean)[]>;

export interface Command {
  usage: string;
  summary: string;
  /** The names of its positional arguments; all are required. */
  arguments: string[];
  options: NonNullable<ParseArgsConfig["options"]>;
  run(positionals: string[], options: Values): Promise<void>;
}

const place = {
  user: { type: "boolean" },
  "sys-prefix": { type: "boolean" },
  prefix: { type: "string" },
  name: { type: "string" },
} as const;

export const commands: Record<string, Command> = {
  run: {
    usage: "run NOTEBOOK [--output FILE]",
    summary: "run a notebook's cells in a fresh kernel and write it with its outputs",
    arguments: ["NOTEBOOK"],
    options: { output: { type: "string" } },
    async run([notebook], { output }) {
      const { runNotebook } = await import("./client/runNotebook.ts");
      const { ownKernelspec } = await import("./install/kernelspec.ts");
      const { currentSurroundings, runtimeFolder } = await import("./install/jupyterPaths.ts");
      const passed = await runNotebook(notebook!, {
        spec: ownKernelspec(),
        runtimeFolder: runtimeFolder(currentSurroundings()),
        output: output as string | undefined,
      });
      if (!passed) process.exitCode = 1;
    },
  },
  install: {
    usage: "install [--user|--sys-prefix|--prefix DIR] [--name N] [--display-name S]",
    summary: "make the kernel known to Jupyter (for this user unless told otherwise)",
    arguments: [],
    options: { ...place, "display-name": { type: "string" } },
    async run(_, options) {
      const { install } = await import("./install/install.ts");
      console.log(install(options as InstallOptions));
    },
  },
  uninstall: {
    usage: "uninstall [--user|--sys-prefix|--prefix DIR] [--name N]",
    summary: "take the kernel away from Jupyter",
    arguments: [],
    options: place,
    async run(_, options) {
      const { uninstall } = await import("./install/install.ts");
      console.log(uninstall(options as InstallOptions));
    },
  },
  doctor: {
    usage: "doctor",
    summary: "say what was found on this machine, and what to do about what is missing",
    arguments: [],
    options: {},
    async run() {
      const { doctor } = await import("./doctor/doctor.ts");
      if (!(await doctor())) process.exitCode = 1;
    },
  },
  papermill: {
    usage: "papermill",
    summary: 'print the folder of the Python package for papermill: pip install "$(cellgrad papermill)"',
    arguments: [],
    options: {},
    async run() {
      const { papermillFolder } = await import("./install/package.ts");
      console.log(papermillFolder);
    },
  },
  kernel: {
    usage: "kernel CONNECTION_FILE",
    summary: "be a kernel; Jupyter calls this",
    arguments: ["CONNECTION_FILE"],
    options: {},
    async run([connectionFile]) {
      const { runKernel } = await import("./main.ts");
      await runKernel(connectionFile!);
    },
  },
  version: {
    usage: "--version",
    summary: "print the version",
    arguments: [],
    options: {},
    async run() {
      const { packageVersion } = await import("./install/package.ts");
      console.log(packageVersion());
    },
  },
  help: {
    usage: "help",
    summary: "print this",
    arguments: [],
    options: {},
    async run() {
      console.log(overview());
    },
  },
};

/** The usage of one command, or of all. */
export function overview(only?: string): string {
  const rows = Object.entries(commands).filter(([name]) => only === undefined || name === only);
  const lines = rows.map(([, { usage, summary }]) => `  cellgrad ${usage}\n      ${summary}`);
  const heading = "cellgrad: a Jupyter kernel for TypeScript with a deep-learning runtime inside\n\n";
  return `${only === undefined ? heading : ""}${lines.join("\n")}`;
}
