// The frames that a TypeScript server reads and writes: MessagePack arrays of a number that says what it is, the method's name,
// and the payload, which is JSON or a syntax tree. Bytes only.

const ARRAY_OF_THREE = 0x93;
const BIN_8 = 0xc4;
const BIN_16 = 0xc5;
const BIN_32 = 0xc6;
const REQUEST = 1;
const RESPONSE = 4;
const ERROR = 5;

export interface Response {
  /** Whether the payload says what went wrong. */
  problem: boolean;
  payload: Buffer;
}

export function encodeRequest(method: string, json: string): Buffer {
  const name = method.length;
  const length = Buffer.byteLength(json);
  const bytes = Buffer.allocUnsafe(9 + name + length);
  bytes.writeUInt8(ARRAY_OF_THREE, 0);
  bytes.writeUInt8(REQUEST, 1);
  bytes.writeUInt8(BIN_8, 2);
  bytes.writeUInt8(name, 3);
  bytes.write(method, 4, "latin1");
  bytes.writeUInt8(BIN_32, 4 + name);
  bytes.writeUInt32BE(length, 5 + name);
  bytes.write(json, 9 + name);
  return bytes;
}

/** Puts chunks together again. */
export class ResponseReader {
  #chunks: Buffer[] = [];
  #length = 0;
  /** So many bytes the next response has at least. */
  #wanted = 1;

  /** The responses that a chunk completes; throws when it is none of the protocol's. */
  push(chunk: Buffer): Response[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#wanted) return [];
    let bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    const found: Response[] = [];
    let read = readResponse(bytes);
    for (; "response" in read; read = readResponse(bytes)) {
      found.push(read.response);
      bytes = bytes.subarray(read.end);
    }
    this.#wanted = read.wanted;
    this.#chunks = bytes.length > 0 ? [bytes] : [];
    this.#length = bytes.length;
    return found;
  }
}

type Read = { response: Response; end: number } | { wanted: number };

function readResponse(bytes: Buffer): Read {
  if (bytes.length < 2) return { wanted: bytes.length + 1 };
  const [marker, type] = bytes;
  if (marker !== ARRAY_OF_THREE || (type !== RESPONSE && type !== ERROR))
    throw new Error(`a frame begins with ${marker}, ${type}`);
  const name = field(bytes, 2);
  if (bytes.length < name.end) return { wanted: name.end };
  const payload = field(bytes, name.end);
  if (bytes.length < payload.end) return { wanted: payload.end };
  return {
    response: { problem: type === ERROR, payload: bytes.subarray(payload.start, payload.end) },
    end: payload.end,
  };
}

/** Where a field's bytes lie; as far as can be told while its header is not there yet. */
function field(bytes: Buffer, at: number): { start: number; end: number } {
  const marker = bytes[at];
  if (marker === undefined) return { start: at, end: at + 1 };
  if (marker !== BIN_8 && marker !== BIN_16 && marker !== BIN_32)
    throw new Error(`a field begins with ${marker}`);
  const size = marker === BIN_8 ? 1 : marker === BIN_16 ? 2 : 4;
  const start = at + 1 + size;
  return { start, end: start + (bytes.length < start ? 0 : bytes.readUIntBE(at + 1, size)) };
}
