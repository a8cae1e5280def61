// What layers check about the numbers they are made with. Checked once, when the layer is made.
import { ArgumentError } from "../../errors.ts";

/** A whole number from `least`. */
export function whole<N extends number>(op: string, name: string, value: N, least = 1): N {
  if (Number.isInteger(value) && value >= least) return value;
  throw new ArgumentError({ op, message: `${name} is no whole number from ${least}: got ${value}` });
}

/** A number from 0 to 1. */
export function share(op: string, name: string, value: number): number {
  if (value >= 0 && value <= 1) return value;
  throw new ArgumentError({ op, message: `${name} is out of range: got ${value}, from 0 to 1` });
}

/** One number for both axes, or [height, width], as the pair. */
export function pairOf(
  op: string,
  name: string,
  value: number | readonly [number, number],
  least = 1,
): readonly [number, number] {
  const [height, width] = typeof value === "number" ? [value, value] : value;
  return [whole(op, name, height, least), whole(op, name, width, least)];
}

/** A pair as a user would write it: `3`, or `[3, 5]`. */
export const showPair = (value: number | string | readonly number[]): string =>
  typeof value === "object" ? `[${value.join(", ")}]` : `${value}`;
