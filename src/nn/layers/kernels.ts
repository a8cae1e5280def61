// Checks of the arguments that convolution layers over any number of axes share.
import { ArgumentError } from "../../errors.ts";
import { whole } from "./arguments.ts";

/** A kernel's size along each of `rank` axes. */
export function sizesOf(op: string, size: number | readonly number[], rank: number): readonly number[] {
  const sizes = typeof size === "number" ? Array<number>(rank).fill(size) : size;
  if (sizes.length !== rank) {
    const message = `kernelSize has ${rank} entries or is one number: got [${sizes.join(", ")}]`;
    throw new ArgumentError({ op, message });
  }
  return sizes.map((n) => whole(op, "kernelSize", n));
}

/** The groups. Refuses channels that are no whole numbers, and groups that don't divide both. */
export function checkGroups(op: string, inChannels: number, outChannels: number, groups: number): number {
  whole(op, "inChannels", inChannels);
  whole(op, "outChannels", outChannels);
  whole(op, "groups", groups);
  if (inChannels % groups === 0 && outChannels % groups === 0) return groups;
  const message = `groups do not divide the channels: ${groups} and ${inChannels} → ${outChannels}`;
  throw new ArgumentError({ op, message });
}
