// Layers with a state given to them, optimizers over several steps, and schedules of the learning rate.

import { nn } from "../../../src/index.ts";
import type { State } from "../../../src/nn/index.ts";
import { given, type Sample, some } from "../../../src/ops/define.ts";
import { Sample as Operand } from "../../../src/ops/index.ts";
import { type Argument, dataOf, type TensorData } from "../request.ts";

export interface LayerRequest {
  layer: string;
  args: readonly Argument[];
  training: boolean;
  /** Parameters and buffers, by name. */
  state: Readonly<Record<string, TensorData>>;
  input: TensorData;
}
export interface OptimizerRequest {
  optimizer: string;
  settings: Readonly<Record<string, Argument>>;
  start: TensorData;
  target: TensorData;
  steps: number;
}
export interface ScheduleRequest {
  schedule: string;
  options: Readonly<Record<string, Argument>>;
  lr: number;
  steps: number;
  /** What each step is told, where it is told something. */
  measures?: readonly number[];
}
export type LearningRequest = LayerRequest | OptimizerRequest | ScheduleRequest;

type Row = readonly [layer: string, args: readonly Argument[], input: Sample, training?: boolean];

const images = some([2, 4, 5, 6]);
const lines = some([2, 4, 7]);
const wide = given([-7, -3, -1, -0.2, 0, 0.2, 1, 3, 7]);
const layers: readonly Row[] = [
  ["Linear", [3, 2], some([4, 3])],
  ["Linear", [3, 2, { bias: false }], some([2, 2, 3])],
  ["Linear", [3, 1], some([3])],
  ["Conv1d", [4, 2, 3, { stride: 2, padding: 1 }], lines],
  ["Conv1d", [4, 4, 2, { dilation: 2, groups: 2, bias: false }], lines],
  ["Conv2d", [4, 3, 3], images],
  ["Conv2d", [4, 8, [3, 2], { stride: [2, 1], padding: [1, 0], groups: 4 }], images],
  ["Conv2d", [4, 2, 3, { padding: "same", dilation: 2, bias: false }], images],
  ["Conv3d", [2, 2, 2, { padding: 1, stride: 2 }], some([1, 2, 3, 4, 3])],
  ["ConvTranspose1d", [4, 2, 3, { stride: 2, outputPadding: 1 }], lines],
  ["ConvTranspose2d", [4, 2, 3, { stride: 2, padding: 1, outputPadding: 1 }], images],
  ["ConvTranspose2d", [4, 4, 2, { groups: 2, dilation: 2, bias: false }], images],
  ["BatchNorm1d", [3], some([5, 3]), true],
  ["BatchNorm1d", [3], some([5, 3]), false],
  ["BatchNorm1d", [4, { momentum: 0.3, eps: 1e-3 }], lines, true],
  ["BatchNorm2d", [4], images, true],
  ["BatchNorm2d", [4, { affine: false }], images, true],
  ["BatchNorm2d", [4], images, false],
  ["LayerNorm", [6], images],
  ["LayerNorm", [[5, 6], { eps: 1e-3 }], images],
  ["LayerNorm", [6, { affine: false }], images],
  ["MaxPool2d", [2], images],
  ["MaxPool2d", [3, { stride: 2, padding: 1 }], images],
  ["AvgPool2d", [2], images],
  ["AvgPool2d", [[3, 2], { stride: 1, padding: [1, 0] }], images],
  ["AdaptiveAvgPool2d", [1], images],
  ["AdaptiveAvgPool2d", [[2, 5]], images],
  ["Upsample", [{ scaleFactor: 2 }], images],
  ["Upsample", [{ size: [3, 9], mode: "bilinear" }], images],
  ["Flatten", [], images],
  ["Dropout", [0.5], wide, false],
  ["Softmax", [1], some([2, 3])],
  ["CELU", [], wide],
  ["CELU", [0.5], wide],
  ["ELU", [], wide],
  ["ELU", [2], wide],
  ["GELU", [], wide],
  ["GELU", ["tanh"], wide],
  ["Hardsigmoid", [], wide],
  ["Hardswish", [], wide],
  ["LeakyReLU", [], wide],
  ["LeakyReLU", [0.2], wide],
  ["Mish", [], wide],
  ["ReLU", [], wide],
  ["ReLU6", [], wide],
  ["SELU", [], wide],
  ["Sigmoid", [], wide],
  ["SiLU", [], wide],
  ["Softplus", [], wide],
  ["Tanh", [], wide],
  ["Embedding", [4, 3], given([3, 1, 0, 1, 1, 2], [2, 3], "i32")],
];

