// What cells are called. A debugger's client computes a cell's id from its text, so the id is all that both sides need; it
// looks like a path because clients take it for one, but no file is there. Each run of a cell is a script of its own, since
// the same text may be made into slightly different scripts: its URL is the id with the run's number behind it.
import { murmur2 } from "./murmur2.ts";

/**
 * How a client computes ids, as `debugInfo` tells it. The prefix is another one after each start of the kernel. JupyterLab shows
 * a cell's number instead of its id only where it finds `ipykernel_` in it.
 */
export const naming = {
  hashMethod: "Murmur2",
  hashSeed: 0xc70f6907,
  tmpFilePrefix: `/cellgrad/ipykernel_${process.pid}-${Date.now().toString(36)}/`,
  tmpFileSuffix: ".ts",
} as const;

/** The id of a cell with that text. */
export const cellId = (code: string): string =>
  `${naming.tmpFilePrefix}${murmur2(code, naming.hashSeed)}${naming.tmpFileSuffix}`;

/** The URL of the script that a run of the cell is. */
export const scriptUrl = (code: string, run: number): string => `${cellId(code)}#${run}`;

/** The cell that a script is a run of; undefined for other scripts. */
export function cellOf(url: string): string | undefined {
  return url.startsWith(naming.tmpFilePrefix) ? url.replace(/#\d+$/, "") : undefined;
}
