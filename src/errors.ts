// The errors a user of the runtime meets. Data first (op, what differs), then a sentence; the remedy is a `help:` line.

interface Problem {
  /** The operation that refused. */
  op: string;
  /** What differs, with both sides: `inner sizes differ: [32, 784] and [128, 10] (784 vs 128)`. */
  message: string;
  /** The remedy, when one is likely. */
  help?: string | undefined;
}

/** The base of all errors of the runtime: `<op>: <what differs>: <left> and <right>`, then `help:` with the remedy. */
export class CellgradError extends Error {
  readonly op: string;
  readonly help: string | undefined;
  constructor({ op, message, help }: Problem) {
    super(`${op}: ${message}${help ? `\nhelp: ${help}` : ""}`);
    this.op = op;
    this.help = help;
  }
  override get name(): string {
    return this.constructor.name;
  }
}

/** Sizes that do not fit. */
export class ShapeError extends CellgradError {}
/** A dtype that an operation does not take, or a device does not have. */
export class DTypeError extends CellgradError {}
/** A gradient that does not exist, or a graph that is gone. */
export class GradientError extends CellgradError {}
/** A device that is missing, lost or out of memory. */
export class DeviceError extends CellgradError {}
/** An argument out of its range. */
export class ArgumentError extends CellgradError {}
