// The table of ops: what users can call on a tensor, each a row of its own family's file, and the primitives that they are
// made of. A tensor's methods follow from `methods`.
import * as activation from "./activation.ts";
import * as arithmetic from "./arithmetic.ts";
import { at, indexPut } from "./at.ts";
import * as conversions from "./conversions.ts";
import * as convolution from "./convolution.ts";
import { crossEntropy, nllLoss } from "./crossEntropy.ts";
import * as cumulative from "./cumulative.ts";
import { inSingle } from "./define.ts";
import { einsum } from "./einsum.ts";
import { fft, ifft, irfft, rfft } from "./fourier.ts";
import { histc, histogram } from "./histogram.ts";
import * as linalg from "./linalg.ts";
import { matmul } from "./linear.ts";
import * as losses from "./losses.ts";
import * as marginLosses from "./marginLosses.ts";
import * as math from "./math.ts";
import * as pairs from "./pairs.ts";
import * as piecewise from "./piecewise.ts";
import * as places from "./places.ts";
import * as pooling from "./pooling.ts";
import * as products from "./products.ts";
import * as random from "./random.ts";
import * as ranks from "./ranks.ts";
import * as rearrange from "./rearrange.ts";
import * as reduction from "./reduction.ts";
import * as resize from "./resize.ts";
import * as select from "./select.ts";
import { istft, stft } from "./shortTime.ts";
import * as sorting from "./sorting.ts";
import * as special from "./special.ts";
import * as statistics from "./statistics.ts";
import * as views from "./views.ts";

export { checkMask, type Index } from "./at.ts";
export type { Operand } from "./broadcast.ts";
export { broadcastTo, numberLeaf } from "./broadcast.ts";
export type { ConvOptions } from "./convolution.ts";
export type { ClassOptions, CrossEntropyOptions } from "./crossEntropy.ts";
export { type Build, nodesOf, type Op, type Results, Sample, sampleArguments } from "./define.ts";
export { detached, withoutRecording } from "./detach.ts";
export { complexOf, complexParts, type FourierNorm, type FourierOptions, pairs } from "./fourier.ts";
export type { HistogramOptions } from "./histogram.ts";
export type { TriangularOptions } from "./linalg.ts";
export type { BinaryOptions, LossOptions, Reduction } from "./losses.ts";
export type { KlDivOptions } from "./marginLosses.ts";
export type { AvgPoolOptions, MaxPoolOptions } from "./pooling.ts";
export * as primitive from "./primitives.ts";
export {
  type Drawn,
  integers,
  type Key,
  normal,
  truncatedNormal as truncated,
  uniform,
  waiting,
} from "./random.ts";
export type { Interpolation } from "./ranks.ts";
export type { Axes } from "./reduction.ts";

export * as several from "./several.ts";
export { cosineWindow, type ShortTimeOptions } from "./shortTime.ts";
export type { PadMode } from "./views.ts";

const { promoteAll: _, ...elementwise } = arithmetic;
const { variance_, mean, std, logsumexp, norm, softmax, logSoftmax, ...reductions } = reduction;
const { interpolate, ...shuffles } = resize;
const { logcumsumexp, ...runs } = cumulative;
const { concat, stack, hstack, vstack, isClass: __, ...selection } = select;
const { where, ...operators } = elementwise;
const { sort, topK, mode, ...inOrder } = sorting;
const { writtenFlat, ...atPlaces } = places;

/** Ops whose first operand is the tensor they are called on. */
export const methods = {
  ...operators,
  ...conversions,
  ...math,
  ...inSingle(special),
  ...pairs,
  ...inSingle(activation),
  ...inSingle(piecewise),
  ...reductions,
  ...inSingle({ mean, var: variance_, std, logsumexp, norm, softmax, logSoftmax, logcumsumexp, interpolate }),
  ...inSingle(statistics),
  ...runs,
  ...products,
  matmul,
  ...convolution,
  ...inSingle(pooling),
  ...shuffles,
  ...views,
  ...rearrange,
  ...selection,
  at,
  indexPut,
  histc,
  ...atPlaces,
  ...inOrder,
  ...inSingle(ranks),
};

/** Ops that give several tensors by name; the first operand is the tensor they are called on. */
export const groups = { sort, topK, mode, histogram };

/** Ops that are called as functions. */
export const functions = {
  where,
  concat,
  stack,
  hstack,
  vstack,
  einsum,
  ...inSingle({
    crossEntropy,
    nllLoss,
    mseLoss: losses.mseLoss,
    l1Loss: losses.l1Loss,
    huberLoss: losses.huberLoss,
    bceWithLogits: losses.bceWithLogits,
    ...marginLosses,
  }),
  bernoulli: random.bernoulli,
  dropout: random.dropout,
  categorical: random.categorical,
  multinomial: random.multinomial,
};

const { identityLike, slogdet, qr, eigh, svd, ...factors } = linalg;

/** Linear algebra: what gives one tensor, and what gives several by name. */
export const matrices = inSingle(factors);
export { identityLike };
export const matrixGroups = { slogdet, qr, eigh, svd };

/** Fourier transforms; complex values are pairs. */
export const transforms = inSingle({ fft, ifft, rfft, irfft, stft, istft });

/** All that give one tensor, by name. */
export const ops = { ...methods, ...functions, ...matrices, ...transforms };
/** All that give several. */
export const groupOps = { ...groups, ...matrixGroups };
