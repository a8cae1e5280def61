// What the system's allocator keeps of memory that was freed, given back. glibc holds on to it for ever where something small
// lies behind it, and once it has seen large pieces, to the last 64 MB of each thread as well: a hundred megabytes after a
// flood of messages. Node has no way to ask. With koffi, where that is installed.
import { createRequire } from "node:module";

interface Koffi {
  load(library: string): { func(declaration: string): (...values: number[]) => number };
}

interface Allocator {
  trim(pad: number): number;
  set(parameter: number, value: number): number;
}

let allocator: Allocator | undefined;
let keepsLittle = false;

/** Gives freed memory back to the system, where that can be asked for it. */
export function giveBack(): void {
  allocator ??= findAllocator();
  allocator.trim(0);
}

/** The same, and from now on a megabyte at most is kept, which makes large pieces dearer: nothing for who computes. */
export function keepLittle(): void {
  giveBack();
  if (keepsLittle) return;
  keepsLittle = true;
  for (const parameter of [trimThreshold, mapThreshold]) allocator?.set(parameter, 2 ** 20);
}

// M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of malloc.h.
const trimThreshold = -1;
const mapThreshold = -3;

function findAllocator(): Allocator {
  if (process.platform === "linux") {
    try {
      const koffi = createRequire(import.meta.url)("koffi") as Koffi;
      const library = koffi.load("libc.so.6");
      return {
        trim: library.func("int malloc_trim(size_t pad)"),
        set: library.func("int mallopt(int parameter, int value)"),
      };
    } catch {
      // No koffi, or another C library, which may not need it.
    }
  }
  return { trim: () => 0, set: () => 0 };
}
