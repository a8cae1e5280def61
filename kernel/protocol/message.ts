// What a Jupyter message is, and the only ways to make one. Not its bytes: those are in `wire/codec.ts`.
// Every message that leaves the kernel in answer to something is made by `childOf`, so that a front end always knows
// whose it is.
import { uuid } from "./uuid.ts";

/** The version of the Jupyter messaging protocol that kernel and client speak. */
export const protocolVersion = "5.5";

export interface Header {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
  subshell_id?: string | null;
}

export type Json = Record<string, unknown>;

export interface Message<Content = Json> {
  header: Header;
  /** The header of the request that caused this message; empty for a request. */
  parent_header: Header | Record<string, never>;
  metadata: Json;
  content: Content;
  /** Binary data beside the JSON, as widgets send it. */
  buffers: Uint8Array[];
}

/** The channels that a client sends on. */
export type RequestChannel = "shell" | "control" | "stdin";

/** A request as it reached the kernel, with the way back to whom it came from. */
export interface Incoming {
  channel: RequestChannel;
  identities: Uint8Array[];
  message: Message;
}

/** Who speaks: one for the life of a kernel or a client. */
export interface Session {
  id: string;
  username: string;
}

export function createSession(username: string): Session {
  return { id: uuid(), username };
}

export interface MessageExtras {
  metadata?: Json;
  buffers?: Uint8Array[];
}

/** A message that nothing caused: a client's request, or the kernel's `starting`. */
export function createMessage<Content>(
  session: Session,
  type: string,
  content: Content,
  extras: MessageExtras = {},
): Message<Content> {
  return {
    header: {
      msg_id: uuid(),
      msg_type: type,
      session: session.id,
      username: session.username,
      date: new Date().toISOString(),
      version: protocolVersion,
    },
    parent_header: {},
    metadata: extras.metadata ?? {},
    content,
    buffers: extras.buffers ?? [],
  };
}

/** A message caused by another one, of which only the header counts. */
export function childOf<Content>(
  parent: Pick<Message, "header">,
  session: Session,
  type: string,
  content: Content,
  extras: MessageExtras = {},
): Message<Content> {
  return { ...createMessage(session, type, content, extras), parent_header: parent.header };
}
