// `%load_env`: a file of NAME=VALUE lines into the environment of the notebook's code. It tells names, never values.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { type Magic, MagicError } from "./magic.ts";

export const loadEnv: Magic = {
  name: "load_env",
  usage: "%load_env [FILE]",
  summary: "reads NAME=VALUE lines of a file (.env) into process.env",
  line: {
    async run(args, _body, { directory, write }) {
      const file = args.trim() || ".env";
      let text: string;
      try {
        text = readFileSync(resolve(directory, file), "utf8");
      } catch (error) {
        throw new MagicError(
          `%load_env: it cannot be read: ${file}: ${(error as NodeJS.ErrnoException).code}`,
        );
      }
      const variables = parseEnv(text) as Record<string, string>;
      Object.assign(process.env, variables);
      write(`${file}: ${Object.keys(variables).join(", ") || "no variables"}\n`);
    },
  },
};
