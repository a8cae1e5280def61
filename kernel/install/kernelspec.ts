// Kernelspecs: what Jupyter reads to start a kernel. Written, found and removed here without any help of Python.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { kernelMain, kernelspecFolder, packageVersion } from "./package.ts";

/** A kernel.json, as far as this project reads it. */
export interface Kernelspec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode?: "signal" | "message";
  env?: Record<string, string>;
  metadata?: { debugger?: boolean; cellgrad?: { version: string } };
}

/** A kernelspec on disk. */
export interface Installed {
  name: string;
  folder: string;
  spec: Kernelspec;
}

/** The spec of this package, started by this Node. */
export function ownKernelspec(displayName?: string): Kernelspec {
  const values: Record<string, string> = {
    "{node}": process.execPath,
    "{main}": kernelMain,
    "{version}": packageVersion(),
  };
  const template = readFileSync(join(kernelspecFolder, "kernel.json"), "utf8");
  const spec = JSON.parse(template, (_, value) =>
    typeof value === "string" ? (values[value] ?? value) : value,
  ) as Kernelspec;
  return displayName === undefined ? spec : { ...spec, display_name: displayName };
}

/** Writes spec and logos below a Jupyter data folder, over an earlier one of that name. Returns the spec's folder. */
export function writeKernelspec(dataFolder: string, name: string, spec: Kernelspec): string {
  if (!/^[a-z0-9._-]+$/i.test(name)) {
    throw new Error(`install: not a kernel's name: ${name}\nhelp: use letters, digits, ".", "_" and "-"`);
  }
  const folder = join(dataFolder, "kernels", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(kernelspecFolder)) {
    if (file.startsWith("logo-")) copyFileSync(join(kernelspecFolder, file), join(folder, file));
  }
  writeFileSync(join(folder, "kernel.json"), `${JSON.stringify(spec, null, 2)}\n`);
  return folder;
}

/** All kernelspecs below the given data folders; those that cannot be read are left out. */
export function findKernelspecs(dataFolders: readonly string[]): Installed[] {
  return dataFolders.flatMap((dataFolder) => {
    const kernels = join(dataFolder, "kernels");
    if (!existsSync(kernels)) return [];
    return readdirSync(kernels).flatMap((name) => {
      const spec = read(join(kernels, name, "kernel.json"));
      return spec === undefined ? [] : [{ name, folder: join(kernels, name), spec }];
    });
  });
}

/** True for a kernelspec that some version of this package wrote. */
export function isOurs({ spec }: Installed): boolean {
  return spec.metadata?.cellgrad !== undefined;
}

export function removeKernelspec({ folder }: Installed): void {
  rmSync(folder, { recursive: true });
}

function read(path: string): Kernelspec | undefined {
  try {
    const spec = JSON.parse(readFileSync(path, "utf8")) as Kernelspec;
    return Array.isArray(spec.argv) ? spec : undefined;
  } catch {
    return undefined;
  }
}
