// `%reset`: all variables go; the kernel, its history and its connections stay.
import { type Magic, MagicError } from "./magic.ts";

export const reset: Magic = {
  name: "reset",
  usage: "%reset",
  summary: "forgets all variables and loaded modules, before the rest of the cell runs",
  line: {
    async before(args, front) {
      if (args.trim() !== "") throw new MagicError(`%reset: it takes nothing: ${args.trim()}`);
      await front.reset();
      return "All variables are gone; the cells are numbered on.\n";
    },
  },
};
