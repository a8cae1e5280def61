// `%config`: shows and changes what can be switched.
import type { Settings } from "../protocol/settings.ts";
import { type Magic, MagicError } from "./magic.ts";

/** One row a setting: what it may be, and how its text is read. */
interface Switch<T> {
  choices: string;
  meaning: string;
  read(text: string): T | undefined;
}

const oneOf = <const T extends string>(meaning: string, ...choices: T[]): Switch<T> => ({
  choices: choices.join(" | "),
  meaning,
  read: (text) => choices.find((choice) => choice === text),
});

const switches: { [K in keyof Settings]: Switch<Settings[K]> } = {
  typeErrors: oneOf("what a type error does: stop the cell, warn, nothing", "stop", "warn", "off"),
  tracebacks: oneOf("the frames of an error: the user's, or all", "short", "full"),
  outputLimit: {
    choices: "MB",
    meaning: "how much text a cell may print",
    read: (text) => (Number(text) > 0 ? Number(text) : undefined),
  },
};

const names = Object.keys(switches) as (keyof Settings)[];

export const config: Magic = {
  name: "config",
  usage: "%config [SETTING[=VALUE]]",
  summary: "shows or changes a setting; type errors as warnings, full tracebacks, output limit",
  line: {
    before(args, { settings }) {
      const [, name = "", value] = /^(\w*)\s*(?:=\s*(.*))?$/s.exec(args.trim()) ?? [];
      if (name === "" && value === undefined) return names.map((each) => line(each, settings)).join("");
      const known = names.find((each) => each === name);
      if (!known) throw new MagicError(`%config: unknown setting: ${args}\nhelp: ${names.join(", ")}`);
      if (value !== undefined) set(settings, known, unquoted(value));
      return line(known, settings);
    },
  },
  complete(args) {
    const [, name, value] = /^(\w+)\s*=\s*(\w*)$/.exec(args.trim()) ?? [];
    const known = names.find((each) => each === name);
    if (!known) return names.filter((each) => each.startsWith(args.trim())).map((each) => `${each}=`);
    const choices = switches[known].choices.split(" | ").filter((choice) => switches[known].read(choice));
    return choices.filter((choice) => choice.startsWith(value ?? "")).map((choice) => `${known}=${choice}`);
  },
};

function set<K extends keyof Settings>(settings: Settings, name: K, text: string): void {
  const { read, choices } = switches[name] as Switch<Settings[K]>;
  const value = read(text);
  if (value === undefined) throw new MagicError(`%config: ${name} cannot be ${text}\nhelp: ${choices}`);
  settings[name] = value;
}

const line = (name: keyof Settings, settings: Settings): string =>
  `${`${name}=${settings[name]}`.padEnd(20)} ${switches[name].meaning} (${switches[name].choices})\n`;

const unquoted = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, "$2");
