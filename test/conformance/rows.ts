// What takes rows whole: running reductions and sorting, of every dtype, of short rows and of rows longer than any kernel
// takes at once, of views, and with work before and after.
import { type DType, dtypeNames, dtypes } from "../../src/graph/dtype.ts";
import type { ScanKind } from "../../src/graph/node.ts";
import { primitive as p } from "../../src/ops/index.ts";
import type { Case } from "./case.ts";

const floats = dtypeNames.filter((dtype) => dtypes[dtype].float);
const scans: readonly ScanKind[] = ["cumsum", "cumprod", "cummax", "cummin"];

const floatScans = (kind: ScanKind, dtype: DType, rounds: boolean): Case => ({
  name: `${kind} of ${dtype}`,
  dtype,
  accuracy: rounds ? "sum" : "exact",
  scale: 60,
  build: (leaf) => {
    const x = (shape: number[]) => leaf(shape, dtype, kind === "cumprod" ? near1 : undefined);
    return [
      p.scan(kind, x([2])),
      p.scan(kind, x([2, 3, 33])),
      p.scan(kind, x([300, 5])),
      p.scan(kind, x([3, 1030])),
      p.scan(kind, x([5001])),
    ];
  },
});

const near1 = (i: number) => 1 + Math.sin(i) / 50;

const scanCases = scans.flatMap((kind): Case[] => {
  const rounds = kind === "cumsum" || kind === "cumprod";
  return [
    ...floats.map((dtype) => floatScans(kind, dtype, rounds)),
    {
      name: `${kind} of integers`,
      accuracy: "exact",
      build: (leaf) =>
        (["i32", "u32"] as const).flatMap((dtype) => [
          p.scan(kind, leaf([4, 13], dtype)),
          p.scan(kind, leaf([2, 1027], dtype)),
        ]),
    },
    {
      name: `${kind} of views, with work before and after`,
      accuracy: rounds ? "sum" : "exact",
      scale: 20,
      build: (leaf) => {
        const x = leaf([6, 5, 4], "f32", near1);
        const turned = p.permute(x, [2, 0, 1]);
        const backwards = p.slice(x, [0, 0, 3], [2, 1, -1], [3, 5, 4]);
        const before = p.scan(kind, p.binary("max", turned, p.constant(1, turned.shape, "f32")));
        const after = p.binary("sub", p.scan(kind, backwards), backwards);
        const padded = p.scan(kind, p.pad(x, [0, 1, 2], [0, 0, 1]));
        return [
          before,
          after,
          p.permute(p.scan(kind, turned), [1, 2, 0]),
          padded,
          p.scan(kind, p.reshape(turned, [4, 30])),
        ];
      },
    },
  ];
});

const specials: Case = {
  name: "running extremes keep NaN, and know infinities",
  accuracy: "exact",
  special: true,
  build: (leaf) => {
    const x = leaf([3, 20], "f32", (i) =>
      i % 17 === 9 ? Number.NaN : i % 11 === 3 ? Number.NEGATIVE_INFINITY : i % 7,
    );
    return [p.scan("cummax", x), p.scan("cummin", x), p.scan("cumsum", x)];
  },
};

const wrapping: Case = {
  name: "running sums and products of integers wrap around",
  accuracy: "exact",
  build: (leaf) => {
    const large = leaf([40], "i32", (i) => 2 ** 30 + 3 * i);
    return [
      p.scan("cumsum", large),
      p.scan(
        "cumprod",
        leaf([40], "u32", (i) => 3 + (i % 5)),
      ),
    ];
  },
};

const sortCases = [false, true].flatMap((descending): Case[] => {
  const way = descending ? "downwards" : "upwards";
  const exact = (name: string, build: Case["build"]): Case => ({
    name: `${name}, ${way}`,
    accuracy: "exact",
    build,
  });
  return [
    ...floats.map((dtype) => ({
      ...exact(`sort of ${dtype}`, (leaf) => [
        p.sort(leaf([2], dtype), descending),
        p.sort(leaf([3, 2, 17], dtype), descending),
        p.sort(leaf([2, 100], dtype), descending),
        p.sort(leaf([2, 2500], dtype), descending),
      ]),
      dtype,
    })),
    exact("sort of each dtype, equals in their order", (leaf) =>
      (["i32", "u32", "bool"] as const).flatMap((dtype) => [
        p.sort(leaf([4, 13], dtype), descending),
        p.sort(leaf([2, 70], dtype), descending),
      ]),
    ),
    exact("sort of integers at the ends of their range", (leaf) => [
      p.sort(
        leaf([60], "i32", (i) => (i * 0x9e3779b1) | 0),
        descending,
      ),
      p.sort(
        leaf([60], "u32", (i) => (i * 0x9e3779b1) >>> 0),
        descending,
      ),
    ]),
    exact("sort of views, with work before and after", (leaf) => {
      const x = leaf([6, 5, 4]);
      const turned = p.permute(x, [2, 0, 1]);
      const backwards = p.slice(x, [0, 0, 3], [2, 1, -1], [3, 5, 4]);
      const order = p.sort(p.unary("neg", p.reshape(turned, [4, 30])), descending);
      return [
        p.sort(turned, descending),
        p.cast(p.sort(backwards, descending), "f32"),
        p.sort(p.pad(x, [0, 1, 20], [0, 0, 13]), descending),
        order,
        p.gather(p.reshape(turned, [4, 30]), 1, order),
      ];
    }),
    ...floats.map(
      (dtype): Case => ({
        name: `sort of NaN, infinities and zeros of both signs of ${dtype}, ${way}`,
        dtype,
        accuracy: "exact",
        special: true,
        build: (leaf) => {
          const odd = [Number.NaN, 0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-40, -1, 2];
          const value = (i: number) => odd[(i * 5 + (i >> 3)) % odd.length]!;
          return [
            p.sort(leaf([2, 16], dtype, value), descending),
            p.sort(leaf([2, 90], dtype, value), descending),
          ];
        },
      }),
    ),
  ];
});

export const rowCases: readonly Case[] = [...scanCases, specials, wrapping, ...sortCases];
