// `%time` and `%%time`: how long a statement or a cell takes. The stopwatch is the evaluator's (`$k`); what is timed stays
// where it is written.
import { type Magic, MagicError } from "./magic.ts";

export const time: Magic = {
  name: "time",
  usage: "%time STATEMENT, %%time",
  summary: "tells how long a statement, or with %%time the cell, takes: on the clock, and of the processors",
  line: {
    code(args, padding, { isExpression, isOpen }) {
      if (args.trim() === "")
        throw new MagicError("%time: nothing to time\nhelp: %time STATEMENT, or %%time for a cell");
      if (isOpen(args))
        throw new MagicError(
          "%time: the statement does not end on this line\nhelp: %%time on the first line times the whole cell",
        );
      // As long as `%time` each.
      if (isExpression(args)) return `$k.t(${padding}${args})`;
      return `$k.t1;${padding.slice(1)}${args};$k.t2();`;
    },
  },
  cell: {
    code(args) {
      if (args.trim() !== "")
        throw new MagicError(
          `%%time: the cell begins on the next line: ${args.trim()}\nhelp: %time times one statement`,
        );
      return "$k.t3;";
    },
  },
};
