// A model as a table: its layers with their output shapes, as far as they are known, and numbers of parameters.
import { showShape, sizeOf } from "../graph/shape.ts";
import { noGrad, type Tensor, zeros } from "../tensor/index.ts";

/** What a summary asks of a module. */
interface Module {
  training: boolean;
  readonly outputShape?: readonly number[] | undefined;
  readonly forward: (...inputs: never[]) => unknown;
  describe(): string;
  eval(): unknown;
  modules(): Module[];
  parameters(): Tensor[];
  ownParameters(): Iterable<[name: string, parameter: Tensor]>;
  namedChildren(): Iterable<[name: string, module: Module]>;
}

/** A layer's line: its name and description, indented by depth; its output's shape; how many parameters it has itself. */
export interface Row {
  layer: string;
  output: string;
  parameters: string;
}

const count = (n: number): string => n.toLocaleString("en");
const total = (tensors: Iterable<Tensor>): number => {
  let sum = 0;
  for (const { shape } of tensors) sum += sizeOf(shape);
  return sum;
};

/**
 * A model's table, made by `model.summary()`; it shows itself, and is text where text is wanted.
 * @example
 * model.summary().parameters // 2410
 */
export class Summary {
  /** All numbers that the model learns or keeps fixed. */
  readonly parameters: number;
  /** Those that gradients are recorded for. */
  readonly trainable: number;
  /** The lines of the table. */
  readonly rows: readonly Row[];
  readonly #text: string;

  constructor(module: Module, inputShape?: readonly number[]) {
    if (inputShape) tryOut(module, inputShape);
    const all = module.parameters();
    this.parameters = total(all);
    this.trainable = total(all.filter((parameter) => parameter.requiresGrad));
    this.rows = rowsOf(module);
    this.#text = [...table(this.rows), this.totals].join("\n");
  }

  /** The last line: `parameters: 101,770`. */
  get totals(): string {
    const fixed = this.parameters - this.trainable;
    return `parameters: ${count(this.parameters)}${fixed > 0 ? ` (${count(fixed)} frozen)` : ""}`;
  }

  toString(): string {
    return this.#text;
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.#text;
  }
}

// Lazy tensors compute nothing: a forward pass of shapes alone.
function tryOut(module: Module, inputShape: readonly number[]): void {
  const wasTraining = module.modules().filter(({ training }) => training);
  module.eval();
  try {
    const forward = module.forward as (x: Tensor) => unknown;
    noGrad(() => forward.call(module, zeros([...inputShape]) as Tensor));
  } finally {
    for (const part of wasTraining) part.training = true;
  }
}

function rowsOf(module: Module): Row[] {
  const rows: Row[] = [];
  const visit = (part: Module, name: string, depth: number, seen: ReadonlySet<Module>): void => {
    const children = [...part.namedChildren()].filter(([, child]) => !seen.has(child));
    const own = total(Array.from(part.ownParameters(), ([, parameter]) => parameter));
    const label = name === "" ? part.describe() : `${name}: ${part.describe()}`;
    rows.push({
      layer: `${"  ".repeat(depth)}${label}`,
      output: part.outputShape ? showShape(part.outputShape) : "",
      parameters: children.length > 0 && own === 0 ? "" : count(own),
    });
    for (const [childName, child] of children) visit(child, childName, depth + 1, new Set([...seen, part]));
  };
  visit(module, "", 0, new Set());
  return rows;
}

function table(rows: readonly Row[]): string[] {
  const heads = { layer: "layer", output: "output", parameters: "parameters" };
  const width = (pick: (row: Row) => string) => Math.max(...[heads, ...rows].map((row) => pick(row).length));
  const [layer, output, parameters] = [
    width((row) => row.layer),
    width((row) => row.output),
    width((row) => row.parameters),
  ];
  const line = (row: Row) =>
    `${row.layer.padEnd(layer)}  ${row.output.padEnd(output)}  ${row.parameters.padStart(parameters)}`;
  const rule = "─".repeat(layer + output + parameters + 4);
  return [line(heads), rule, ...rows.map(line), rule];
}
