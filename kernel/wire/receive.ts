// The loop that takes a socket's messages, for both ends. Not zeromq's own iterator: that ends for good at the first error.

/** The part of a ZeroMQ socket that receives. */
interface Receiver {
  readonly closed: boolean;
  receive(): Promise<Buffer[]>;
}

/** How long messages may come without a break, ms. */
const longest = 5;

/**
 * Takes messages until the socket is closed; one that cannot be received or taken does not end it. Messages that are there
 * are received at once, without a turn of the event loop, so that a flood of them would keep everything else waiting: after
 * some milliseconds the others get their turn.
 */
export async function receiveAll(
  socket: Receiver,
  take: (frames: Buffer[]) => unknown,
  problem: (error: unknown) => void,
): Promise<void> {
  let resumed = performance.now();
  while (!socket.closed) {
    try {
      await take(await socket.receive());
    } catch (error) {
      if (socket.closed) return;
      problem(error);
    }
    if (performance.now() - resumed < longest) continue;
    await new Promise((resolve) => setImmediate(resolve));
    resumed = performance.now();
  }
}
