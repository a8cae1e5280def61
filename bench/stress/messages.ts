// Hostile messages by the thousand, to all of a kernel's sockets. Afterwards the same processes answer as before, nothing was
// executed, and memory is back where it was. When one makes the kernel fail, it is found and saved.
import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Dealer, XSubscriber } from "zeromq";
import { createMessage, createSession } from "../../kernel/protocol/message.ts";
import { encode } from "../../kernel/wire/codec.ts";
import { type Connection, endpoint, readConnectionFile } from "../../kernel/wire/connection.ts";
import { createSigner } from "../../kernel/wire/signer.ts";
import { resultOf } from "../../test/protocol/answers.ts";
import { descendants, type KernelProcess, startKernel } from "../../test/protocol/kernelProcess.ts";
import { memoryByRole, residentMemory } from "../kernel/memory.ts";
import { type HostileMessage, HostileMessages } from "./hostileMessages.ts";
import { within } from "./patience.ts";
import type { Report } from "./report.ts";

export interface MessageOptions {
  count: number;
  seed: number;
  /** Only kinds whose name has this in it. */
  only?: string;
  /** Where a message that made the kernel fail is saved. */
  folder: string;
  onFailure?: (what: string) => void;
}

/** How many are sent between two questions whether the kernel lives, and how long it may take to answer, ms. */
const batch = 500;
const patience = 60_000;
/** What memory may have grown by afterwards, MB, and how long it may take to be given back, ms. */
const growth = 20;
const settling = 30_000;
/** However many there are, the log stays readable. */
const logged = 5000;

export async function stressMessages({
  count,
  seed,
  only = "",
  folder,
  onFailure = () => {},
}: MessageOptions): Promise<Report> {
  const target = await Target.start(seed);
  const kinds = new Map<string, number>();
  let failed = 0;
  let sent = 0;
  try {
    for (; sent < count && failed === 0; sent += batch) {
      const messages = Array.from({ length: Math.min(batch, count - sent) }, (_, i) =>
        target.messages.make(sent + i),
      ).filter(({ kind }) => kind.includes(only));
      for (const { kind } of messages) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      for (const message of messages) await target.send(message);
      if (await target.isAlive()) continue;
      failed++;
      const file = await save(folder, seed, sent, messages);
      onFailure(`a message among ${sent} to ${sent + messages.length} of seed ${seed}: ${file}`);
    }
    const hits = failed ? "unknown" : await target.hits();
    const grown = failed ? 0 : await target.growth();
    return {
      title: `${Math.min(sent, count)} hostile messages, seed ${seed}`,
      rows: [
        ...[...kinds].map(([what, value]) => ({ what: `  ${what}`, value })),
        {
          what: "kernel, evaluator or checker ended or hung",
          value: failed,
          limit: "0",
          passed: failed === 0,
        },
        { what: "executions", value: hits, limit: "0", passed: hits === 0 },
        {
          what: "memory of all processes grew by, MB",
          value: grown,
          limit: `≤ ${growth}`,
          passed: grown <= growth,
          timing: true,
        },
        ...Object.entries(await target.memory()).map(([role, megabytes]) => ({
          what: `  ${role} has, MB`,
          value: megabytes,
        })),
        {
          what: "lines in the kernel's own log",
          value: target.logged,
          limit: `≤ ${logged}`,
          passed: target.logged <= logged,
        },
      ],
    };
  } finally {
    await target.close();
  }
}

/** A kernel under fire, with the sockets that the messages go through. */
class Target {
  readonly messages: HostileMessages;
  readonly #kernel: KernelProcess;
  readonly #connection: Connection;
  readonly #dealers: Record<"shell" | "control" | "stdin" | "hb", Dealer>;
  readonly #subscriber = new XSubscriber({ linger: 0 });
  readonly #log: { lines: number };
  #processes: number[] = [];
  #memory = 0;
  #executed = 0;

  private constructor(
    kernel: KernelProcess,
    connection: Connection,
    messages: HostileMessages,
    log: { lines: number },
  ) {
    this.#kernel = kernel;
    this.#connection = connection;
    this.messages = messages;
    this.#log = log;
    const dealer = (channel: "shell" | "control" | "stdin" | "hb"): Dealer => {
      const socket = new Dealer({ linger: 0 });
      socket.connect(endpoint(connection, channel));
      void drain(socket);
      return socket;
    };
    this.#dealers = {
      shell: dealer("shell"),
      control: dealer("control"),
      stdin: dealer("stdin"),
      hb: dealer("hb"),
    };
    this.#subscriber.connect(endpoint(connection, "iopub"));
    void drain(this.#subscriber);
  }

