// Modules that are not there: a package that is not installed, a file under another name.
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { nearest } from "../../nearest.ts";
import type { Remedy } from "./site.ts";

const otherwise: Readonly<Record<string, string>> = {
  torch: 'import { tensor, nn, optim } from "cellgrad": its names are PyTorch\'s',
  numpy: 'import { zeros, arange, tensor } from "cellgrad"',
  tensorflow: 'import { tensor, nn, fit } from "cellgrad"',
};

/** What to do about a module that is not found from a folder. */
export function missingModule(specifier: string, directory: string): Remedy {
  if (/^\.{0,2}\//.test(specifier)) {
    const near = nearest(specifier, filesBeside(specifier, directory))[0];
    return {
      message: `Cannot find file '${specifier}'.`,
      ...(near !== undefined && { help: `did you mean "${near}"?` }),
    };
  }
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  return {
    message: `Cannot find package '${name}'.`,
    help: Object.hasOwn(otherwise, name) ? otherwise[name]! : `%npm install ${name}`,
  };
}

function filesBeside(specifier: string, directory: string): string[] {
  const folder = specifier.slice(0, specifier.lastIndexOf("/") + 1);
  try {
    return readdirSync(dirname(join(directory, specifier))).map((name) => folder + name);
  } catch {
    return [];
  }
}
