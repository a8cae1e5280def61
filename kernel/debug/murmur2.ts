// MurmurHash2 (Austin Appleby, 32 bits) of a text's UTF-8 bytes: what front ends compute to find the cell that a debugger
// speaks of. Not for anything that needs a good hash.

const M = 0x5bd1e995;

/** An unsigned 32-bit integer. */
export function murmur2(text: string, seed: number): number {
  const bytes = Buffer.from(text);
  let hash = seed ^ bytes.length;
  let at = 0;
  for (; bytes.length - at >= 4; at += 4) {
    let piece = Math.imul(bytes.readInt32LE(at), M);
    piece ^= piece >>> 24;
    hash = Math.imul(hash, M) ^ Math.imul(piece, M);
  }
  if (at < bytes.length) {
    for (let rest = bytes.length - 1; rest >= at; rest--) hash ^= bytes[rest]! << (8 * (rest - at));
    hash = Math.imul(hash, M);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, M);
  return (hash ^ (hash >>> 15)) >>> 0;
}
