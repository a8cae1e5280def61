// Losses with each of their options, at targets of every kind.
import { given, type Sample, some } from "../../../src/ops/define.ts";
import { type CallRequest, request } from "../request.ts";

type Options = Record<string, unknown>;

const classes = given([0, 3, 1], [3], "i32");
const padded = given([0, -100, 1], [3], "i32");
const nothing = given([-100, -100, -100], [3], "i32");
const weight = some([4], 0.2, 2);
const pixels = given([0, 1, 2, 0, 1, 1, 2, 2], [2, 2, 2], "i32");
const shares = given([0.7, 0.1, 0.1, 0.1, 0, 1, 0, 0, 0.25, 0.25, 0.25, 0.25], [3, 4]);
const signs = given([1, -1, -1, 1]);
const far = given([1000, -1000, 88, -88]);
const x = some([4]);
const y = some([4]);

/** The operands and further options of each loss. */
const losses: readonly [name: string, operands: readonly Sample[], options: readonly Options[]][] = [
  ["crossEntropy", [some([3, 4]), classes], [{}, { labelSmoothing: 0.2 }, { labelSmoothing: 1 }]],
  ["crossEntropy", [some([3, 4]), shares], [{}, { labelSmoothing: 0.3 }]],
  [
    "crossEntropy",
    [some([2, 3, 2, 2]), given([0, 1, 2, 0, 1, 1, 2, 2], [2, 2, 2], "i32")],
    [{}, { labelSmoothing: 0.1 }],
  ],
  ["crossEntropy", [given([1000, -1000, 0, 3, 3, 3], [2, 3]), given([1, 2], [2], "i32")], [{}]],
  [
    "crossEntropy",
    [some([3, 4]), padded],
    [
      { ignoreIndex: -100 },
      { ignoreIndex: -100, weight },
      { ignoreIndex: -100, weight, labelSmoothing: 0.2 },
    ],
  ],
  [
    "crossEntropy",
    [some([3, 4]), classes],
    [{ weight }, { weight, labelSmoothing: 0.2 }, { ignoreIndex: 3 }],
  ],
  ["crossEntropy", [some([3, 4]), classes], [{ ignoreIndex: 3, labelSmoothing: 0.2 }]],
  ["crossEntropy", [some([3, 4]), shares], [{ weight }, { weight, labelSmoothing: 0.3 }]],
  ["crossEntropy", [some([3, 4]), nothing], [{ ignoreIndex: -100 }, { ignoreIndex: -100, weight }]],
  [
    "crossEntropy",
    [some([2, 3, 2, 2]), pixels],
    [
      { weight: some([3], 0.2, 2), ignoreIndex: 1 },
      { ignoreIndex: 2, labelSmoothing: 0.1 },
    ],
  ],
  ["crossEntropy", [some([4]), given([2], [], "i32")], [{ weight }]],
  ["crossEntropy", [some([3, 4]), classes], [{ weight: given([0, 1, 0, 0]) }]],
  [
    "nllLoss",
    [some([3, 4], -3, 0), classes],
    [{}, { weight }, { ignoreIndex: 3 }, { weight, ignoreIndex: 0 }],
  ],
  ["mseLoss", [x, y], [{}]],
  ["mseLoss", [some([2, 0, 3]), some([2, 0, 3])], [{}]],
  ["l1Loss", [given([1, 2, 3]), given([1, 0, 5])], [{}]],
  ["huberLoss", [given([0, 1, 2.5, -3]), given([0, 0, 0, 0])], [{}, { delta: 0.5 }, { delta: 2.5 }]],
  ["smoothL1Loss", [given([0, 1, 2.5, -3]), given([0, 0, 0, 0])], [{}, { beta: 0.5 }, { beta: 0 }]],
  ["bceWithLogits", [far, given([1, 0, 0.5, 1])], [{}]],
  ["bceWithLogits", [x, given([0, 1, 0.3, 1])], [{}]],
  [
    "bceWithLogits",
    [some([2, 3]), some([2, 3], 0, 1)],
    [
      { weight: some([3], 0, 2) },
      { posWeight: some([3], 0, 3) },
      { posWeight: some([3], 0, 3), weight: some([2, 1], 0, 2) },
    ],
  ],
  ["bceWithLogits", [far, given([1, 0, 0.5, 1])], [{ posWeight: given([2], []) }]],
  ["bceLoss", [some([2, 3], 0.1, 0.9), some([2, 3], 0, 1)], [{ weight: some([3], 0, 2) }]],
  ["bceLoss", [given([0, 1, 0.5, 0.9]), given([0, 1, 1, 0])], [{}]],
  ["klDiv", [some([2, 3], -3, 0), given([0.5, 0, 0.5, 1, 0, 0], [2, 3])], [{}, { reduction: "batchmean" }]],
  [
    "klDiv",
    [some([2, 3], -3, 0), some([2, 3], -3, 0)],
    [{ logTarget: true }, { logTarget: true, reduction: "batchmean" }],
  ],
  ["poissonNLLLoss", [x, given([0, 1, 2, 5])], [{}, { full: true }]],
  [
    "poissonNLLLoss",
    [some([4], 0, 2), given([0, 1, 2, 5])],
    [{ logInput: false }, { logInput: false, eps: 0.1 }],
  ],
  ["gaussianNLLLoss", [x, y, given([0.5, 1, 2, 0])], [{}, { full: true }, { eps: 0.1 }]],
  ["softMarginLoss", [far, signs], [{}]],
  ["hingeEmbeddingLoss", [given([0.2, 0.5, 1, 3]), signs], [{}, { margin: 0.4 }]],
  ["marginRankingLoss", [x, y, signs], [{}, { margin: 0.5 }]],
  ["cosineEmbeddingLoss", [some([4, 3]), some([4, 3]), signs], [{}, { margin: 0.5 }, { margin: -0.5 }]],
  [
    "tripletMarginLoss",
    [some([3, 4]), some([3, 4]), some([3, 4])],
    [{}, { margin: 2 }, { p: 1 }, { swap: true }, { p: 3, eps: 0.01 }],
  ],
];

/** Each with its mean, its sum and neither. */
export const lossRequests = (): CallRequest[] =>
  losses.flatMap(([name, operands, options]) =>
    options.flatMap((given) =>
      (["mean", "sum", "none"] as const).map((reduction) =>
        request(name, [...operands, { reduction, ...given }]),
      ),
    ),
  );
