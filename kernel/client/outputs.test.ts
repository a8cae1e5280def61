// From broadcasts to the outputs that a notebook keeps.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createMessage, createSession } from "../protocol/message.ts";
import { CellOutputs, type DisplaysById } from "./outputs.ts";

const session = createSession("tester");
const message = (type: string, content: Record<string, unknown>) => createMessage(session, type, content);
const stream = (text: string, name = "stdout") => message("stream", { name, text });
const display = (text: string, id?: string, type = "display_data") =>
  message(type, {
    data: { "text/plain": text },
    metadata: {},
    transient: id === undefined ? {} : { display_id: id },
  });

function outputsOf(...messages: ReturnType<typeof message>[]) {
  const cell = new CellOutputs(new Map());
  for (const each of messages) cell.take(each);
  return cell.outputs;
}

describe("cell outputs", () => {
  it("joins texts of one stream that follow each other", () => {
    assert.deepEqual(outputsOf(stream("a"), stream("b"), stream("!", "stderr"), stream("c")), [
      { output_type: "stream", name: "stdout", text: "ab" },
      { output_type: "stream", name: "stderr", text: "!" },
      { output_type: "stream", name: "stdout", text: "c" },
    ]);
  });

  it("keeps results with their count, and errors", () => {
    const data = { "text/plain": "42" };
    const error = { ename: "Error", evalue: "boom", traceback: ["Error: boom"] };
    const result = message("execute_result", { execution_count: 3, data, metadata: {} });
    assert.deepEqual(outputsOf(result, message("error", error)), [
      { output_type: "execute_result", execution_count: 3, data, metadata: {} },
      { output_type: "error", ...error },
    ]);
  });

  it("updates a display in place, in whichever cell it stands", () => {
    const displays: DisplaysById = new Map();
    const [first, second] = [new CellOutputs(displays), new CellOutputs(displays)];
    first.take(display("before", "plot"));
    second.take(display("before", "plot"));
    second.take(display("after", "plot", "update_display_data"));
    for (const { outputs } of [first, second]) {
      assert.deepEqual(outputs, [
        { output_type: "display_data", data: { "text/plain": "after" }, metadata: {} },
      ]);
    }
  });

  it("clears at once, or when the next output comes", () => {
    const clear = (wait: boolean) => message("clear_output", { wait });
    assert.deepEqual(outputsOf(stream("a"), clear(false)), []);
    assert.equal(outputsOf(stream("a"), clear(true)).length, 1);
    assert.deepEqual(outputsOf(stream("a"), clear(true), stream("b")), [
      { output_type: "stream", name: "stdout", text: "b" },
    ]);
  });
});
