// One queue a socket: zeromq.js throws EBUSY when a second send begins before the first has ended. A send costs a tenth of a
// millisecond, so it begins when what caused it has been done, not before: the announcement of a cell does not delay it.

/** The part of a ZeroMQ socket that sends. */
export interface Sender {
  send(frames: Uint8Array[]): Promise<void>;
}

export interface SendQueue {
  /** Sends after everything queued before it. */
  send(frames: Uint8Array[]): void;
  /** Resolves when all that was queued so far has been handed to ZeroMQ. */
  flushed(): Promise<void>;
}

/** `onProblem` hears of sends that failed; later ones go on. */
export function createSendQueue(socket: Sender, onProblem: (error: unknown) => void): SendQueue {
  const waiting: Uint8Array[][] = [];
  let pumping: Promise<void> | undefined;
  const pump = async () => {
    for (let frames = waiting.shift(); frames; frames = waiting.shift()) {
      try {
        await socket.send(frames);
      } catch (error) {
        onProblem(error);
      }
    }
    pumping = undefined;
  };
  return {
    send(frames) {
      waiting.push(frames);
      pumping ??= new Promise((resolve) => process.nextTick(() => resolve(pump())));
    },
    flushed: async () => pumping,
  };
}
