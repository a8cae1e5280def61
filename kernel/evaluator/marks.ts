// Marks: short notes `\0<nonce>{json}\0` inside the evaluator's stdout. They name the cell that the following text belongs
// to, or hold the place of a frame on the payload pipe, so that text, displays and replies keep one total order.

/** `cell`/`stream`: whose text follows. `seq`: here belongs the payload of that number. */
export interface Note {
  cell?: number;
  stream?: "stdout" | "stderr";
  seq?: number;
}

/** How the evaluator gets its nonce: user code cannot forge a mark. */
export const nonceVariable = "CELLGRAD_EVALUATOR_NONCE";

export const mark = (nonce: string, note: Note): string => `\0${nonce}${JSON.stringify(note)}\0`;

function parse(bytes: Buffer): Note | undefined {
  try {
    return JSON.parse(bytes.toString()) as Note;
  } catch {
    return undefined; // torn by a forced interrupt
  }
}

/** Cuts a byte stream into text (Buffer) and notes. A mark may be split over chunks. */
export class MarkReader {
  readonly #start: Buffer;
  #rest: Buffer = Buffer.alloc(0);

  constructor(nonce: string) {
    this.#start = Buffer.from(`\0${nonce}`);
  }

  *push(chunk: Buffer): Generator<Buffer | Note> {
    let rest = this.#rest.length ? Buffer.concat([this.#rest, chunk]) : chunk;
    for (;;) {
      const at = rest.indexOf(this.#start);
      const end = at < 0 ? -1 : rest.indexOf(0, at + this.#start.length);
      const text = rest.subarray(0, at < 0 ? rest.length - this.#partial(rest) : at);
      if (text.length) yield text;
      rest = rest.subarray(text.length);
      if (end < 0) break;
      const note = parse(rest.subarray(this.#start.length, end - at));
      if (note) yield note;
      rest = rest.subarray(end - at + 1);
    }
    this.#rest = rest;
  }

  /** How many bytes at the end could be the beginning of a mark. */
  #partial(bytes: Buffer): number {
    const from = bytes.lastIndexOf(0);
    if (from < 0 || bytes.length - from >= this.#start.length) return 0;
    return this.#start.subarray(0, bytes.length - from).equals(bytes.subarray(from))
      ? bytes.length - from
      : 0;
  }
}
