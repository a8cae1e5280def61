// The front's ear: puts the evaluator's text (stdout, stderr) and payloads back into one total order. Text goes to the cell
// that the marks name; a payload's mark holds its place until the frame has come on the other pipe.
import { StringDecoder } from "node:string_decoder";
import type { EvaluatorEvent } from "../protocol/evaluator.ts";
import { MarkReader, type Note } from "./marks.ts";
import type { Numbered } from "./messages.ts";

type StreamName = "stdout" | "stderr";

export class Timeline {
  readonly #marks: MarkReader;
  readonly #emit: (event: EvaluatorEvent) => void;
  readonly #take: (payload: Numbered) => void;
  /** What has been read and waits for a payload before it. */
  readonly #queue: (Buffer | Note)[] = [];
  readonly #payloads = new Map<number, Numbered>();
  #text = new StringDecoder("utf8");
  #owner: { cell: number; name: StreamName } = { cell: 0, name: "stdout" };

  /** `emit` gets text; `take` gets the payloads. */
  constructor(nonce: string, emit: (event: EvaluatorEvent) => void, take: (payload: Numbered) => void) {
    this.#marks = new MarkReader(nonce);
    this.#emit = emit;
    this.#take = take;
  }

  /** Bytes of the evaluator's stdout. */
  text(chunk: Buffer): void {
    for (const piece of this.#marks.push(chunk)) this.#queue.push(piece);
    this.#advance();
  }

  /** Text of its stderr: native code's words, which no mark names. They are the running cell's. */
  nativeError(text: string): void {
    this.#stream(this.#owner.cell, "stderr", text);
  }

  payload(payload: Numbered): void {
    this.#payloads.set(payload.seq, payload);
    this.#advance();
  }

  #advance(): void {
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      if (Buffer.isBuffer(next)) this.#stream(this.#owner.cell, this.#owner.name, this.#text.write(next));
      else if (next.seq !== undefined) {
        const payload = this.#payloads.get(next.seq);
        if (!payload) return;
        this.#payloads.delete(next.seq);
        this.#take(payload);
      } else this.#begin(next.cell ?? this.#owner.cell, next.stream ?? "stdout");
      this.#queue.shift();
    }
  }

  #begin(cell: number, name: StreamName): void {
    this.#stream(this.#owner.cell, this.#owner.name, this.#text.end()); // half a character can not go on after a mark
    this.#owner = { cell, name };
  }

  #stream(cell: number, name: StreamName, text: string): void {
    if (text) this.#emit({ type: "stream", cell, name, text });
  }
}