type LayerMaker = new (...args: unknown[]) => { stateDict(): State };

function layerRequest([layer, args, input, training = true]: Row): LayerRequest {
  const made = new (nn as unknown as Record<string, LayerMaker>)[layer]!(...args);
  const state = Object.entries(made.stateDict()).map(([name, { shape, dtype }], i) => {
    const counts = dtype !== "f32";
    const values = name.endsWith("running_var") ? ([0.5, 2] as const) : ([-1, 1] as const);
    return [name, dataOf(new Operand(shape, dtype, counts ? [3, 4] : values), i + 1)] as const;
  });
  return { layer, args, training, state: Object.fromEntries(state), input: dataOf(input, 0) };
}

const settings: readonly [optimizer: string, settings: OptimizerRequest["settings"]][] = [
  ["SGD", { lr: 0.1 }],
  ["SGD", { lr: 0.1, momentum: 0.9 }],
  ["SGD", { lr: 0.1, momentum: 0.9, dampening: 0.3 }],
  ["SGD", { lr: 0.1, momentum: 0.9, nesterov: true }],
  ["SGD", { lr: 0.1, weightDecay: 0.2 }],
  ["SGD", { lr: 0.05, momentum: 0.5, weightDecay: 0.1, nesterov: true }],
  ["Adam", {}],
  ["Adam", { lr: 0.1 }],
  ["Adam", { lr: 0.1, betas: [0.5, 0.7], eps: 1e-3 }],
  ["Adam", { lr: 0.1, weightDecay: 0.3 }],
  ["AdamW", { lr: 0.1 }],
  ["AdamW", { lr: 0.1, weightDecay: 0.3, betas: [0.8, 0.95] }],
  ["AdamW", { lr: 0.1, weightDecay: 0 }],
  ["RMSprop", {}],
  ["RMSprop", { lr: 0.05, alpha: 0.9, eps: 1e-4 }],
  ["RMSprop", { lr: 0.05, centered: true }],
  ["RMSprop", { lr: 0.02, momentum: 0.7, weightDecay: 0.1 }],
  ["RMSprop", { lr: 0.02, momentum: 0.7, centered: true }],
];

const schedules: readonly Omit<ScheduleRequest, "steps">[] = [
  { schedule: "StepLR", options: { stepSize: 3, gamma: 0.5 }, lr: 0.1 },
  { schedule: "ExponentialLR", options: { gamma: 0.9 }, lr: 0.1 },
  { schedule: "CosineAnnealingLR", options: { tMax: 8, etaMin: 0.01 }, lr: 0.1 },
  { schedule: "LinearLR", options: {}, lr: 0.1 },
  { schedule: "LinearLR", options: { startFactor: 0.1, endFactor: 0.5, totalIters: 4 }, lr: 0.1 },
  { schedule: "OneCycleLR", options: { maxLr: 1, totalSteps: 13 }, lr: 0.1 },
  {
    schedule: "OneCycleLR",
    options: { maxLr: 1, totalSteps: 13, pctStart: 0.5, divFactor: 10, finalDivFactor: 100 },
    lr: 0.1,
  },
  {
    schedule: "ReduceLROnPlateau",
    options: { patience: 1, factor: 0.5, cooldown: 1 },
    lr: 0.1,
    measures: [1, 0.9, 0.95, 0.92, 0.91, 0.99, 0.9, 0.9, 0.89, 0.95, 0.95, 0.95],
  },
  {
    schedule: "ReduceLROnPlateau",
    options: { mode: "max", patience: 0, minLr: 0.02, threshold: 0.1 },
    lr: 0.1,
    measures: [1, 1.05, 1.2, 1.3, 1.1, 1.5, 1.5, 1.5, 1.5, 2, 2.1, 1],
  },
];

/** All of them. */
export const learningRequests = (): LearningRequest[] => [
  ...layers.map(layerRequest),
  ...settings.map(([optimizer, given]) => ({
    optimizer,
    settings: given,
    start: dataOf(some([2, 3]), 0),
    target: dataOf(some([2, 3]), 1),
    steps: 6,
  })),
  ...schedules.map((row) => ({ ...row, steps: 12 })),
];
