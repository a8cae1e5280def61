// Products, windows and images: all sizes and steps that a formula may get wrong by one.
import { given, type Sample, some, whole } from "../../../src/ops/define.ts";
import { type CallRequest, request } from "../request.ts";

type Call = readonly [name: string, ...args: unknown[]];

const matmuls: Call[] = (
  [
    [[3], [3]],
    [[3], [3, 2]],
    [[2, 3], [3]],
    [
      [0, 3],
      [3, 2],
    ],
    [
      [2, 0],
      [0, 3],
    ],
    [
      [1, 1],
      [1, 1],
    ],
    [
      [2, 1, 2, 3],
      [4, 3, 2],
    ],
    [[3], [2, 3, 2]],
    [[2, 2, 3], [3]],
    [
      [7, 9],
      [9, 5],
    ],
    [
      [0, 2, 3],
      [3, 4],
    ],
  ] as const
).map(([a, b]) => ["matmul", some(a), some(b)]);

const equations: Call[] = [
  ["ij,jk->ik", some([2, 3]), some([3, 4])],
  ["ij->ji", some([2, 3])],
  ["ii", some([3, 3])],
  ["ii->i", some([3, 3])],
  ["i,j->ij", some([2]), some([3])],
  ["bij,bjk->bik", some([2, 2, 3]), some([2, 3, 2])],
  ["...ij,...jk->...ik", some([2, 1, 2, 3]), some([3, 3, 2])],
  ["bqhd,bkhd->bhqk", some([1, 2, 2, 3]), some([1, 3, 2, 3])],
  ["ij,ij->", some([2, 3]), some([2, 3])],
  ["ijk->", some([2, 3, 2])],
  ["ij,jk,kl->il", some([2, 3]), some([3, 2]), some([2, 2])],
  ["ij,kj", some([2, 3]), some([4, 3])],
  ["iij->j", some([2, 2, 3])],
].map((args) => ["einsum", ...args]);

const convolutions: Call[] = [
  ["conv1d", some([1, 1, 1]), some([1, 1, 1])],
  ["conv1d", some([2, 3, 8]), some([4, 3, 3]), { padding: "same" }],
  ["conv1d", some([2, 3, 8]), some([3, 1, 2]), { groups: 3, padding: "same", dilation: 3 }],
  ["conv1d", some([1, 2, 9]), some([2, 2, 3]), { stride: 3, padding: 2, bias: some([2]) }],
  ["conv2d", some([1, 1, 3, 3]), some([1, 1, 3, 3])],
  ["conv2d", some([1, 2, 7, 6]), some([3, 2, 3, 2]), { stride: [2, 3], padding: [1, 0], dilation: [1, 2] }],
  ["conv2d", some([1, 4, 6, 6]), some([8, 1, 3, 3]), { groups: 4, stride: 2, padding: 1 }],
  ["conv2d", some([1, 3, 5, 5]), some([2, 3, 1, 1]), { stride: 2 }],
  ["conv2d", some([2, 1, 4, 4]), some([2, 1, 2, 2]), { padding: "valid", bias: some([2]) }],
  ["conv2d", some([1, 1, 8, 8]), some([1, 1, 3, 3]), { dilation: 3, padding: 3 }],
  [
    "conv3d",
    some([1, 2, 3, 4, 5]),
    some([2, 1, 2, 2, 2]),
    { groups: 2, stride: [1, 2, 3], padding: [0, 1, 1] },
  ],
  ["conv3d", some([1, 1, 2, 2, 2]), some([1, 1, 1, 2, 1]), { padding: "same" }],
  ["convTranspose1d", some([1, 2, 1]), some([2, 2, 3])],
  ["convTranspose2d", some([1, 2, 3, 3]), some([2, 1, 2, 2]), { dilation: 2, outputPadding: [1, 0] }],
  [
    "convTranspose1d",
    some([1, 2, 5]),
    some([2, 1, 3]),
    { stride: 3, padding: 1, dilation: 2, outputPadding: 2 },
  ],
  [
    "convTranspose2d",
    some([1, 2, 3, 2]),
    some([2, 3, 3, 3]),
    { stride: [2, 3], padding: [1, 0], outputPadding: [0, 2] },
  ],
  ["convTranspose2d", some([1, 4, 2, 2]), some([4, 1, 2, 3]), { groups: 4, dilation: [2, 1] }],
  [
    "convTranspose2d",
    some([1, 4, 2, 3]),
    some([4, 2, 3, 3]),
    { groups: 2, stride: 2, padding: 1, bias: some([4]) },
  ],
  [
    "convTranspose3d",
    some([1, 2, 2, 1, 2]),
    some([2, 1, 2, 2, 2]),
    { stride: 2, padding: [0, 1, 0], groups: 2, bias: some([2]) },
  ],
];

