// Messages that no kernel should have to read: malformed, truncated, replayed, forged and oversized ones, and signed ones that
// make no sense. Made from a seed and a number, so that each can be made again. None may lead to an execution.
import { createSigner, type Signer } from "../../kernel/wire/signer.ts";
import { generator } from "../../test/conformance/case.ts";

export type Socket = "shell" | "control" | "stdin" | "iopub" | "hb" | "tcp";

export interface HostileMessage {
  kind: string;
  socket: Socket;
  /** What is sent; for `tcp`, bytes for the shell's port. */
  frames: Buffer[];
}

export interface Surroundings {
  key: string;
  scheme: string;
  /** A message that the kernel has taken before. */
  replay: readonly Buffer[];
  /** Code that tells when it is run. */
  code: string;
}

type Random = () => number;
type Parts = [header: unknown, parent: unknown, metadata: unknown, content: unknown];

const delimiter = Buffer.from("<IDS|MSG>");
const pick = <T>(random: Random, choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;
const upTo = (random: Random, most: number): number => Math.floor(random() * most);
const bytes = (random: Random, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => upTo(random, 256)));

export class HostileMessages {
  readonly #seed: number;
  readonly #around: Surroundings;
  readonly #signer: Signer;
  readonly #stranger: Signer;

  constructor(seed: number, around: Surroundings) {
    this.#seed = seed;
    this.#around = around;
    this.#signer = createSigner(around.key, around.scheme);
    this.#stranger = createSigner("another key", around.scheme);
  }

