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
    name: "random numbers of other distributions",
    accuracy: "sum",
    scale: 10,
    build: () => [normal([600], key), waiting([600], key), truncated([600], 1, 2, -1, 4, key)],
  },
];
