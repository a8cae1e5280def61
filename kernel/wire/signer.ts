// Signs messages and refuses those that are forged or replayed. A signature covers header, parent, metadata and content,
// not the buffers: that is Jupyter's rule.
import { createHmac, getHashes, timingSafeEqual } from "node:crypto";

export interface Signer {
  /** The hex signature of a message's four JSON parts; empty when there is no key. */
  sign(parts: readonly Uint8Array[]): string;
  /** Why a signature is refused; undefined when it is good. A good one is good once. */
  refuse(signature: Uint8Array, parts: readonly Uint8Array[]): string | undefined;
}

/** How many signatures are remembered: as many as Jupyter's own client does. */
const remembered = 65_536;
/** How many of its hex digits tell a signature from all others; they fit a number, a fifth of the text's memory. */
const telling = 13;

/** `scheme` is `hmac-` and a hash's name, as in the connection file. */
export function createSigner(key: string, scheme = "hmac-sha256"): Signer {
  const hash = scheme.replace(/^hmac-/, "");
  if (!getHashes().includes(hash)) throw new Error(`connection file: unknown signature_scheme: ${scheme}`);
  const seen = new Set<number>();
  const sign = (parts: readonly Uint8Array[]) => {
    if (key === "") return "";
    const hmac = createHmac(hash, key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  };
  return {
    sign,
    refuse(signature, parts) {
      if (key === "") return undefined;
      const wanted = sign(parts);
      const bytes = Buffer.from(wanted, "latin1");
      if (signature.length !== bytes.length || !timingSafeEqual(signature, bytes)) return "wrong signature";
      const start = Number.parseInt(wanted.slice(0, telling), 16);
      if (seen.has(start)) return "replayed signature";
      seen.add(start);
      if (seen.size > remembered) seen.delete(seen.values().next().value!);
      return undefined;
    },
  };
}
