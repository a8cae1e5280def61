// What a renderer is: one kind of value it accepts, and how that becomes a MIME bundle.
import type { MaybePromise } from "../../metrics/values.ts";
import type { Rendered } from "../mime.ts";

export interface Renderer {
  /** Named in the notice when rendering fails. */
  name: string;
  accepts(value: unknown): boolean;
  render(value: unknown): MaybePromise<Rendered>;
}

/** A renderer whose `render` takes the type that its `accepts` has found. */
export function renderer<T>(
  name: string,
  accepts: (value: unknown) => value is T,
  render: (value: T) => MaybePromise<Rendered>,
): Renderer {
  return { name, accepts, render: (value) => render(value as T) };
}
