// Binary data in a widget's state: it travels beside the JSON. What is taken out of the state leaves a gap, and its path
// tells where it belongs. In objects the gap is a missing key, in lists a null, as Jupyter's widgets have it.

export type Path = (string | number)[];

export interface Separated {
  state: Record<string, unknown>;
  /** Where each of `buffers` belongs. */
  paths: Path[];
  buffers: Uint8Array[];
}

/** A value that travels as bytes. */
export type Binary = ArrayBuffer | ArrayBufferView;

/** Takes the binary values out; what is given stays as it is. */
export function separate(state: Record<string, unknown>): Separated {
  const paths: Path[] = [];
  const buffers: Uint8Array[] = [];
  const copy = (value: unknown, path: Path, seen: readonly unknown[]): unknown => {
    const bytes = bytesOf(value);
    if (bytes) {
      paths.push(path);
      buffers.push(bytes);
      return undefined;
    }
    if (!isContainer(value) || seen.includes(value)) return value;
    const inner = [...seen, value];
    if (Array.isArray(value)) return value.map((each, i) => copy(each, [...path, i], inner) ?? null);
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, copy(each, [...path, key], inner)]),
    );
  };
  return { state: copy(state, [], []) as Record<string, unknown>, paths, buffers };
}

/** Puts binary values back where they belong; a path that leads nowhere is left out. */
export function join({ state, paths, buffers }: Separated): Record<string, unknown> {
  for (const [index, path] of paths.entries()) {
    const last = path.at(-1);
    let container: unknown = state;
    for (const step of path.slice(0, -1)) container = isContainer(container) ? container[step] : undefined;
    if (isContainer(container) && last !== undefined && buffers[index]) container[last] = buffers[index];
  }
  return state;
}

/** The bytes of a binary value; undefined for all others. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (!ArrayBuffer.isView(value)) return undefined;
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

function isContainer(value: unknown): value is Record<string | number, unknown> {
  return (
    Array.isArray(value) ||
    (typeof value === "object" &&
      value !== null &&
      (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null))
  );
}