  static async start(seed: number): Promise<Target> {
    const log = { lines: 0 };
    const kernel = await startKernel({
      onStderr: (text) => {
        log.lines += text.split("\n").length - 1;
      },
    });
    await kernel.execute("let hits = 0; const kept = 42;");
    await kernel.execute("[1, 2, 3].map((x) => x * 2)");
    const connection = await readConnectionFile(kernel.connectionFile);
    const signer = createSigner(connection.key, connection.signature_scheme);
    const content = { code: "hits++", silent: false, store_history: true };
    const request = createMessage(createSession("hostile"), "execute_request", content);
    const replay = encode(request, [], signer).map((frame) => Buffer.from(frame));
    const { key, signature_scheme: scheme } = connection;
    const target = new Target(
      kernel,
      connection,
      new HostileMessages(seed, { key, scheme, replay, code: "hits++" }),
      log,
    );
    await target.#begin(replay);
    return target;
  }

  /** The message that will be replayed is heard once; then the ground is taken that memory comes back to. */
  async #begin(replay: Buffer[]): Promise<void> {
    await this.#dealers.shell.send(replay);
    while ((await this.#look()) !== 1) await delay(20);
    this.#processes = await descendants(this.#kernel.process.pid!);
    await delay(1000);
    this.#memory = Number(await residentMemory(this.#kernel.process.pid!));
    this.#executed = await this.#count();
  }

  get logged(): number {
    return this.#log.lines;
  }

  async send({ socket, frames }: HostileMessage): Promise<void> {
    if (socket === "tcp") return knock(this.#connection, frames);
    if (socket === "iopub") return this.#subscriber.send(frames);
    if (socket === "hb") return this.#dealers.hb.send([Buffer.alloc(0), ...frames]);
    return this.#dealers[socket].send(frames);
  }

  /** True when it answers on all channels and is made of the same processes. */
  async isAlive(): Promise<boolean> {
    const answers = Promise.all([
      this.#kernel.request("kernel_info_request", {}, "control"),
      this.#kernel.request("kernel_info_request"),
      this.#kernel.sockets.heartbeat(patience),
    ]);
    const answer = await within(patience, answers);
    if (answer === "late" || !answer[2]) return false;
    const left = await descendants(this.#kernel.process.pid!);
    return this.#processes.every((pid) => left.includes(pid));
  }

  /** How many executions there were that nobody had the right to. */
  async hits(): Promise<number> {
    const kept = await this.#kernel.execute("kept");
    if (resultOf(kept) !== "42") throw new Error("messages: variables were lost");
    const counted = (await this.#count()) - this.#executed - 2;
    return (await this.#look()) - 1 + counted;
  }

  /** MB, when it has settled. */
  async growth(): Promise<number> {
    const end = performance.now() + settling;
    for (;;) {
      const now = Number(await residentMemory(this.#kernel.process.pid!)) - this.#memory;
      if (now <= growth || performance.now() > end) return now;
      await delay(500);
    }
  }

  memory(): Promise<Record<string, number>> {
    return memoryByRole(this.#kernel.process.pid!);
  }

  /** The number of the latest cell. */
  async #count(): Promise<number> {
    const { reply } = await this.#kernel.execute("0");
    return Number(reply.content.execution_count);
  }

  async #look(): Promise<number> {
    return Number(resultOf(await this.#kernel.execute("hits", { store_history: false })));
  }

  async close(): Promise<void> {
    for (const socket of [...Object.values(this.#dealers), this.#subscriber]) socket.close();
    const timer = setTimeout(() => this.#kernel.process.kill("SIGKILL"), 5000);
    await this.#kernel.close();
    clearTimeout(timer);
  }
}

/** Answers to nonsense are read, or they would pile up. */
async function drain(socket: Dealer | XSubscriber): Promise<void> {
  for await (const _ of socket);
}

/** Speaks to the shell's port without ZeroMQ. */
function knock(connection: Connection, frames: Buffer[]): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(connection.shell_port, connection.ip, () => {
      socket.end(Buffer.concat(frames));
      resolve();
    });
    socket.once("close", () => resolve()); // also when it was given up before it was connected
    socket.once("error", () => {});
    socket.setTimeout(50, () => socket.destroy());
    socket.resume();
  });
}

/** Finds, with a fresh kernel, the one of a batch that makes it fail; saves that one, or all where it takes several. */
async function save(
  folder: string,
  seed: number,
  first: number,
  messages: HostileMessage[],
): Promise<string> {
  const target = await Target.start(seed);
  let culprit: number | undefined;
  try {
    for (const [index, message] of messages.entries()) {
      await target.send(message);
      if (await target.isAlive()) continue;
      culprit = index;
      break;
    }
  } finally {
    await target.close();
  }
  const saved = culprit === undefined ? messages : [messages[culprit]!];
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `messages-${seed}-${first + (culprit ?? 0)}.json`);
  const readable = saved.map(({ kind, socket, frames }) => ({
    kind,
    socket,
    frames: frames.map((frame) => frame.toString("base64")),
  }));
  writeFileSync(file, JSON.stringify(readable, null, 1));
  return file;
}
