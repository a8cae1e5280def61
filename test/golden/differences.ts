// Where we differ from PyTorch on purpose, each with the reason. What no line names is a fault of ours.
import { type Argument, type CallRequest, numberOf, type TensorData } from "./request.ts";

export interface Compared {
  call: string;
  args: readonly Argument[];
  /** The number of a float operand, or none for the result. */
  gradientOf: number | undefined;
  /** Which value of the result or gradient. */
  place: number;
  actual: number;
  wanted: number;
  /** Whether the backend keeps NaN, infinities and the sign of 0. */
  specials: boolean;
}

interface Difference {
  why: string;
  where: (compared: Compared) => boolean;
}

/** The descriptions of the tensors among arguments. */
const tensorsIn = (value: Argument): TensorData[] => {
  if (typeof value !== "object" || value === null) return [];
  if ("tensor" in value) return [value.tensor as TensorData];
  return Object.values(value as readonly Argument[]).flatMap(tensorsIn);
};
const isGradient = ({ gradientOf }: Compared): boolean => gradientOf !== undefined;
/** The operands' values at the place of a gradient, where they have that place. */
const valuesAt = ({ args, place }: Compared): number[] =>
  tensorsIn(args as Argument).flatMap(({ values }) => {
    const word = values[place % values.length];
    return word === undefined ? [] : [numberOf(word)];
  });
const someNaN = ({ args }: Compared): boolean =>
  tensorsIn(args as Argument).some(({ values }) => values.includes("NaN"));

