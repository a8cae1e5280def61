// A cell asks its user for a line of text: through the client that sent the cell, as long as the cell runs.

/** What a client is asked to type in; a password is not shown. */
export interface InputQuestion {
  prompt: string;
  password: boolean;
}

/** Asks a client; resolves with undefined when the signal came before the answer. */
export type AskInput = (question: InputQuestion, signal: AbortSignal) => Promise<string | undefined>;

/** What consoles send for Ctrl-D. */
const endOfInput = "\x04";

/** `cell` is undefined when the one that asks has ended. Rejects with what its user is to read. */
export async function answerInput(
  question: InputQuestion,
  cell: { abort: AbortController; askInput?: AskInput } | undefined,
): Promise<string | undefined> {
  const name = question.password ? "password" : "input";
  if (!cell)
    throw new Error(
      `${name}: its cell has ended, so no front end shows the prompt\nhelp: await it before the cell ends`,
    );
  if (!cell.askInput)
    throw new Error(
      `${name}: this client takes no input: it sent the cell with allow_stdin false\nhelp: run the notebook in JupyterLab or a console, or read the value from a file or process.env`,
    );
  const line = await cell.askInput(question, cell.abort.signal);
  if (line === endOfInput) throw new Error(`${name}: end of input`);
  return line;
}
