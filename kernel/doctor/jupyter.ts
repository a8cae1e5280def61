// Whether Jupyter is there and knows this kernel, and whether what it knows still exists.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { currentSurroundings, dataFolders } from "../install/jupyterPaths.ts";
import { findKernelspecs, type Installed, isOurs } from "../install/kernelspec.ts";
import type { Check, Finding } from "./finding.ts";

export const jupyterCheck: Check = {
  subject: "Jupyter",
  async run() {
    const program = onPath("jupyter-lab") ?? onPath("jupyter");
    if (program) return [{ status: "ok", text: program }];
    const help = 'install it ("pip install jupyterlab"), or activate the environment that has it';
    return [{ status: "note", text: "not on the PATH", help }];
  },
};

export const kernelspecCheck: Check = {
  subject: "Kernelspecs",
  async run() {
    const surroundings = currentSurroundings();
    const found = findKernelspecs(dataFolders(surroundings)).filter(isOurs);
    if (found.length > 0) return found.map(stateOf);
    const help = '"cellgrad install" makes the kernel known to Jupyter';
    return [{ status: "note", text: `none of this kernel in ${dataFolders(surroundings).join(", ")}`, help }];
  },
};

function stateOf({ name, folder, spec }: Installed): Finding {
  const text = `${name}, "${spec.display_name}", in ${folder}`;
  const [program = "", main = ""] = spec.argv;
  const gone = [program, main].find((file) => !existsSync(file));
  if (gone === undefined) return { status: "ok", text };
  return { status: "bad", text: `${text}: ${gone} is gone`, help: `"cellgrad install --name ${name}" again` };
}

function onPath(program: string): string | undefined {
  const endings = process.platform === "win32" ? [".exe", ".cmd"] : [""];
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return folders
    .flatMap((folder) => endings.map((ending) => join(folder, program + ending)))
    .find(existsSync);
}
