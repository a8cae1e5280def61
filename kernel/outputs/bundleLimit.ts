// What a display may weigh: a front end that is sent a text of a hundred megabytes is of no use to anybody, and the notebook
// that keeps it neither.
import type { MimeBundle } from "../protocol/mime.ts";

export interface Limited {
  data: MimeBundle;
  /** Of what is left, characters. */
  length: number;
  /** What was left out or cut, for the user; empty when nothing was. */
  notice: string;
}

/** The bundle with its plain text cut, and everything else left out, beyond `limit` characters each. */
export function limitBundle(data: MimeBundle, limit: number): Limited {
  const lengths = Object.entries(data).map(([mime, value]) => ({ mime, length: lengthOf(value) }));
  const large = lengths.filter(({ length }) => length > limit);
  const length = lengths.reduce((sum, { length }) => (length > limit ? sum : sum + length), 0);
  if (large.length === 0) return { data, length, notice: "" };
  const kept = { ...data };
  for (const { mime } of large) {
    const value = kept[mime];
    if (mime === "text/plain" && typeof value === "string") kept[mime] = `${value.slice(0, limit)}\n…`;
    else delete kept[mime];
  }
  if (Object.keys(kept).length === 0) kept["text/plain"] = "…";
  const sizes = large.map(({ mime, length }) => `${mime} of ${(length / 1e6).toFixed(1)} MB`).join(", ");
  const needed = Math.ceil(Math.max(...large.map(({ length }) => length)) / 1e6);
  return {
    data: kept,
    length: length + (kept["text/plain"] === data["text/plain"] ? 0 : lengthOf(kept["text/plain"])),
    notice: `display: more than ${limit / 1e6} MB is not shown: ${sizes}\nhelp: show less, or raise the limit: %config outputLimit=${needed}\n`,
  };
}

function lengthOf(value: unknown): number {
  return (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).length;
}
