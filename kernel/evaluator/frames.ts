// Frames of the control socket and the payload pipe: u32 length, then a V8-serialised message. They carry what is not
// text; text travels on the timeline (marks.ts). V8's own format keeps Uint8Array, bigint and undefined as they are.
import { deserialize, serialize } from "node:v8";

/** A message as bytes, in two parts so that one `writev` sends it. */
export function frame(message: unknown): [Buffer, Buffer] {
  const body = serialize(message);
  const head = Buffer.allocUnsafe(4);
  head.writeUInt32LE(body.length);
  return [head, body];
}

/** Cuts a byte stream into messages. */
export class FrameReader<Message> {
  #chunks: Buffer[] = [];
  #have = 0;

  *push(chunk: Buffer): Generator<Message> {
    this.#chunks.push(chunk);
    this.#have += chunk.length;
    while (this.#have >= 4) {
      if (this.#chunks[0]!.length < 4) this.#chunks = [Buffer.concat(this.#chunks)];
      const size = this.#chunks[0]!.readUInt32LE() + 4;
      if (this.#have < size) return;
      const all = this.#chunks.length > 1 ? Buffer.concat(this.#chunks) : this.#chunks[0]!;
      this.#chunks = all.length > size ? [all.subarray(size)] : [];
      this.#have -= size;
      yield deserialize(all.subarray(4, size)) as Message;
    }
  }
}
