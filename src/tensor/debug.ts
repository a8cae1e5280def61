// Finding the first operation that made a NaN or an infinity. While this is on, every primitive is computed on its own, and
// each remembers the line of the user's program that it came from; both are slow, so it is off otherwise.
import { watchNodes } from "../graph/node.ts";
import { computeWith } from "./realize.ts";
import { realizeEach, remember } from "./suspects.ts";

/**
 * Turns the search for NaN and infinities on or off. While it is on, computing something that holds one throws an error that
 * names the first operation that made one, its place in your program, and the range of what it was given. Numbers that
 * were NaN or infinite from the start are no reason. It is slow, and works on `wasm` and `reference`.
 * @throws NumberError, later: at the first look at such a number, or at the optimizer's step
 * @example
 * debug.nan(true);
 * await tensor([1, 0]).log().mean().item().catch(({ message }) => message.split(":")[0]) // "log"
 * debug.nan(false);
 */
export function nan(on = true): void {
  watchNodes(on ? remember : undefined);
  computeWith(on ? { realize: realizeEach } : undefined);
}
