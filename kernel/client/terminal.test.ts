// What a terminal shows of a cell.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createMessage, createSession } from "../protocol/message.ts";
import { CellPrinter } from "./terminal.ts";

const session = createSession("tester");
const show = (type: string, text: string, id: string) =>
  createMessage(session, type, { data: { "text/plain": text }, transient: { display_id: id } });

function printed(...messages: ReturnType<typeof createMessage<Record<string, unknown>>>[]) {
  let out = "";
  let err = "";
  const printer = new CellPrinter({ out: (text) => (out += text), err: (text) => (err += text) });
  for (const message of messages) printer.take(message);
  printer.close();
  return { out, err };
}

describe("cell printer", () => {
  it("sends each stream and the traceback where they belong", () => {
    const stream = (name: string, text: string) => createMessage(session, "stream", { name, text });
    const error = createMessage(session, "error", { traceback: ["Error: boom", "Cell In[1]"] });
    assert.deepEqual(printed(stream("stdout", "a\n"), stream("stderr", "b\n"), error), {
      out: "a\n",
      err: "b\nError: boom\nCell In[1]\n",
    });
  });

  it("prints results as text, and nothing of what has no text", () => {
    const result = createMessage(session, "execute_result", {
      data: { "text/plain": "42", "text/html": "<b>" },
    });
    const image = createMessage(session, "display_data", { data: { "image/png": "iVBO" } });
    assert.equal(printed(result, image).out, "42\n");
  });

  it("prints a display that goes on changing twice: first and last", () => {
    const progress = ["10 %", "50 %", "100 %"].map((text) => show("update_display_data", text, "p"));
    assert.equal(printed(show("display_data", "0 %", "p"), ...progress).out, "0 %\n100 %\n");
  });
});
