// Reads the fields of a message's content: what a sender wrote may be anything. A reader names its field when the value is
// of the wrong kind, and gives a default where the specification has one.
import type { Json } from "./message.ts";

/** Reads one field; `where` is its name for the error. */
export type Reader<T> = (value: unknown, where: string) => T;

export type Fields = Record<string, Reader<unknown>>;

export type ContentOf<F extends Fields> = { [K in keyof F]: ReturnType<F[K]> };

/** The content does not follow the protocol; the request is answered with this as its error. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

function wrong(where: string, wanted: string, value: unknown): never {
  const got = value === undefined ? "nothing" : (JSON.stringify(value) ?? typeof value).slice(0, 80);
  throw new ProtocolError(`${where}: wanted and got differ: ${wanted} and ${got}`);
}

/** As the sender wrote it. */
export const untouched: Reader<unknown> = (value) => value;

export const text: Reader<string> = (value, where) =>
  typeof value === "string" ? value : wrong(where, "a string", value);

export const integer: Reader<number> = (value, where) =>
  Number.isInteger(value) ? (value as number) : wrong(where, "an integer", value);

export const json: Reader<Json> = (value, where) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Json)
    : wrong(where, "an object", value);

/** A field that may be missing or null. */
export function optional<T>(reader: Reader<T>): Reader<T | undefined>;
export function optional<T>(reader: Reader<T>, fallback: T): Reader<T>;
export function optional<T>(reader: Reader<T>, fallback?: T): Reader<T | undefined> {
  return (value, where) => (value === undefined || value === null ? fallback : reader(value, where));
}

export const flag = (fallback: boolean): Reader<boolean> =>
  optional<boolean>(
    (value, where) => (typeof value === "boolean" ? value : wrong(where, "true or false", value)),
    fallback,
  );

export const oneOf =
  <const T extends string>(...choices: T[]): Reader<T> =>
  (value, where) =>
    choices.includes(value as T) ? (value as T) : wrong(where, choices.join(" | "), value);

/** Reads a content by its fields; fields that are not named are dropped. */
export function readFields<F extends Fields>(fields: F, content: Json, type: string): ContentOf<F> {
  const entries = Object.entries(fields).map(([name, read]) => [
    name,
    read(content[name], `${type}: ${name}`),
  ]);
  return Object.fromEntries(entries) as ContentOf<F>;
}