  /** The message of that number: always the same. */
  make(number: number): HostileMessage {
    const random = generator(this.#seed * 1_000_003 + number);
    for (let i = 0; i < 3; i++) random(); // neighbours begin alike
    const kind = pick(random, kinds);
    const socket = pick(random, ["shell", "shell", "control", "stdin"] as const);
    return { kind, ...this.#makers[kind](random, number, socket) };
  }

  readonly #makers: Record<
    (typeof kinds)[number],
    (random: Random, number: number, socket: Socket) => Omit<HostileMessage, "kind">
  > = {
    noise: (random, _, socket) => ({
      socket,
      frames: Array.from({ length: 1 + upTo(random, 8) }, () => bytes(random, upTo(random, 200))),
    }),
    "too few frames": (random, number, socket) => {
      const frames = this.#signed(random, number);
      return { socket, frames: frames.slice(0, 1 + upTo(random, frames.length - 1)) };
    },
    truncated: (random, number, socket) => {
      const frames = this.#signed(random, number);
      const at = 1 + upTo(random, frames.length - 1);
      frames[at] = frames[at]!.subarray(0, upTo(random, frames[at]!.length));
      return { socket, frames };
    },
    replayed: (_, __, socket) => ({ socket, frames: [...this.#around.replay] }),
    forged: (random, number, socket) => {
      const frames = this.#signed(random, number, executing(this.#around.code, number));
      frames[1] = this.#forgery(random, frames);
      return { socket, frames };
    },
    edited: (random, number, socket) => {
      const frames = this.#signed(random, number, executing("1", number));
      const at = 2 + upTo(random, 4);
      frames[at] = Buffer.from(
        JSON.stringify({ ...JSON.parse(String(frames[at])), code: this.#around.code }),
      );
      return { socket, frames };
    },
    "signed nonsense": (random, number, socket) => ({
      socket,
      frames: this.#signed(random, number, nonsense(random, number, this.#around.code)),
    }),
    "out of range": (random, number, socket) => ({
      socket: socket === "stdin" ? "shell" : socket,
      frames: this.#signed(random, number, outOfRange(random, number)),
    }),
    oversized: (random, number, socket) => this.#oversized(random, number, socket),
    "to the heartbeat": (random) => ({
      socket: "hb",
      frames: Array.from({ length: upTo(random, 5) }, () => bytes(random, upTo(random, 100))),
    }),
    "to the broadcasts": (random) => ({
      socket: "iopub",
      frames: [Buffer.concat([Buffer.from([upTo(random, 4)]), bytes(random, upTo(random, 60))])],
    }),
    "no ZeroMQ": (random) => {
      const greeting = Buffer.concat([Buffer.from([0xff]), Buffer.alloc(8), Buffer.from([0x7f, 3, 0])]);
      const text = Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      return { socket: "tcp", frames: [pick(random, [bytes(random, upTo(random, 300)), greeting, text])] };
    },
  };

  /** Signed as it should be. */
  #signed(random: Random, number: number, parts: Parts = outOfRange(random, number)): Buffer[] {
    const texts = parts.map((part) =>
      Buffer.isBuffer(part) ? part : Buffer.from(JSON.stringify(part) ?? "null"),
    );
    return [delimiter, Buffer.from(this.#signer.sign(texts)), ...texts];
  }

  #forgery(random: Random, frames: Buffer[]): Buffer {
    const right = frames[1]!;
    const flipped = Buffer.from(right);
    const at = upTo(random, flipped.length);
    flipped[at] = flipped[at]! ^ 1;
    return pick(random, [
      Buffer.alloc(0),
      flipped,
      Buffer.from(this.#stranger.sign(frames.slice(2, 6))),
      Buffer.from(right.toString().toUpperCase().replace(/\d/g, "A")),
      Buffer.concat([right, Buffer.from("0")]),
      right.subarray(0, 32),
      this.#around.replay[1]!,
      bytes(random, 64),
    ]);
  }

  #oversized(random: Random, number: number, socket: Socket): Omit<HostileMessage, "kind"> {
    // Most are not that large: a hundred thousand shall not take all day.
    const size = random() < 0.02 ? 20_000_000 : 100_000 + upTo(random, 200_000);
    const frames = this.#signed(random, number);
    switch (upTo(random, 5)) {
      case 0:
        return { socket, frames: [Buffer.alloc(size, 97)] };
      case 1:
        return { socket, frames: [...frames, Buffer.alloc(size), Buffer.alloc(size)] };
      case 2:
        return { socket, frames: [Buffer.alloc(size, 98), ...frames] };
      case 3:
        return { socket, frames: Array.from({ length: size / 200 }, () => Buffer.alloc(1)) };
      default: {
        const [header, parent, metadata, content] = outOfRange(random, number);
        const more = { ...(header as object), more: "x".repeat(size) };
        return { socket, frames: this.#signed(random, number, [more, parent, metadata, content]) };
      }
    }
  }
}

const kinds = [
  "noise",
  "too few frames",
  "truncated",
  "replayed",
  "forged",
  "edited",
  "signed nonsense",
  "out of range",
  "noise",
  "truncated",
  "forged",
  "signed nonsense",
  "oversized",
  "to the heartbeat",
  "to the broadcasts",
  "no ZeroMQ",
] as const;

const header = (type: unknown, number: number): Record<string, unknown> => ({
  msg_id: `hostile-${number}`,
  msg_type: type,
  session: "hostile",
  username: "nobody",
  date: "2026-01-01T00:00:00Z",
  version: "5.4",
});

const executing = (code: string, number: number): Parts => [
  header("execute_request", number),
  {},
  {},
  { code, silent: false, store_history: true },
];

/** What asks for no work of a cell. */
const questions = [
  "complete_request",
  "inspect_request",
  "is_complete_request",
  "history_request",
  "comm_open",
  "comm_msg",
  "comm_close",
  "comm_info_request",
  "delete_subshell_request",
];
const types = ["execute_request", ...questions, "input_reply"];

/** Right in form, if at all, and wrong in what it says. */
function nonsense(random: Random, number: number, code: string): Parts {
  const strange = (): unknown =>
    pick<unknown>(random, [
      null,
      true,
      0,
      -1,
      1e308,
      "",
      "\ud800",
      "__proto__",
      "constructor",
      [],
      [code],
      {},
      { code },
      { toString: code },
      Buffer.from('{"__proto__":{"code":"hits++","silent":false}}'),
      Buffer.from("[".repeat(50_000)),
      Buffer.from(`${"[".repeat(20_000)}${"]".repeat(20_000)}`),
      Buffer.from(`{"a":${'{"a":'.repeat(5_000)}1${"}".repeat(5_001)}`),
      Buffer.from([0xff, 0xfe, 0x7b, 0x7d]),
      Buffer.from("{}{}"),
      Buffer.from("NaN"),
    ]);
  const parts: Parts = [header(pick(random, types), number), {}, {}, { code: strange() }];
  if (Buffer.isBuffer((parts[3] as { code: unknown }).code)) parts[3] = strange();
  switch (upTo(random, 6)) {
    case 0:
      parts[0] = strange();
      break;
    case 1:
      parts[upTo(random, 4)] = strange();
      break;
    case 2: {
      const wrong = strange();
      const field = pick(random, ["msg_id", "msg_type", "session", "username", "date", "subshell_id"]);
      parts[0] = { ...header(pick(random, types), number), [field]: Buffer.isBuffer(wrong) ? 7 : wrong };
      break;
    }
    case 3:
      parts[0] = header(
        pick(random, ["toString", "__proto__", "no_request", "execute_reply", "status", "x_request"]),
        number,
      );
      break;
  }
  // Code as a text in the right place would be no nonsense.
  const content = parts[3] as { code?: unknown } | null;
  if (typeof content?.code === "string") content.code = 7;
  return parts;
}

/** What a front end might ask, with values that no front end would send. */
function outOfRange(random: Random, number: number): Parts {
  const place = (): unknown => pick(random, [-1, 0, 1, 1e9, 2 ** 53, -(2 ** 31), 1.5, "1", null]);
  const text = (): unknown =>
    pick(random, [
      "",
      "😀",
      "(".repeat(300),
      "const ",
      "a.",
      "\0\0",
      "\u2028",
      "`${",
      "%",
      "%%",
      "%%sh",
      "/*",
      "import('",
      null,
      3,
    ]);
  const type = pick(random, questions);
  const content = {
    code: text(),
    cursor_pos: place(),
    detail_level: place(),
    hist_access_type: pick(random, ["tail", "range", "search", "", null]),
    session: place(),
    start: place(),
    stop: place(),
    n: place(),
    pattern: pick(random, ["*", "[", "\\", "**?**?", null, 5]),
    comm_id: pick(random, ["", "none", null, 5]),
    target_name: pick(random, ["", "none", "toString", null]),
    subshell_id: pick(random, ["", "none", "__proto__", null]),
    data: pick(random, [{}, null, [], "x"]),
  };
  return [header(type, number), {}, {}, content];
}
