// The same values without their past.
import { isRecording, type Node, node, setRecording } from "../graph/node.ts";

/** x as a constant to gradients. */
export function detached(x: Node): Node {
  if (!x.requiresGrad) return x;
  return withoutRecording(() => node("reshape", [x], x.shape, x.dtype, {}));
}

/** Runs `f` while new nodes take no part in gradients. */
export function withoutRecording<T>(f: () => T): T {
  if (!isRecording()) return f();
  setRecording(false);
  try {
    return f();
  } finally {
    setRecording(true);
  }
}
