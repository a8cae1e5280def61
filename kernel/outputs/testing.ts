// For tests only: a clock that they turn themselves.
import type { Clock } from "./streamBuffer.ts";

/** Time stands still until `advance`. */
export function handClock(): Clock & { advance(ms: number): void } {
  let now = 0;
  let due: { at: number; callback: () => void }[] = [];
  return {
    now: () => now,
    after(ms, callback) {
      const entry = { at: now + ms, callback };
      due.push(entry);
      return () => {
        due = due.filter((other) => other !== entry);
      };
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        due = due.filter((entry) => entry !== next);
        now = next.at;
        next.callback();
      }
      now = end;
    },
  };
}
