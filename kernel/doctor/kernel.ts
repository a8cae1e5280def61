// Starts the kernel as Jupyter would and asks it three things: so sockets, evaluator and TypeScript server are all tried.
import { tmpdir } from "node:os";
import { type Conversation, converse } from "../client/conversation.ts";
import { startKernel } from "../client/startKernel.ts";
import { currentSurroundings, runtimeFolder } from "../install/jupyterPaths.ts";
import { ownKernelspec } from "../install/kernelspec.ts";
import type { Check, Finding } from "./finding.ts";

const reinstall = "reinstall the package; if it stays so, report it with what is printed above";

export const kernelCheck: Check = {
  subject: "Kernel",
  async run() {
    let printed = "";
    const started = performance.now();
    const kernel = await startKernel({
      argv: ownKernelspec().argv,
      directory: tmpdir(),
      runtimeFolder: runtimeFolder(currentSurroundings()),
      onText: (text) => (printed += text),
    });
    let conversation: Conversation;
    try {
      conversation = await converse(kernel);
    } catch (error) {
      return [{ status: "bad", text: `${(error as Error).message}\n${printed}`.trim(), help: reinstall }];
    }
    try {
      const findings: Finding[] = [{ status: "ok", text: `answers ${since(started)} after its start` }];
      const asked = performance.now();
      const fine = await statusOf(conversation, "const answer: number = 6 * 7;");
      findings.push(
        fine === "ok"
          ? { status: "ok", text: `the first cell ran in ${since(asked)}` }
          : { status: "bad", text: `a cell that is right failed: ${fine}`, help: reinstall },
      );
      const checked = performance.now();
      const wrong = await statusOf(conversation, "const text: string = answer;");
      findings.push(
        wrong === "TypeScriptError"
          ? {
              status: "ok",
              text: `the TypeScript server answers: a type error was found in ${since(checked)}`,
            }
          : {
              status: "bad",
              text: "the TypeScript server does not answer: a type error was not found",
              help: reinstall,
            },
      );
      return findings;
    } finally {
      await conversation.close();
    }
  },
};

/** `ok`, or the name of the error. */
async function statusOf(conversation: Conversation, code: string): Promise<string> {
  const { content } = await conversation.request("execute_request", { code, silent: false });
  return String(content.status === "ok" ? "ok" : content.ename);
}

function since(time: number): string {
  return `${Math.round(performance.now() - time)} ms`;
}
