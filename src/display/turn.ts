// A turn of the event loop, before work that takes long. What draws for a while without a break waits for one first, so that
// the notebook hears that drawing goes on: it can then tell a display that takes its time from a loop that lets none draw.

/** Resolves when everything that waits for the event loop now has had its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
