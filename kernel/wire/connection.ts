// The connection file: how a kernel and its clients find and trust each other. Read by the kernel, written by whoever
// starts it. Pure but for the file itself; opens no socket.
import { readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { uuid } from "../protocol/uuid.ts";

export const channels = ["shell", "control", "stdin", "iopub", "hb"] as const;
export type Channel = (typeof channels)[number];

/** A connection file's fields, under the names Jupyter gives them. */
export interface Connection {
  transport: "tcp" | "ipc";
  /** An address for tcp, a path's beginning for ipc. */
  ip: string;
  shell_port: number;
  control_port: number;
  stdin_port: number;
  iopub_port: number;
  hb_port: number;
  /** The HMAC key; empty: messages are not signed. */
  key: string;
  signature_scheme: string;
  kernel_name?: string;
  /** Both present: all sockets are encrypted with CurveZMQ. */
  curve_publickey?: string;
  curve_secretkey?: string;
}

/** ZeroMQ's name for a channel's address. */
export function endpoint(connection: Connection, channel: Channel): string {
  const port = connection[`${channel}_port`];
  return connection.transport === "ipc" ? `ipc://${connection.ip}-${port}` : `tcp://${connection.ip}:${port}`;
}

/** Reads a connection file and says which field is wrong; warns of one that is not for its owner's eyes only. */
export async function readConnectionFile(
  path: string,
  onWarning: (warning: string) => void = () => {},
): Promise<Connection> {
  const json = await readFile(path, "utf8").catch((error: Error) => {
    throw new Error(`connection file: it cannot be read: ${error.message}`);
  });
  const { mode } = await stat(path);
  if (process.platform !== "win32" && (mode & 0o077) !== 0)
    onWarning(
      `connection file: others may use it, and so run code as you: mode ${(mode & 0o777).toString(8)} of ${path}\nhelp: chmod 600 ${path}`,
    );
  return parseConnection(json, path);
}

export function parseConnection(json: string, path: string): Connection {
  const fail = (what: string): never => {
    throw new Error(
      `connection file: ${what}: ${path}\nhelp: Jupyter writes this file; start the kernel through it`,
    );
  };
  let read: unknown;
  try {
    read = JSON.parse(json);
  } catch {
    return fail("this is not JSON");
  }
  if (typeof read !== "object" || read === null) return fail("this is not a JSON object");
  const file = read as Partial<Connection>;
  const transport = file.transport ?? "tcp";
  if (transport !== "tcp" && transport !== "ipc")
    return fail(`transport is neither tcp nor ipc but ${transport}`);
  for (const channel of channels) {
    if (!Number.isInteger(file[`${channel}_port`])) return fail(`${channel}_port is not a number`);
  }
  const scheme = file.signature_scheme ?? "hmac-sha256";
  if (!/^hmac-[a-z0-9-]+$/.test(scheme)) return fail(`signature_scheme is not hmac-<hash> but ${scheme}`);
  const texts = { ip: file.ip ?? "127.0.0.1", key: file.key ?? "" };
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value !== "string") return fail(`${name} is not a string`);
  }
  return { ...(file as Connection), ...texts, transport, signature_scheme: scheme };
}

export async function writeConnectionFile(path: string, connection: Connection): Promise<void> {
  await writeFile(path, `${JSON.stringify(connection, null, 2)}\n`, { mode: 0o600 });
}

export interface ConnectionOptions {
  transport?: "tcp" | "ipc";
  /** For ipc: the sockets' common path, kept short (the system's limit is about 100 bytes). */
  ip?: string;
  kernelName?: string;
}

/** A connection with free ports and a fresh key. */
export async function createConnection(options: ConnectionOptions = {}): Promise<Connection> {
  const transport = options.transport ?? "tcp";
  const ports =
    transport === "tcp" ? await freePorts(channels.length) : channels.map((_, index) => index + 1);
  const port = (channel: Channel) => ports[channels.indexOf(channel)]!;
  return {
    transport,
    ip: options.ip ?? (transport === "tcp" ? "127.0.0.1" : `/tmp/cellgrad-${uuid().slice(0, 13)}`),
    shell_port: port("shell"),
    control_port: port("control"),
    stdin_port: port("stdin"),
    iopub_port: port("iopub"),
    hb_port: port("hb"),
    key: uuid(),
    signature_scheme: "hmac-sha256",
    kernel_name: options.kernelName ?? "cellgrad",
  };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer().once("error", reject);
          server.listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
