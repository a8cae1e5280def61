// A kernel as a process of its own, spoken to over its sockets: what the protocol tests hold in their hands. Not a client
// for users.
import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createMessage, createSession, type Message } from "../../kernel/protocol/message.ts";
import { type ClientSockets, connectClientSockets } from "../../kernel/wire/clientSockets.ts";
import { createConnection, writeConnectionFile } from "../../kernel/wire/connection.ts";

export const kernelMain = fileURLToPath(new URL("../../kernel/main.js", import.meta.url));

export interface Answer {
  reply: Message;
  /** What iopub brought for the request, busy first and idle last. */
  events: Message[];
}

export interface Asked {
  /** Resolves when both the reply and idle have come. */
  answer: Promise<Answer>;
  /** Resolves with the events when idle has come: for what gets no reply. */
  done: Promise<Message[]>;
  /** What has come so far. */
  events: Message[];
}

export interface AskOptions {
  channel?: "shell" | "control";
  metadata?: Record<string, unknown>;
  buffers?: Uint8Array[];
  subshell?: string;
}

export interface KernelProcess {
  process: ChildProcess;
  directory: string;
  connectionFile: string;
  sockets: ClientSockets;
  /** Every message on iopub, in order. */
  broadcasts: Message[];
  ask(type: string, content?: object, options?: AskOptions): Asked;
  /** Asks and waits. */
  request(type: string, content?: object, channel?: "shell" | "control"): Promise<Answer>;
  execute(code: string, options?: object): Promise<Answer>;
  /** Called for each question on stdin; `reply` answers it, by name or as older clients do. */
  onInput: (question: Message, reply: (value: string, named?: boolean) => void) => void;
  /** Resolves when something that iopub brings satisfies the question. */
  heard(question: (message: Message) => boolean): Promise<Message>;
  exited: Promise<number | null>;
  close(): Promise<void>;
}

const session = createSession("tester");

export interface KernelOptions {
  transport?: "tcp" | "ipc";
  /** The address to bind, instead of this machine's usual one. */
  ip?: string;
  /** Who may use the connection file, instead of its owner alone. */
  fileMode?: number;
  env?: Record<string, string>;
  /** Where the notebook lies, instead of in a folder of its own. */
  directory?: string;
  /** Hears what the kernel prints to its own stderr, which else is the test's. */
  onStderr?: (text: string) => void;
}

/** Starts a kernel in an empty folder and waits until it answers. */
export async function startKernel({
  transport = "tcp",
  ip,
  fileMode,
  env = {},
  directory: given,
  onStderr,
}: KernelOptions = {}): Promise<KernelProcess> {
  const directory = await mkdtemp(join(tmpdir(), "cellgrad-kernel-"));
  const connection = await createConnection({ transport, ...(ip !== undefined && { ip }) });
  const connectionFile = join(directory, "kernel.json");
  await writeConnectionFile(connectionFile, connection);
  if (fileMode !== undefined) await chmod(connectionFile, fileMode);
  const child = spawn(process.execPath, ["--enable-source-maps", kernelMain, connectionFile], {
    cwd: given ?? directory,
    env: { ...process.env, JPY_PARENT_PID: String(process.pid), CELLGRAD_HISTORY: directory, ...env },
    stdio: ["ignore", "inherit", onStderr ? "pipe" : "inherit"],
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => onStderr?.(text));
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));

  const broadcasts: Message[] = [];
  const open = new Map<string, { events: Message[]; idle?: boolean; reply?: Message; settle: () => void }>();
  const listeners = new Set<() => void>();
  const sockets = connectClientSockets(connection, {
    onProblem: (problem) => console.error(problem),
    onMessage(channel, message) {
      const asked = open.get(message.parent_header.msg_id ?? "");
      if (channel === "iopub") {
        broadcasts.push(message);
        asked?.events.push(message);
        for (const listener of listeners) listener();
      } else if (channel === "stdin") {
        kernel.onInput(message, (value, named = true) => {
          const reply = createMessage(session, "input_reply", { value });
          sockets.send("stdin", named ? { ...reply, parent_header: message.header } : reply);
        });
      } else if (asked) asked.reply = message;
      if (asked && message.content.execution_state === "idle") asked.idle = true;
      asked?.settle();
    },
  });

  const ask: KernelProcess["ask"] = (type, content = {}, options = {}) => {
    const message = createMessage(session, type, content, options);
    if (options.subshell) message.header.subshell_id = options.subshell;
    const events: Message[] = [];
    let settleAnswer: (answer: Answer) => void;
    let settleDone: (events: Message[]) => void;
    const answer = new Promise<Answer>((resolve) => (settleAnswer = resolve));
    const done = new Promise<Message[]>((resolve) => (settleDone = resolve));
    open.set(message.header.msg_id, {
      events,
      settle() {
        const { reply, idle } = open.get(message.header.msg_id)!;
        if (!idle) return;
        settleDone(events);
        if (reply) settleAnswer({ reply, events });
      },
    });
    sockets.send(options.channel ?? "shell", message);
    return { answer, done, events };
  };
  const kernel: KernelProcess = {
    process: child,
    directory: given ?? directory,
    connectionFile,
    sockets,
    broadcasts,
    exited,
    ask,
    request: (type, content, channel = "shell") => ask(type, content, { channel }).answer,
    execute: (code, options = {}) => ask("execute_request", { code, ...options }).answer,
    onInput: (question) => console.error(`nobody answers: ${question.content.prompt}`),
    heard: (question) =>
      new Promise((resolve) => {
        let seen = 0; // a cell may print for long: what was looked at is not looked at again
        const look = () => {
          for (; seen < broadcasts.length; seen++) {
            const message = broadcasts[seen]!;
            if (!question(message)) continue;
            listeners.delete(look);
            resolve(message);
            return;
          }
        };
        listeners.add(look);
        look();
      }),
    async close() {
      child.kill("SIGTERM");
      await exited;
      await sockets.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
  await kernel.heard(({ header }) => header.msg_type === "iopub_welcome");
  await kernel.request("kernel_info_request");
  return kernel;
}

/** The processes that have `ancestor` above them (Linux). */
export async function descendants(ancestor: number): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const parents = new Map<number, number>();
  for (const pid of pids) {
    const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    const parent = /^\d+ \(.*\) \S (\d+)/s.exec(status)?.[1];
    if (parent) parents.set(Number(pid), Number(parent));
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === ancestor || isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow);
}

/** True while the process runs; a zombie does not. */
export async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return status !== "" && !/^\d+ \(.*\) Z/s.test(status);
}
