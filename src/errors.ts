// The errors a user of the runtime meets. Data first (op, what differs), then a sentence; the remedy is a `help:` line.

interface Problem {
  /** The operation that refused. */
  op: string;
  /** What differs, with both sides: `inner sizes differ: [32, 784] and [128, 10] (784 vs 128)`. */
  message: string;
  /** The remedy, when one is likely. */
  help?: string | undefined;
}

/**
 * The base of all errors of the runtime: `<op>: <what differs>: <left> and <right>`, then `help:` with the remedy.
 * @example
 * try {
 *   zeros([2, 3]).matmul(x as Tensor);
 * } catch (error) {
 *   if (error instanceof CellgradError) console.log(error.op, error.help);
 * }
 */
export class CellgradError extends Error {
  /** The operation that refused: `matmul`. */
  readonly op: string;
  /** The remedy, when one is likely. */
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

/**
 * Sizes that do not fit.
 * @example
 * await zeros([2]).item().catch((error) => error instanceof ShapeError) // true
 */
export class ShapeError extends CellgradError {}
/**
 * A dtype that an operation does not take, or a device does not have.
 * @example
 * try { tensor(1, { dtype: "i32" }).requiresGrad = true; } catch (error) { console.log(error instanceof DTypeError); }
 */
export class DTypeError extends CellgradError {}
/**
 * A gradient that does not exist, or a graph that is gone.
 * @example
 * try { zeros([2]).backward(); } catch (error) { console.log(error instanceof GradientError); }
 */
export class GradientError extends CellgradError {}
/**
 * A NaN or an infinity that an operation made, told by `debug.nan(true)`.
 * @example
 * debug.nan(true);
 * await tensor([-1]).log().data().catch((error) => error instanceof NumberError) // true
 * debug.nan(false);
 */
export class NumberError extends CellgradError {}
/**
 * A device that is missing, lost or out of memory.
 * @example
 * await setDevice("abacus" as DeviceName).catch((error) => error instanceof DeviceError) // true
 */
export class DeviceError extends CellgradError {}
/**
 * An argument out of its range.
 * @example
 * await data.split(digits, { test: 2000 }).catch((error) => error instanceof ArgumentError) // true
 */
export class ArgumentError extends CellgradError {}
