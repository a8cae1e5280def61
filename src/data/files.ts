// The data files that come with the package. They lie in the source tree: the compiler copies no CSV.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const folder = new URL("../../../src/data/files/", import.meta.url);

/** The text of a shipped file; a `.gz` is unpacked. */
export function readText(name: string): string {
  const bytes = readFileSync(new URL(name, folder));
  return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}
