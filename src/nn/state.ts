// State dicts: parameters and buffers by name. Saving takes the values as they are now; loading checks everything first,
// so that a state that does not fit changes nothing.
import { ArgumentError, ShapeError } from "../errors.ts";
import { showShape } from "../graph/shape.ts";
import { primitive } from "../ops/index.ts";
import { assign, type Tensor, wrap } from "../tensor/index.ts";
import { ownNode } from "./parameter.ts";

/** Tensors by PyTorch's names: `{ "0.weight": …, "0.bias": … }`. */
export type State = Record<string, Tensor>;

/** What `loadStateDict` takes. */
export interface LoadOptions {
  /** False lets names be missing or left over. True when left out. */
  strict?: boolean;
}

/** What did not fit when a state was loaded. */
export interface LoadReport {
  /** Names of the module that the state does not have. */
  missing: string[];
  /** Names of the state that the module does not have. */
  unexpected: string[];
}

type Named = Iterable<readonly [name: string, tensor: Tensor]>;

export function stateOf(tensors: Named): State {
  return Object.fromEntries(Array.from(tensors, ([name, { node }]) => [name, wrap(ownNode(node))]));
}

export function loadState(tensors: Named, state: State, { strict = true }: LoadOptions): LoadReport {
  const own = new Map(tensors);
  const missing = [...own.keys()].filter((name) => !(name in state));
  const unexpected = Object.keys(state).filter((name) => !own.has(name));
  if (strict && missing.length + unexpected.length > 0) throw namesDiffer(missing, unexpected);
  const found = [...own].filter(([name]) => name in state);
  for (const [name, tensor] of found) checkShape(name, tensor, state[name]!);
  for (const [name, tensor] of found) {
    assign(tensor, primitive.cast(ownNode(state[name]!.node), tensor.dtype));
  }
  return { missing, unexpected };
}

function checkShape(name: string, own: Tensor, given: Tensor): void {
  if (showShape(own.shape) === showShape(given.shape)) return;
  const message = `shapes differ: ${name} is ${showShape(own.shape)} and the state has ${showShape(given.shape)}`;
  throw new ShapeError({ op: "loadStateDict", message });
}

function namesDiffer(missing: readonly string[], unexpected: readonly string[]): ArgumentError {
  const sides = [
    missing.length > 0 ? `missing ${list(missing)}` : "",
    unexpected.length > 0 ? `left over ${list(unexpected)}` : "",
  ];
  return new ArgumentError({
    op: "loadStateDict",
    message: `names differ: ${sides.filter(Boolean).join(" and ")}`,
    help: "to load what fits, write { strict: false }",
  });
}

const list = (names: readonly string[]): string =>
  names.length > 6 ? `${names.slice(0, 6).join(", ")} and ${names.length - 6} more` : names.join(", ");
