// What a notebook has without importing it, as ambient declarations for the checker. The evaluator defines these names;
// the rest of a notebook's globals are Node's.
import { widgetGlobals } from "./widgetGlobals.ts";

/** The text of a declaration file. */
export const notebookGlobals = `
/** A value on show. */
interface NotebookDisplay {
  readonly id: string;
  /** Resolves when the front end has been sent all that was shown through this handle. */
  readonly ready: Promise<void>;
  /** Shows another value in the same place. */
  update(value: unknown): Promise<void>;
}
/** Shows a value below the cell: tensors, charts, pictures, HTML, anything. \`update\` of what it returns replaces it. */
declare function display(value: unknown, options?: { id?: string }): NotebookDisplay;
/** Removes the cell's output so far; with \`wait\` when the next output comes. */
declare function clearOutput(wait?: boolean): void;
/** Shows a value, or a text, in the front end's pager, beside the notebook rather than in it. */
declare function page(value: unknown, start?: number): Promise<void>;
/** Puts a text into a new cell below this one, or with \`replace\` into this cell. */
declare function setNextInput(text: string, replace?: boolean): void;
/** What magics stand for. */
declare const $k: {
  t<T>(value: T): T;
  t1: void;
  t2(): void;
  t3: void;
  magic(name: string, args: string, body?: string): Promise<void>;
};
/** Asks the user for a line of text: \`const name = await input("name? ")\`. Throws where the front end takes no input. */
declare function input(prompt?: string): Promise<string>;
/** Like \`input\`, but what is typed is not shown. */
declare function password(prompt?: string): Promise<string>;
/** Like \`input\`, without \`await\`: nothing else runs until the line has come. */
declare function inputSync(prompt?: string): string;
/** Like \`password\`, without \`await\`: nothing else runs until the line has come. */
declare function passwordSync(prompt?: string): string;
${widgetGlobals}`;
