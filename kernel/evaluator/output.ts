// What the evaluator says to the front: text on fd 1 between marks, payloads (displays, replies) on fd 4 with a mark in the
// text to hold their place. Every write is one synchronous system call and keeps no state in JavaScript, so that a forced
// interrupt in the middle of it breaks nothing (Node's own process.stdout would be left corrupt).
import { Console } from "node:console";
import { writeSync, writevSync } from "node:fs";
import { Writable } from "node:stream";
import { frame } from "./frames.ts";
import { whole } from "./gate.ts";
import { mark, type Note, nonceVariable } from "./marks.ts";
import type { Payload } from "./messages.ts";

const nonce = process.env[nonceVariable] ?? "";
delete process.env[nonceVariable];
let sequence = 0;

/** Whose text is being written, and whose cell is running: text between marks belongs to the latter. */
export type Owner = () => { cell: number; running: number };

// One system call as a rule. The rest is for a full pipe that a Node grandchild has made non-blocking (EAGAIN) and for
// signals (short writes).
const napping = new Int32Array(new SharedArrayBuffer(4));
function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(napping, 0, 0, 1);
    }
  }
}

const note = (fields: Note): void => writeAll(1, Buffer.from(mark(nonce, fields)));

/** Sends a payload and holds its place in the timeline. */
export function payload(message: Payload): void {
  const seq = ++sequence;
  const [head, body] = frameOf({ ...message, seq });
  whole(() => {
    const written = writevSync(4, [head, body]);
    if (written < head.length + body.length) writeAll(4, Buffer.concat([head, body]).subarray(written));
    note({ seq });
  });
}

// A bundle is plain data as a rule; what cannot be cloned (a function in a chart's spec) is dropped as JSON drops it.
function frameOf(message: object): [Buffer, Buffer] {
  try {
    return frame(message);
  } catch {
    return frame(JSON.parse(JSON.stringify(message)));
  }
}

/** From here on, text without another mark (native code, child processes) belongs to `cell`. */
export const begin = (cell: number): void => note({ cell });

/** Text of a given cell, whoever is running. */
export function writeText(cell: number, running: number, name: "stdout" | "stderr", text: Uint8Array): void {
  const direct = cell === running && name === "stdout";
  const open = Buffer.from(mark(nonce, { cell, stream: name }));
  const close = Buffer.from(mark(nonce, { cell: running }));
  whole(writeAll, 1, direct ? text : Buffer.concat([open, text, close]));
}

type Done = (error?: Error | null) => void;

function stream(name: "stdout" | "stderr", fd: number, owner: Owner): Writable {
  const sink = new Writable({ decodeStrings: false });
  const write = (chunk: string | Uint8Array, encoding?: BufferEncoding | Done, callback?: Done): boolean => {
    const bytes =
      typeof chunk === "string"
        ? Buffer.from(chunk, typeof encoding === "string" ? encoding : "utf8")
        : chunk;
    const { cell, running } = owner();
    writeText(cell, running, name, bytes);
    const done = typeof encoding === "function" ? encoding : callback;
    if (done) process.nextTick(done);
    return true;
  };
  const end = (
    chunk?: string | Uint8Array | Done,
    encoding?: BufferEncoding | Done,
    callback?: Done,
  ): Writable => {
    if (typeof chunk === "string" || chunk instanceof Uint8Array) write(chunk, encoding, callback);
    return sink;
  };
  return Object.assign(sink, { write, end, destroy: () => sink, fd, isTTY: false, _type: "pipe" });
}

/** Replaces process.stdout, process.stderr and console before anything has touched (and so opened) them. */
export function installOutput(owner: Owner): void {
  const stdout = stream("stdout", 1, owner);
  const stderr = stream("stderr", 2, owner);
  for (const [name, value] of Object.entries({ stdout, stderr }))
    Object.defineProperty(process, name, { value, configurable: true, enumerable: true });
  globalThis.console = new Console({ stdout, stderr, ignoreErrors: false });
}
