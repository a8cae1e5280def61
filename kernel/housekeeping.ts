// Gives back the memory of large messages. V8 collects when it needs room, not when there is nothing to do, so that a kernel
// would keep a hundred megabytes of what somebody sent once; and so does the system's allocator.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { giveBack } from "./allocator.ts";

export interface HousekeepingOptions {
  collect?: () => void;
  /** Called some time after a collection: what was collected is freed by and by. */
  giveBack?: () => void;
  /** Fewer bytes than these are not worth it. */
  least?: number;
  /** At so many it is done at once, else when nothing has come for a while. */
  most?: number;
  /** That while, ms. */
  quiet?: number;
}

/** Gives the function that is to be told of the bytes that have come. */
export function createHousekeeping({
  collect = collectGarbage,
  giveBack: give = giveBack,
  least = 4_000_000,
  most = 32_000_000,
  quiet = 1000,
}: HousekeepingOptions = {}): (bytes: number) => void {
  let since = 0;
  let kept = false;
  let timer: NodeJS.Timeout | undefined;
  const clean = () => {
    since = 0;
    kept = true;
    collect();
  };
  const rest = () => {
    timer = undefined;
    const again = since >= least;
    clean();
    if (again) return wait();
    kept = false;
    give();
  };
  const wait = () => {
    if (timer) timer.refresh();
    else timer = setTimeout(rest, quiet).unref();
  };
  return (bytes) => {
    since += bytes;
    if (since >= most) clean();
    if (timer || kept || since >= least) wait();
  };
}

let gc: (() => void) | undefined;

function collectGarbage(): void {
  if (!gc) {
    setFlagsFromString("--expose-gc");
    gc = runInNewContext("gc") as () => void;
  }
  gc();
}
