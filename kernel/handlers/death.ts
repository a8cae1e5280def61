// Explains the death of an evaluator: how it ended, in which cell, why most likely, and what to do. The kernel itself lives
// on and the client stays connected.
import { bold, dim } from "../protocol/ansi.ts";
import type { Death } from "../protocol/evaluator.ts";
import type { ErrorContent } from "../protocol/replies.ts";

interface Cause {
  when(death: Death): boolean;
  cause: string;
  help?: string;
}

/** In this order: the first that fits is told. */
const causes: Cause[] = [
  {
    when: ({ stderr }) =>
      /heap out of memory|heap limit|invalid array length Allocation failed/i.test(stderr),
    cause: "JavaScript's heap is exhausted",
    help: "keep large data in tensors or typed arrays, or start Jupyter with NODE_OPTIONS=--max-old-space-size=8192 (MB)",
  },
  {
    when: ({ signal }) => signal === "SIGKILL",
    cause: "the operating system killed it, most likely because memory ran out",
    help: "use smaller batches or data, or give the machine more memory",
  },
  {
    when: ({ signal }) => signal !== null && ["SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE"].includes(signal),
    cause: "native code crashed: a GPU driver or a native module",
    help: "CELLGRAD_DEVICE=wasm in Jupyter's environment runs without the GPU driver",
  },
  {
    when: ({ signal }) => signal === "SIGABRT",
    cause: "native code, or Node itself, gave up",
  },
  {
    when: ({ signal }) => signal !== null,
    cause: "a signal was sent to it",
  },
  {
    when: ({ code, stderr }) => code !== 0 && stderr.trim() !== "",
    cause: "Node gave up, or a module ended the process",
  },
  {
    when: () => true,
    cause: "the cell, or a module that it uses, called process.exit()",
    help: "a cell ends by itself; to end it early, throw an error",
  },
];

const lastWords = 12;

/** `count` is the number of the cell that ran, undefined when none did. */
export function deathReport(death: Death, count: number | undefined): ErrorContent {
  const words = death.stderr.split("\n").filter((line) => line.trim() !== "");
  const { cause, help } = causes.find(({ when }) => when(death))!;
  const how = death.signal ? `signal ${death.signal}` : `exit code ${death.code}`;
  const where = count === undefined ? "between cells" : `in Cell In[${count}]`;
  const evalue = `the evaluator process ended ${where}: ${how}: ${cause}`;
  return {
    ename: "EvaluatorDied",
    evalue,
    traceback: [
      `${bold("EvaluatorDied")}: ${evalue}`,
      ...(help ? [`help: ${help}`] : []),
      "All variables are gone. A fresh evaluator has started: run the cells again that define what you need.",
      ...(words.length > 0 ? ["", dim("its last words:")] : []),
      ...words.slice(-lastWords).map((line) => dim(`  ${line}`)),
    ],
  };
}
