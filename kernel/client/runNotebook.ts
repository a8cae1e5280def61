// `cellgrad run`: a notebook's code cells, in order, in a fresh kernel, their text printed as it comes, and the notebook
// written with its outputs. It stops at the first cell that fails, as "Run All" does.
import { access, constants } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { ExecuteReply, KernelInfoReply } from "../protocol/replies.ts";
import { type Conversation, converse } from "./conversation.ts";
import { type CodeCell, hasTag, readNotebook, writeNotebook } from "./notebookFile.ts";
import { CellOutputs, type DisplaysById } from "./outputs.ts";
import { startKernel } from "./startKernel.ts";
import { CellPrinter, type Sinks } from "./terminal.ts";

/** The kernel to run in, and where to write. */
export interface RunOptions {
  spec: { argv: readonly string[]; display_name: string; env?: Record<string, string> };
  runtimeFolder: string;
  /** Beside the notebook, as NAME.executed.ipynb, unless given. */
  output?: string | undefined;
  sinks?: Sinks;
}

const terminal: Sinks = {
  out: (text) => writeTo(process.stdout, text),
  err: (text) => writeTo(process.stderr, text),
};

/** Colours are for terminals. */
function writeTo(stream: NodeJS.WriteStream, text: string): void {
  stream.write(stream.isTTY ? text : stripVTControlCharacters(text));
}

/** Resolves with true when every cell succeeded, false when one failed; rejects when the kernel cannot be used. */
export async function runNotebook(path: string, options: RunOptions): Promise<boolean> {
  const sinks = options.sinks ?? terminal;
  const output = resolve(options.output ?? `${path.replace(/\.ipynb$/, "")}.executed.ipynb`);
  const notebook = await readNotebook(path);
  await access(dirname(output), constants.W_OK).catch(() => {
    throw new Error(`run: there is no folder to write to: ${dirname(output)}`);
  });
  const kernel = await startKernel({
    argv: options.spec.argv,
    env: { ...options.spec.env, JPY_SESSION_NAME: resolve(path), CELLGRAD_HISTORY: "off" },
    directory: dirname(resolve(path)),
    runtimeFolder: options.runtimeFolder,
    onText: sinks.err,
  });
  const conversation = await converse(kernel);
  const release = interruptOnSignal(conversation);
  const displays: DisplaysById = new Map();
  const cells = notebook.cells.filter(
    (cell) => cell.cell_type === "code" && cell.source.trim() !== "" && !hasTag(cell, "skip-execution"),
  ) as CodeCell[];
  for (const cell of notebook.cells) {
    if (cell.cell_type === "code") Object.assign(cell, { outputs: [], execution_count: null });
  }
  try {
    const info = await conversation.request("kernel_info_request", {});
    const { language_info } = info.content as unknown as KernelInfoReply;
    Object.assign(notebook.metadata, {
      language_info,
      kernelspec: { display_name: options.spec.display_name, language: language_info.name, name: "cellgrad" },
    });
    for (const [index, cell] of cells.entries()) {
      sinks.err(`[${index + 1}/${cells.length}] ${headingOf(cell)}\n`);
      if (!(await runCell(conversation, cell, displays, sinks))) {
        sinks.err(`cellgrad: cell ${index + 1} of ${cells.length} failed\n`);
        return false;
      }
    }
    return true;
  } finally {
    try {
      await writeNotebook(output, notebook);
      sinks.out(`${output}\n`);
    } finally {
      release();
      await conversation.close();
    }
  }
}

async function runCell(
  conversation: Conversation,
  cell: CodeCell,
  displays: DisplaysById,
  sinks: Sinks,
): Promise<boolean> {
  const mayFail = hasTag(cell, "raises-exception");
  const collected = new CellOutputs(displays);
  cell.outputs = collected.outputs;
  const printer = new CellPrinter(sinks);
  const request = { code: cell.source, store_history: true, allow_stdin: false, stop_on_error: !mayFail };
  const reply = await conversation.request("execute_request", request, {
    onBroadcast(message) {
      collected.take(message);
      printer.take(message);
    },
  });
  printer.close();
  const content = reply.content as unknown as ExecuteReply;
  cell.execution_count = content.execution_count ?? null;
  return content.status === "ok" || (mayFail && content.status === "error");
}

/** The first Ctrl-C stops the running cell, a second one everything. */
function interruptOnSignal(conversation: Conversation): () => void {
  const interrupt = () => {
    conversation.request("interrupt_request", {}, { channel: "control" }).catch(() => {});
  };
  process.once("SIGINT", interrupt);
  return () => process.removeListener("SIGINT", interrupt);
}

/** The cell's first line that says something. */
function headingOf(cell: CodeCell): string {
  const lines = cell.source.split("\n").map((line) => line.trim());
  const line = lines.find((text) => text !== "") ?? "";
  return line.length > 90 ? `${line.slice(0, 89)}…` : line;
}
