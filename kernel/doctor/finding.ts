// What a check of `cellgrad doctor` says: found well, worth knowing, or broken, and what to do about it.

export interface Finding {
  /** `note`: works, but could be better or is optional. `bad`: the kernel does not work so. */
  status: "ok" | "note" | "bad";
  text: string;
  help?: string;
}

export interface Check {
  subject: string;
  run(): Promise<Finding[]>;
}
