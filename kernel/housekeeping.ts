// Gives back the memory of large messages, and of many. V8 collects when it needs room, not when there is nothing to do, so that a kernel
// would keep a hundred megabytes of what somebody sent once; and so does the system's allocator. V8 gives the room for new
// objects back only in a collection before which little was made for five seconds: so there is a last one after a while.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { giveBack } from "./allocator.ts";

export interface HousekeepingOptions {
  collect?: () => void;
  /** Has the system take back what is free. After a collection that is more by and by. */
  giveBack?: () => void;
  /** What a message leaves behind besides its bytes. */
  each?: number;
  /** Fewer bytes than these are not worth it. */
  least?: number;
  /** At so many it is done at once, else when nothing has come for a while. */
  most?: number;
  /** That while, ms. */
  quiet?: number;
  /** After how much longer it is done once more, ms. */
  calm?: number;
}

/** Gives the function that is to be told of the bytes of each message that has come. */
export function createHousekeeping({
  collect = collectGarbage,
  giveBack: give = giveBack,
  each = 20_000,
  least = 4_000_000,
  most = 32_000_000,
  quiet = 1000,
  calm = 6000,
}: HousekeepingOptions = {}): (bytes: number) => void {
  let since = 0;
  let kept = false;
  let timer: NodeJS.Timeout | undefined;
  let last: NodeJS.Timeout | undefined;
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
    last = setTimeout(() => {
      collect();
      last = setTimeout(() => {
        collect();
        give();
      }, quiet).unref();
    }, calm).unref();
  };
  const wait = () => {
    clearTimeout(last);
    if (timer) timer.refresh();
    else timer = setTimeout(rest, quiet).unref();
  };
  return (bytes) => {
    since += bytes + each;
    if (since >= most) {
      clean();
      give();
    }
    if (timer || kept || since >= least) wait();
  };
}

let gc: (() => void) | undefined;

/** Frees what this thread's JavaScript no longer reaches. */
export function collectGarbage(): void {
  if (!gc) {
    setFlagsFromString("--expose-gc");
    gc = runInNewContext("gc") as () => void;
  }
  gc();
}