const tied = given([3, 3, 1, 3, 3, 2, 2, 3, 3, 3, 3, 0, 1, 2, 3, 3], [1, 1, 4, 4]);
const pools: Call[] = ["maxPool", "avgPool"].flatMap((kind): Call[] => [
  [`${kind}1d`, some([1, 2, 7]), 2],
  [`${kind}1d`, some([1, 1, 5]), 5],
  [`${kind}1d`, some([1, 1, 6]), 2, { stride: 1, padding: 1 }],
  [`${kind}2d`, some([1, 2, 5, 7]), [2, 3], { stride: [1, 2], padding: [1, 1] }],
  [`${kind}2d`, some([1, 1, 1, 1]), 1],
  [`${kind}2d`, some([1, 1, 5, 5]), 2, { stride: 3 }],
  [`${kind}2d`, tied, 2, { stride: 1 }],
  [`${kind}2d`, tied, 3, { stride: 1, padding: 1 }],
  [`${kind}3d`, some([1, 1, 3, 4, 2]), [2, 2, 1], { stride: 1 }],
  [`${kind}1d`, some([1, 1, 6]), 2, { stride: 3, ceilMode: true }],
  [`${kind}1d`, some([1, 1, 7]), 3, { padding: 1, ceilMode: true }],
  [`${kind}1d`, some([1, 1, 4]), 2, { stride: 4, padding: 1, ceilMode: true }],
  [`${kind}1d`, some([1, 1, 3]), 1, { stride: 5, ceilMode: true }],
  [`${kind}2d`, some([2, 2, 6, 7]), [3, 2], { stride: [2, 3], padding: [1, 0], ceilMode: true }],
  [`${kind}2d`, tied, 2, { ceilMode: true }],
  [`${kind}3d`, some([1, 2, 3, 4, 5]), 2, { padding: [1, 0, 1], ceilMode: true }],
]);
const largestOfFew: Call[] = [
  ["maxPool1d", some([1, 2, 9]), 3, { dilation: 2, stride: 1 }],
  ["maxPool1d", some([1, 1, 8]), 2, { dilation: 3, padding: 1, ceilMode: true }],
  ["maxPool2d", some([1, 2, 7, 8]), [2, 3], { dilation: [3, 2], stride: [2, 1], padding: [1, 1] }],
  ["maxPool2d", tied, 2, { dilation: 2, stride: 1 }],
  ["maxPool3d", some([1, 1, 4, 5, 3]), 2, { dilation: [1, 2, 1], stride: 1, ceilMode: true }],
];
const meansOfSome: Call[] = [
  ["avgPool1d", some([1, 2, 7]), 3, { padding: 1, countIncludePad: false }],
  ["avgPool1d", some([1, 1, 6]), 4, { stride: 3, padding: 2, ceilMode: true, countIncludePad: false }],
  ["avgPool2d", some([1, 2, 5, 6]), [3, 2], { padding: 1, stride: 2, countIncludePad: false }],
  ["avgPool2d", some([1, 1, 6, 5]), 3, { padding: 1, stride: 2, ceilMode: true, countIncludePad: false }],
  ["avgPool2d", some([1, 1, 5, 5]), 2, { divisorOverride: 3 }],
  ["avgPool2d", some([1, 1, 5, 5]), 2, { divisorOverride: -2, padding: 1, ceilMode: true }],
  ["avgPool3d", some([1, 1, 4, 3, 5]), 3, { padding: 1, stride: 2, ceilMode: true, countIncludePad: false }],
  ["avgPool3d", some([1, 1, 4, 3, 5]), 2, { divisorOverride: 5 }],
];
const spectra: Call[] = [
  ["fft.stft", some([16]), { nFft: 8, onesided: false, window: some([8], 0.5, 1) }],
  ["fft.stft", some([2, 12]), { nFft: 5, hopLength: 2, onesided: false, normalized: true }],
  ["fft.stft", some([12]), { nFft: 6, onesided: true, center: false }],
  ["fft.istft", some([8, 5, 2]), { nFft: 8, onesided: false, window: some([8], 0.5, 1) }],
  ["fft.istft", some([2, 5, 6, 2]), { nFft: 5, hopLength: 2, onesided: false, length: 9 }],
];
const adaptive: Call[] = ["adaptiveAvgPool2d", "adaptiveMaxPool2d"].flatMap((name): Call[] => [
  [name, some([1, 2, 7, 5]), 1],
  [name, some([1, 1, 7, 5]), [3, 4]],
  [name, some([1, 1, 3, 3]), [5, 3]],
  [name, tied, 2],
  [name, given([0, 2, 1, 2, 0, 1, 0, 1, 2], [1, 1, 3, 3]), 2],
]);

