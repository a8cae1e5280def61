// A stopped program's stack in the user's terms. Frames of Node and of this kernel are left out, and those of packages too
// where the user's own are below them.
import type { Position } from "../cell/positionMap.ts";
import type { CallFrame, Paused } from "./cdp.ts";
import type { StackFrame } from "./dap.ts";
import { isUsers, type Script, type Scripts } from "./scripts.ts";

/** A frame with its place in the user's text. */
export interface Frame {
  /** Never used again: a client takes a frame of the same number for the same frame. */
  id: number;
  call: CallFrame;
  script: Script;
  place: Position;
}

/** A stop of the program. */
export interface Stack {
  paused: Paused;
  /** What is shown, innermost first. */
  frames: Frame[];
  /** What runs just now; undefined where that is not code of the user's text. */
  top: Frame | undefined;
  /** What runs just now belongs to a user's script, as its own text or as what the transform put there. */
  isInUsers: boolean;
}

let count = 0;

export async function stackOf(paused: Paused, scripts: Scripts): Promise<Stack> {
  const frames: Frame[] = [];
  let top: Frame | undefined;
  for (const [index, call] of paused.callFrames.entries()) {
    const script = scripts.get(call.location.scriptId);
    if (!script || script.kind === "hidden") continue;
    const place = await scripts.place(call.location);
    if (!place) continue;
    const frame = { id: ++count, call, script, place };
    if (index === 0) top = frame;
    frames.push(frame);
  }
  const users = frames.filter(({ script }) => isUsers(script));
  const isInUsers = isUsers(scripts.get(paused.callFrames[0]?.location.scriptId ?? ""));
  const isAsked = (paused.hitBreakpoints?.length ?? 0) > 0 && top !== undefined;
  return { paused, frames: users.length > 0 && !isAsked ? users : frames, top, isInUsers };
}

export async function describeFrame(
  { id, call, script, place }: Frame,
  scripts: Scripts,
): Promise<StackFrame> {
  const name = call.functionName || "(top level)";
  return { id, name, source: { name: await scripts.name(script), path: script.path }, ...place };
}
