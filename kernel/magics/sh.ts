// `%%sh`: a cell for the system's shell.
import type { Magic } from "./magic.ts";
import { runProgram } from "./process.ts";

export const sh: Magic = {
  name: "sh",
  usage: "%%sh",
  summary: "runs the cell in the system's shell (sh, cmd.exe on Windows), in the notebook's folder",
  foreign: true,
  cell: {
    run: (_args, body, host) => runProgram({ name: "%%sh", command: body, args: [], shell: true }, host),
  },
};
