// Gives back the memory of large messages. V8 collects when it needs room, not when there is nothing to do, so that a kernel
// would keep a hundred megabytes of what somebody sent once.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export interface HousekeepingOptions {
  collect?: () => void;
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
  least = 4_000_000,
  most = 32_000_000,
  quiet = 1000,
}: HousekeepingOptions = {}): (bytes: number) => void {
  let since = 0;
  let timer: NodeJS.Timeout | undefined;
  const clean = () => {
    clearTimeout(timer);
    timer = undefined;
    since = 0;
    collect();
  };
  return (bytes) => {
    since += bytes;
    if (since >= most) clean();
    else if (timer) timer.refresh();
    else if (since >= least) timer = setTimeout(clean, quiet).unref();
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
