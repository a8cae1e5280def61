// The kernel's own log, on its stderr: what no cell's user has to see. However much there is to tell, it stays readable:
// after a burst only now and then a line, with how many were left out.

export interface LogOptions {
  /** Lines that may come at once; each takes a second to be allowed again. */
  burst?: number;
  /** The time, ms. */
  now?: () => number;
}

/** Gives the function that tells of a problem. */
export function createLog(
  write: (text: string) => void,
  { burst = 100, now = () => performance.now() }: LogOptions = {},
): (problem: string) => void {
  let allowed = burst;
  let last = now();
  let leftOut = 0;
  return (problem) => {
    const time = now();
    allowed = Math.min(burst, allowed + (time - last) / 1000);
    last = time;
    if (allowed < 1) {
      leftOut++;
      return;
    }
    allowed--;
    if (leftOut > 0) write(`cellgrad: ${leftOut} more problems were not told\n`);
    leftOut = 0;
    write(`cellgrad: ${problem.slice(0, longest)}\n`);
  };
}

/** Characters of one problem. */
const longest = 5000;