const differences: readonly Difference[] = [
  {
    why: "a singular matrix's determinant has a gradient, its cofactors; PyTorch divides by 0 and gives 0",
    where: (at) => isGradient(at) && at.call === "linalg.det" && at.wanted === 0,
  },
  {
    why: "each value of a Fourier transform has the roundings of all its terms, in single precision",
    where: ({ call, actual, wanted }) => call.startsWith("fft.") && Math.abs(actual - wanted) < 1e-5,
  },
  {
    why: "the sign of a zero gradient says nothing",
    where: (at) => isGradient(at) && at.actual === 0 && at.wanted === 0,
  },
  {
    why: "the larger of 0 and -0 is either in PyTorch too, by the order of the operands",
    where: ({ call, actual, wanted }) =>
      /^(maximum|minimum|fmax|fmin|relu|relu6|clamp)$/.test(call) && actual === 0 && wanted === 0,
  },
  {
    why: "a zero made of others has the sign that its formula leaves",
    where: ({ call, actual, wanted }) =>
      /^(xlogy|logSigmoid|softshrink|crossEntropy|bceLoss)$/.test(call) && actual === 0 && wanted === 0,
  },
  {
    why: "where a value or its neighbours in a reduction are NaN there is no derivative: PyTorch has what its formulas leave",
    where: (at) =>
      isGradient(at) && (valuesAt(at).some(Number.isNaN) || (Number.isNaN(at.wanted) && someNaN(at))),
  },
  {
    why: "at infinities PyTorch's gradients are ∞ - ∞ or ∞ / ∞ where ours is the limit, and the other way round",
    where: (at) =>
      isGradient(at) &&
      /^(copysign|logaddexp|xlogy|var|std|hypot|acosh)$/.test(at.call) &&
      (Number.isNaN(at.wanted) || Number.isNaN(at.actual) || !Number.isFinite(at.wanted)),
  },
  {
    why: "at (0, 0), where hypot has no slope, 0 and not NaN",
    where: (at) => isGradient(at) && at.call === "hypot" && valuesAt(at).every((x) => x === 0),
  },
  {
    why: "outside of its domain, where the result is NaN, a function has no slope",
    where: (at) => isGradient(at) && at.call === "acosh" && valuesAt(at).every((x) => x < 1),
  },
  {
    why: "integers to the power of tensors are floats",
    where: ({ call, args }) =>
      call === "pow" &&
      tensorsIn(args as Argument).length === 2 &&
      tensorsIn(args as Argument).every(({ dtype }) => dtype !== "f32"),
  },
  {
    why: "bceLoss has its slope at probabilities of 0 and 1 too; PyTorch's formula is 0 / 0 there, kept from being NaN",
    where: (at) => isGradient(at) && at.call === "bceLoss" && [0, 1].includes(valuesAt(at)[0]!),
  },
  {
    why: "where a target is 0, its term t log t is left out, and has no gradient; PyTorch's is NaN",
    where: (at) => isGradient(at) && /^(klDiv|poissonNLLLoss)$/.test(at.call) && Number.isNaN(at.wanted),
  },
  {
    why: "WGSL promises nothing of the sign of 0, nor of what infinities give",
    where: (at) =>
      !at.specials &&
      ((at.actual === 0 && at.wanted === 0) ||
        !(Number.isFinite(at.actual) || Number.isFinite(at.wanted)) ||
        valuesAt(at).some((x) => !Number.isFinite(x))),
  },
  {
    why: "WGSL promises sines of angles up to π only; drivers have them up to thousands",
    where: (at) =>
      !at.specials && /^(sin|cos|tan|sinc)$/.test(at.call) && valuesAt(at).some((x) => Math.abs(x) > 1e6),
  },
  {
    why: "PyTorch's hardsigmoid has a sixth in single precision",
    where: (at) => isGradient(at) && at.call === "hardsigmoid" && Math.abs(at.actual / at.wanted - 1) < 1e-7,
  },
  {
    why: "a gradient that goes through f32 has its precision",
    where: (at) =>
      isGradient(at) && /^(to|cast|float|half)$/.test(at.call) && Math.abs(at.actual / at.wanted - 1) < 1e-7,
  },
  {
    why: "NaN is larger than all, as sort has it; PyTorch searches as if it were smaller",
    where: (at) => at.call === "searchsorted" && someNaN(at),
  },
  {
    why: "of values written to one place the last stays, and only it has a gradient; PyTorch's goes to all of them",
    where: (at) => isGradient(at) && /^(scatter|indexPut)$/.test(at.call) && at.actual === 0,
  },
  {
    why: "as integers, NaN is 0 and infinities are the ends; PyTorch has what the processor makes of them",
    where: (at) => at.call === "int" && !Number.isFinite(valuesAt(at)[0]),
  },
  {
    why: "far out, sigmoid's gradient e^-x is not lost by rounding to 0",
    where: (at) => isGradient(at) && at.wanted === 0 && at.actual > 0 && at.actual < 1e-15,
  },
  {
    why: "below eps the length is a constant and has no gradient; PyTorch's goes through it all the same",
    where: (at) => isGradient(at) && at.call === "cosineSimilarity" && at.args.length === 4,
  },
  {
    why: "activations give floats of integers: PyTorch takes |-2³¹| as an integer, which it is not",
    where: ({ call, wanted }) => call === "softsign" && wanted === 1,
  },
];

/** Ops whose results are of another kind: floats where PyTorch has integers. */
const kinds: readonly { why: string; where: (call: string, args: readonly Argument[]) => boolean }[] = [
  { why: "activations give floats of integers", where: (call) => /^softsign$/.test(call) },
  {
    why: "integers to the power of tensors are floats, so that 2 ** -1 is no 0",
    where: (call, args) => call === "pow" && tensorsIn(args as Argument).length === 2,
  },
  {
    why: "plain numbers are f32 where no tensor says otherwise",
    where: (call, args) => call === "where" && tensorsIn(args as Argument).length === 1,
  },
];

/** The reason for another kind of dtype that is meant. */
export const kindDifference = ({ call, args }: CallRequest): string | undefined =>
  kinds.find(({ where }) => where(call, args))?.why;

/** The reason for a difference that is meant. */
export const difference = (compared: Compared): string | undefined =>
  differences.find(({ where }) => where(compared))?.why;
