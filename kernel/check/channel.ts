// The process of a TypeScript server and what is said to it: requests in its protocol over its pipes, answered in their order.
// Not TypeScript's own client: that one either stands still until its server has answered, and the front's event loop must not,
// or speaks a slower protocol. It knows nothing of projects.
import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import type { APIMethodInfo } from "typescript/proto";
import { encodeRequest, ResponseReader } from "./frames.ts";

/** What can be asked, with what is sent and what comes back. */
export type Method = keyof APIMethodInfo;
export type Params<M extends Method> = APIMethodInfo[M]["params"];
export type Result<M extends Method> = APIMethodInfo[M]["result"];

interface Waiting {
  resolve(payload: Buffer): void;
  reject(error: Error): void;
}

export class Channel {
  readonly #process: ChildProcess;
  readonly #reader = new ResponseReader();
  readonly #waiting: Waiting[] = [];
  readonly #endWithUs = () => this.close();
  #ended: Error | undefined;

  /** Speaks with a server. An idle one does not keep this process alive, and it ends with this process. */
  constructor(server: ChildProcess) {
    this.#process = server;
    const { stdin, stdout } = server;
    stdout?.on("data", (chunk: Buffer) => this.#take(chunk));
    stdout?.once("close", () => this.#end("TypeScript's server has ended"));
    stdin?.on("error", () => {}); // its end is told by stdout
    if (server.pid === undefined) this.#end("TypeScript's server does not start");
    process.once("exit", this.#endWithUs);
    server.unref();
    (stdin as Socket | null)?.unref();
    this.#hold();
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Whether it can be asked no more. */
  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** Rejects with the server's own words, or when it ends first. */
  async ask<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    const payload = await this.askBytes(method, params);
    return (payload.length > 0 ? JSON.parse(payload.toString()) : undefined) as Result<M>;
  }

  /** For answers that are no JSON: syntax trees. */
  askBytes<M extends Method>(method: M, params: Params<M>): Promise<Buffer> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#hold();
      this.#write(encodeRequest(method, JSON.stringify(params)));
    });
  }

  /** What is asked in one go is written in one go: each write costs a tenth of a millisecond and more, for it wakes the server. */
  #write(request: Buffer): void {
    const { stdin } = this.#process;
    if (stdin && !stdin.writableCorked) {
      stdin.cork();
      process.nextTick(() => stdin.uncork());
    }
    stdin?.write(request);
  }

  close(): void {
    this.#process.kill("SIGKILL");
    this.#end("TypeScript's server was ended");
  }

  #take(chunk: Buffer): void {
    try {
      for (const { problem, payload } of this.#reader.push(chunk)) {
        const asked = this.#waiting.shift();
        if (problem) asked?.reject(new Error(payload.toString()));
        else asked?.resolve(payload);
      }
    } catch (error) {
      this.#process.kill("SIGKILL");
      this.#end(`TypeScript's server is not understood: ${(error as Error).message}`);
    }
    this.#hold();
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = new Error(reason);
    process.removeListener("exit", this.#endWithUs);
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended);
    this.#process.stdin?.destroy();
    this.#process.stdout?.destroy();
  }

  /** While an answer is awaited this process waits for it. */
  #hold(): void {
    const stdout = this.#process.stdout as Socket | null;
    if (this.#waiting.length > 0) stdout?.ref();
    else stdout?.unref();
  }
}
