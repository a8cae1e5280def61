// What a user can switch while the kernel runs, with `%config`. Plain data: the front keeps it, runs carry what they need.

export interface Settings {
  /** What a type error does: stops the cell, is shown beside its output, or nothing. */
  typeErrors: "stop" | "warn" | "off";
  /** Which frames a traceback shows: the user's, or all. */
  tracebacks: "short" | "full";
  /** How much text a cell may print, in megabytes. */
  outputLimit: number;
}

export const defaultSettings = (): Settings => ({ typeErrors: "stop", tracebacks: "short", outputLimit: 10 });