const sizes: readonly [Sample, object][] = [
  [some([1, 1, 3]), { size: 7 }],
  [some([1, 1, 7]), { size: 3 }],
  [some([1, 1, 4]), { scaleFactor: 2.5 }],
  [some([1, 2, 2, 3]), { size: [4, 2] }],
  [some([1, 1, 5, 3]), { scaleFactor: [0.5, 2] }],
  [some([1, 1, 1, 1]), { size: 3 }],
  [some([1, 1, 2, 2, 3]), { size: [3, 1, 6] }],
];
const linear = ["linear", "bilinear", "trilinear"];
const interpolations: Call[] = sizes.flatMap(([x, options]): Call[] => {
  const mode = linear[x.shape.length - 3]!;
  return [
    ["interpolate", x, options],
    ["interpolate", x, { ...options, mode }],
    ["interpolate", x, { ...options, mode, alignCorners: true }],
  ];
});

const windows: Call[] = [
  ["unfold", some([1, 1, 3, 3]), 3],
  ["unfold", some([2, 2, 5, 4]), [2, 3], { stride: [2, 1], padding: [1, 1] }],
  ["fold", some([1, 4, 4]), 3, 2],
  ["fold", some([1, 6, 12]), [4, 4], [2, 3], { stride: [1, 1], padding: [0, 1] }],
  ["pixelShuffle", some([1, 9, 2, 1]), 3],
  ["pixelUnshuffle", some([1, 1, 6, 3]), 3],
];

const pads: Call[] = [0, "reflect", "replicate", "circular"].flatMap((mode): Call[] => [
  ["pad", some([5]), [[2, 1]], mode],
  [
    "pad",
    some([3, 4]),
    [
      [1, 2],
      [0, 3],
    ],
    mode,
  ],
  ["pad", some([2, 3, 3]), [1, 1, 2], mode],
]);

const movements: Call[] = [
  ["reshape", some([0, 3]), [3, 0]],
  ["reshape", some([1]), []],
  ["permute", some([1, 2, 3, 1]), [3, 1, 0, 2]],
  ["expand", some([1]), [2, 3]],
  ["expand", some([2, 1, 3]), [2, 4, -1]],
  ["expand", some([]), [2]],
  ["squeeze", some([1, 2, 1, 3]), [0, 2]],
  ["squeeze", some([2, 3]), 0],
  ["unsqueeze", some([]), 0],
  ["unsqueeze", some([2, 3]), -1],
  ["flatten", some([])],
  ["flatten", some([2, 3, 4, 2]), 1, 2],
  ["slice", some([5, 3]), -2, null, 0, 1],
  ["slice", some([5]), 10, 20],
  ["slice", some([5]), 4, 1, 0, -1],
  ["slice", some([5]), null, null, 0, -3],
  ["flip", some([2, 0, 3]), [0, 2]],
  ["roll", some([2, 3]), -7, 1],
  ["roll", some([4]), 0],
  ["repeat", some([2, 1]), [1, 2, 3]],
  ["repeatInterleave", some([2, 3]), 3, 0],
  ["unflatten", some([2, 12]), -1, [3, -1, 2]],
  ["movedim", some([2, 3, 4, 5]), [3, 0], [0, 1]],
  ["rot90", some([2, 3, 2]), -1, [1, 2]],
  ["diagonal", some([3, 4]), 5],
  ["diagonal", some([2, 3, 4]), -1, 2, 0],
  ["diag", some([3, 4]), 2],
  ["tril", some([4, 3]), -2],
  ["triu", some([2, 4, 3]), -1],
  ["concat", [some([0, 3]), some([2, 3])]],
  ["concat", [some([2]), whole([3], -3, 3)]],
  ["stack", [some([]), some([])]],
  ["split", some([7]), 3],
  ["split", some([2, 5]), [1, 4], 1],
  ["chunk", some([7]), 3],
  ["unbind", some([2, 3]), 1],
  ["meshgrid", [some([2]), some([3])], "ij"],
  ["meshgrid", [some([2]), some([3])], "xy"],
  ["at", some([3, 4, 5]), -1, [null, null, 2], 0],
  ["at", some([5]), given([4, 0, 0], [3], "i32")],
];

