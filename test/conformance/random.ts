// Random numbers of a key: the same bits everywhere where they are whole or uniform in [0, 1).
import { integers, normal, truncated, uniform, waiting } from "../../src/ops/index.ts";
import type { Case } from "./case.ts";

const key = [0x12345678, 0x9abcdef0] as const;

export const randomCases: readonly Case[] = [
  {
    name: "random whole numbers and uniform ones, to the bit",
    accuracy: "exact",
    build: () => [
      uniform([1001], key),
      uniform([3, 7, 5], key, 1),
      integers(0, 10, [513], key),
      integers(-(2 ** 31), 2 ** 31 - 1, [4, 33], key),
    ],
  },
  {
    name: "uniform numbers of f64, to the bit",
    dtype: "f64",
    accuracy: "exact",
    build: () => [uniform([1001], key, 0, "f64"), uniform([3, 7, 5], key, 1, "f64")],
  },
  {
    name: "f64 of other distributions",
    dtype: "f64",
    accuracy: "sum",
    scale: 10,
    build: () => [
      normal([600], key, "f64"),
      waiting([600], key, "f64"),
      truncated([600], 1, 2, -1, 4, key, "f64"),
    ],
  },
  {
    name: "random numbers of other distributions",
    accuracy: "sum",
    scale: 10,
    build: () => [normal([600], key), waiting([600], key), truncated([600], 1, 2, -1, 4, key)],
  },
];
