// The front's handle on an evaluator process: starts it, feeds it cells, orders what it says, notices its death.
// It decides nothing about what a death means; whoever holds the handle starts the next one.
import type { ChildProcess } from "node:child_process";
import type { Duplex, Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import type {
  Death,
  Delivery,
  EvaluatorClient,
  EvaluatorEvent,
  QuestionAnswer,
  RunOutcome,
  RunRequest,
} from "../protocol/evaluator.ts";
import { type EvaluatorOptions, type EvaluatorProcess, spawnEvaluator } from "./evaluatorProcess.ts";
import { FrameReader, frame } from "./frames.ts";
import type { AgentMessage, Command, Numbered } from "./messages.ts";
import { type Ordered, Places } from "./places.ts";
import { Timeline } from "./timeline.ts";

/** Node says so at its end because we inspect it; nobody else does. */
const inspectorWords = "Waiting for the debugger to disconnect...\n";
/** How much of stderr a death quotes, characters. */
const lastWords = 4000;
/** How long the pipes may stay open after the process has ended (a grandchild may hold them), ms. */
const closingTime = 100;

/** Starts an evaluator, unless its process is given. It ends with this process, or by `kill`. */
export const startEvaluator = (options: EvaluatorOptions, process?: EvaluatorProcess): EvaluatorClient =>
  new Evaluator(process ?? spawnEvaluator(options));

class Evaluator implements EvaluatorClient {
  readonly pid: number;
  readonly ready: Promise<void>;
  readonly died: Promise<Death>;
  onEvent: (event: EvaluatorEvent) => void = () => {};
  onCdpEvent: (method: string, params: unknown) => void = () => {};
  readonly #process: ChildProcess;
  readonly #control: Duplex;
  readonly #runs = new Map<number, (outcome: RunOutcome) => void>();
  readonly #requests = new Map<number, (message: AgentMessage) => void>();
  readonly #places = new Places((said) => this.#say(said));
  #requestCount = 0;
  #interrupting: Promise<unknown> = Promise.resolve();
  #death: Death | undefined;
  #stderr = "";
  #becomeReady: () => void = () => {};

  constructor({ process: child, nonce }: EvaluatorProcess) {
    this.#process = child;
    this.pid = this.#process.pid ?? 0;
    const [, stdout, stderr, control, payloads] = this.#process.stdio as [
      null,
      Readable,
      Readable,
      Duplex,
      Readable,
    ];
    this.#control = control;
    const timeline = new Timeline(
      nonce,
      (event) => this.#places.take(event),
      ({ seq: _, ...payload }) =>
        payload.type === "ready" ? this.#becomeReady() : this.#places.take(payload),
    );
    stdout.on("data", (chunk: Buffer) => timeline.text(chunk));
    const words = new StringDecoder("utf8");
    stderr.on("data", (chunk: Buffer) => {
      const text = words.write(chunk).replaceAll(inspectorWords, "");
      this.#stderr = (this.#stderr + text).slice(-lastWords);
      timeline.nativeError(text);
    });
    read<Numbered>(payloads, (payload) => timeline.payload(payload));
    read<AgentMessage>(control, (message) => this.#fromAgent(message));
    for (const pipe of [stdout, stderr, control, payloads]) pipe.on("error", () => {}); // its end is told by "exit"
    this.died = this.#watch();
    this.ready = new Promise((resolve, reject) => {
      this.#becomeReady = resolve;
      void this.died.then(({ stderr: words }) => reject(new Error(`the evaluator did not start\n${words}`)));
    });
    this.ready.catch(() => {}); // whoever waits for it hears of it
  }

  run(request: RunRequest): Promise<RunOutcome> {
    return this.#start(request.cell, { type: "run", request });
  }

  deliver(delivery: Delivery): Promise<RunOutcome> {
    return this.#start(delivery.cell, { type: "deliver", delivery });
  }

  async interrupt(): Promise<void> {
    const id = ++this.#requestCount;
    this.#interrupting = this.#request(id, { type: "interrupt", id });
    await this.#interrupting;
  }

  answer(id: number, answer: QuestionAnswer): void {
    this.#send({ type: "answer", id, answer });
  }

  async cdp(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#requestCount;
    const answer = await this.#request(id, { type: "cdp", id, method, params });
    if (answer?.type !== "cdp") throw new Error(`${method}: the evaluator has ended`);
    if (answer.error !== undefined) throw new Error(`${method}: ${answer.error}`);
    return answer.result;
  }

  kill(): Promise<Death> {
    this.#killGroup();
    return this.died;
  }

  async #start(cell: number, command: Command): Promise<RunOutcome> {
    await this.#interrupting;
    if (this.#death) return { status: "died", death: this.#death };
    return new Promise((resolve) => {
      this.#runs.set(cell, resolve);
      this.#send(command);
    });
  }

  #send(command: Command): void {
    if (!this.#control.destroyed) this.#control.write(Buffer.concat(frame(command)));
  }

  /** Resolves with undefined when the evaluator dies first. */
  #request(id: number, command: Command): Promise<AgentMessage | undefined> {
    if (this.#death) return Promise.resolve(undefined);
    this.#send(command);
    const answer = new Promise<AgentMessage>((resolve) => this.#requests.set(id, resolve));
    return Promise.race([answer, this.died.then(() => undefined)]).finally(() => this.#requests.delete(id));
  }

  #fromAgent(message: AgentMessage): void {
    if (message.type === "cdpEvent") this.onCdpEvent(message.method, message.params);
    else this.#requests.get(message.id)?.(message);
  }

  #say(said: Ordered): void {
    if (said.type === "reply") {
      const resolve = this.#runs.get(said.cell);
      this.#runs.delete(said.cell);
      // What the cell wrote to its native stderr lies in another pipe: let this turn of the event loop read it first.
      setImmediate(() => resolve?.(said.outcome));
    } else this.onEvent(said);
  }

  #killGroup(): void {
    if (!this.pid) return;
    try {
      process.kill(-this.pid, "SIGKILL");
    } catch {
      this.#process.kill("SIGKILL");
    }
  }

  #watch(): Promise<Death> {
    const child = this.#process;
    return new Promise((resolve) => {
      let over = false;
      const end = (code: number | null, signal: string | null): void => {
        if (over) return;
        over = true;
        this.#killGroup(); // the processes that its cells have started
        const settle = (): void => {
          clearTimeout(timer);
          const death = (this.#death = { code, signal, stderr: this.#stderr });
          this.#places.end();
          for (const answer of this.#runs.values()) answer({ status: "died", death });
          this.#runs.clear();
          resolve(death);
        };
        const timer = setTimeout(settle, closingTime);
        child.once("close", settle);
      };
      if (child.exitCode !== null || child.signalCode !== null) end(child.exitCode, child.signalCode);
      child.once("exit", end); // "close" would wait for grandchildren that hold the pipes
      child.once("error", (error) => {
        this.#stderr += error.message;
        end(null, null);
      });
    });
  }
}

function read<Message>(stream: Readable, take: (message: Message) => void): void {
  const frames = new FrameReader<Message>();
  stream.on("data", (chunk: Buffer) => {
    for (const message of frames.push(chunk)) take(message);
  });
}
