// Comms: channels between a cell's objects and a front end's. Either side opens one; messages carry JSON and binary buffers.
// What a target means is its author's business; Jupyter's widgets are one (widget.ts).
import type { CommMessage } from "../../protocol/evaluator.ts";
import { uuid } from "../../protocol/uuid.ts";
import { payload } from "../output.ts";
import { type Binary, bytesOf } from "./buffers.ts";

type Data = Record<string, unknown>;

export interface SendOptions {
  metadata?: Data;
  buffers?: readonly Binary[];
}

/** What a handler is given. */
export interface Received {
  data: Data;
  metadata: Data;
  buffers: Uint8Array[];
}

export type Handler = (message: Received) => unknown;
export type TargetHandler = (comm: Comm, message: Received) => unknown;

/** A handler with the cell that registered it: what it prints belongs there. */
interface Registered<H> {
  handler: H;
  cell: number;
}

/** What comms need of the evaluator. */
export interface CommHost {
  /** The cell of the running code. */
  owner(): number;
}

/** One open channel. */
export class Comm {
  readonly id: string;
  readonly target: string;
  readonly #comms: Comms;
  #open = true;
  readonly #onMessage: Registered<Handler>[] = [];
  readonly #onClose: Registered<Handler>[] = [];

  constructor(comms: Comms, id: string, target: string) {
    this.#comms = comms;
    this.id = id;
    this.target = target;
  }

  send(data: Data = {}, options: SendOptions = {}): void {
    if (!this.#open) throw new Error(`comm.send: the comm is closed: ${this.target}`);
    this.#comms.post("comm.send", { kind: "msg", id: this.id }, data, options);
  }

  close(data: Data = {}, options: SendOptions = {}): void {
    if (!this.#open) return;
    this.#open = false;
    this.#comms.forget(this);
    this.#comms.post("comm.close", { kind: "close", id: this.id }, data, options);
  }

  onMessage(handler: Handler): void {
    this.#onMessage.push(this.#comms.registered(handler));
  }

  onClose(handler: Handler): void {
    this.#onClose.push(this.#comms.registered(handler));
  }

  /** A message from the front end. */
  async receive(message: Received): Promise<void> {
    await this.#comms.callAll(this.#onMessage, message);
  }

  /** The front end has closed it. */
  async closed(message: Received): Promise<void> {
    this.#open = false;
    this.#comms.forget(this);
    await this.#comms.callAll(this.#onClose, message);
  }
}

export class Comms {
  readonly #host: CommHost;
  readonly #open = new Map<string, Comm>();
  readonly #targets = new Map<string, Registered<TargetHandler>>();

  constructor(host: CommHost) {
    this.#host = host;
  }

  /** The notebook's global `comm`. */
  readonly api = {
    register: (target: string, handler: TargetHandler): void => {
      if (typeof handler !== "function") throw new TypeError("comm.register: the handler is not a function");
      this.#targets.set(String(target), this.registered(handler));
    },
    unregister: (target: string): void => void this.#targets.delete(target),
    open: (target: string, data: Data = {}, options: SendOptions = {}): Comm =>
      this.open(String(target), data, options),
  };

  open(target: string, data: Data, options: SendOptions): Comm {
    const comm = new Comm(this, uuid(), target);
    this.post("comm.open", { kind: "open", id: comm.id, target }, data, options);
    this.#open.set(comm.id, comm);
    return comm;
  }

  /** Takes what a front end sent; resolves when all handlers are done. Rejects with what one of them threw. */
  async deliver({ kind, id, target, data, metadata, buffers }: CommMessage): Promise<void> {
    // Each in memory of its own: what arrived is a piece of something larger, at any offset.
    const message = { data, metadata, buffers: buffers.map((bytes) => new Uint8Array(bytes)) };
    if (kind === "open") return this.#opened(id, target ?? "", message);
    const comm = this.#open.get(id);
    if (kind === "msg") await comm?.receive(message);
    else await comm?.closed(message);
  }

  async #opened(id: string, target: string, message: Received): Promise<void> {
    const registered = this.#targets.get(target);
    const comm = new Comm(this, id, target);
    if (!registered) return comm.close();
    this.#open.set(id, comm);
    try {
      this.#adopt(registered.cell);
      await registered.handler(comm, message);
    } catch (error) {
      comm.close();
      throw error;
    }
  }

  registered<H>(handler: H): Registered<H> {
    return { handler, cell: this.#host.owner() };
  }

  /** Calls all, also when one throws; then throws what the first one threw. */
  async callAll<A extends unknown[]>(
    handlers: readonly Registered<(...args: A) => unknown>[],
    ...args: A
  ): Promise<void> {
    const running = handlers.map(async ({ handler, cell }) => {
      this.#adopt(cell);
      await handler(...args);
    });
    const failed = (await Promise.allSettled(running)).find(({ status }) => status === "rejected");
    if (failed) throw (failed as PromiseRejectedResult).reason;
  }

  forget({ id }: Comm): void {
    this.#open.delete(id);
  }

  /** Sends to the front ends; what cannot travel is an error here, in the user's line. */
  post(
    where: string,
    message: Pick<CommMessage, "kind" | "id" | "target">,
    data: Data,
    { metadata = {}, buffers = [] }: SendOptions,
  ): void {
    const bytes = buffers.map((buffer) => {
      const view = bytesOf(buffer);
      if (!view) throw new TypeError(`${where}: a buffer is neither an ArrayBuffer nor a view of one`);
      return view;
    });
    const plain = { data: asJson(where, data), metadata: asJson(where, metadata) };
    payload({ type: "comm", cell: this.#host.owner(), message: { ...message, ...plain, buffers: bytes } });
  }

  /** What the running delivery prints from here on belongs to that cell. */
  #adopt(by: number): void {
    payload({ type: "adopt", cell: this.#host.owner(), by });
  }
}

function asJson(where: string, data: Data): Data {
  try {
    return JSON.parse(JSON.stringify(data)) as Data;
  } catch (error) {
    const help = "help: binary data goes into buffers, bigints as strings";
    throw new TypeError(`${where}: the data has no JSON form: ${(error as Error).message}\n${help}`);
  }
}
