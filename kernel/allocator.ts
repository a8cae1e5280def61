// What the system's allocator keeps of memory that was freed, given back. glibc holds on to it for ever where something small
// lies behind it, a hundred megabytes after a flood of messages; Node has no way to ask. With koffi, where that is installed.
import { createRequire } from "node:module";

interface Koffi {
  load(library: string): { func(declaration: string): (pad: number) => number };
}

let trim: ((pad: number) => number) | undefined;

/** Gives freed memory back to the system, where that can be asked for it. */
export function giveBack(): void {
  trim ??= findTrim();
  trim(0);
}

function findTrim(): (pad: number) => number {
  if (process.platform === "linux") {
    try {
      const koffi = createRequire(import.meta.url)("koffi") as Koffi;
      return koffi.load("libc.so.6").func("int malloc_trim(size_t pad)");
    } catch {
      // No koffi, or another C library, which may not need it.
    }
  }
  return () => 0;
}
