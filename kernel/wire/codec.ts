// Frames ⇄ Message. Pure, and never throws on what somebody sent: a message that cannot be read comes back as a problem.
import type { Header, Json, Message } from "../protocol/message.ts";
import type { Signer } from "./signer.ts";

/** Stands between the routing identities and the message. */
const delimiter = Buffer.from("<IDS|MSG>");

/** Every answer repeats a request's header, and late output keeps it: a longer one is no header, bytes. */
const longestHeader = 65_536;

export type Decoded = { identities: Uint8Array[]; message: Message } | { problem: string };

/** `identities` route the message: a ROUTER's peer, or iopub's topic. */
export function encode(
  message: Message<unknown>,
  identities: readonly Uint8Array[],
  signer: Signer,
): Uint8Array[] {
  const parts = [message.header, message.parent_header, message.metadata, message.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  return [...identities, delimiter, Buffer.from(signer.sign(parts)), ...parts, ...message.buffers];
}

export function decode(frames: readonly Uint8Array[], signer: Signer): Decoded {
  const at = frames.findIndex((frame) => delimiter.equals(frame));
  if (at < 0) return { problem: "no <IDS|MSG> delimiter" };
  const signature = frames[at + 1];
  const parts = frames.slice(at + 2, at + 6);
  if (!signature || parts.length < 4) return { problem: "fewer than four parts after the signature" };
  const refusal = signer.refuse(signature, parts);
  if (refusal) return { problem: refusal };
  if (parts[0]!.length > longestHeader)
    return { problem: `the header has ${parts[0]!.length} bytes: at most ${longestHeader} are read` };
  const [header, parent, metadata, content] = parts.map(parseObject);
  if (!header || !isHeader(header)) return { problem: "the header is not a header" };
  if (!parent || !metadata || !content)
    return { problem: "parent, metadata or content is not a JSON object" };
  return {
    identities: frames.slice(0, at),
    message: {
      header,
      parent_header: isHeader(parent) ? parent : {},
      metadata,
      content,
      buffers: frames.slice(at + 6),
    },
  };
}

function parseObject(part: Uint8Array): Json | undefined {
  try {
    const value: unknown = JSON.parse(
      Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString("utf8"),
    );
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

function isHeader(value: Json): value is Json & Header {
  return ["msg_id", "msg_type", "session"].every((field) => typeof value[field] === "string");
}