const tangled = given([3, 1, Number.NaN, 1, Number.POSITIVE_INFINITY, -0, 0, 3], [2, 4]);
const orders: Call[] = [
  ["sort", some([7])],
  ["sort", some([3, 4]), 0, true],
  ["sort", some([2, 0])],
  ["sort", some([1])],
  ["sort", given([3, -7, 2, 9, 0, 3], [2, 3], "i32"), -1, true],
  ["argsort", some([3, 4]), 1],
  ["topK", some([3, 5]), 2],
  ["topK", some([3, 5]), 3, 0, false],
  ["topK", some([4]), 4],
  ["mode", given([2, 5, 5, 5, 1, 1], [3, 2]), 0],
  ["mode", given([2, Number.POSITIVE_INFINITY, 2, Number.POSITIVE_INFINITY], [1, 4]), -1, true],
  ["mode", some([0, 3]), 1],
  ["quantile", given([2, 1, 1]), 0.25],
  ["searchsorted", given([1, 3, 3, 7]), given([0, 3, 8, 7, 1])],
  ["searchsorted", given([1, 3, 3, 7]), given([0, 3, 8, 7, 1]), true],
  ["sort", tangled],
  ["argmax", tangled, 1],
  ["argmin", tangled, 0],
];

const repeated = given([2, 1, 1, 2, 1, 1, -0, 0, 3, 0, -3, 3], [3, 4]);
const parts = given([0, 1, 0, 1, 1, 1, 0, 1, 0, 0, 1, 1], [4, 3], "i32");
const distinct: Call[] = ["unique", "uniqueConsecutive"].flatMap((name): Call[] => [
  [name, repeated],
  [name, repeated, 0],
  [name, repeated, 1],
  [name, parts],
  [name, parts, 0],
  [name, parts, -1],
  [name, given([2, Number.NaN, 2, Number.POSITIVE_INFINITY, Number.NaN])],
  [name, given([1, 0, 0, 1, 1], [5], "bool")],
  [name, some([])],
  [name, some([0])],
]);

const indices: Call[] = [
  ["gather", some([3, 4]), 1, whole([3, 2], 0, 4)],
  ["gather", some([3, 4]), 0, whole([1, 4], 0, 3)],
  ["gather", some([3]), 0, given([], [0], "i32")],
  ["scatterAdd", some([4, 3]), 1, given([0, 0, 2, 1, 1, 1], [2, 3], "i32"), some([2, 3])],
  ["indexSelect", some([3, 4]), 1, given([3, 3, 0, 1, 1], [5], "i32")],
  ["take", some([2, 3]), given([], [0], "i32")],
  ["embedding", some([5, 2]), given([], [0], "i32")],
  ["maskedFill", some([2, 3]), given([1, 0], [2, 1], "bool"), 7.5],
  ["where", given([1, 0, 1], [3], "bool"), given([Number.NaN, 1, 2]), given([3, Number.NaN, 4])],
  ["crossEntropy", some([2, 3]), given([0, 2], [2], "i32"), { reduction: "none" }],
];

/** All of them. */
export const geometryRequests = (): CallRequest[] =>
  [
    ...matmuls,
    ...equations,
    ...convolutions,
    ...pools,
    ...largestOfFew,
    ...meansOfSome,
    ...spectra,
    ...adaptive,
    ...interpolations,
    ...windows,
    ...pads,
    ...movements,
    ...orders,
    ...distinct,
    ...indices,
  ].map(([name, ...args]) => request(name, args));
