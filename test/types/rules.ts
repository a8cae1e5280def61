// The shape rules, row by row: rule applied to sizes, and what it gives. The compiler is the test: a wrong row does not build.
import type { Broadcast } from "../../src/tensor/shapes/broadcast.ts";
import type { Conv2d } from "../../src/tensor/shapes/convolution.ts";
import type { Add, Div, DivS, Mul, Sub } from "../../src/tensor/shapes/digits.ts";
import type { Concat, Stack } from "../../src/tensor/shapes/join.ts";
import type { ShapeOf } from "../../src/tensor/shapes/literal.ts";
import type { Matmul } from "../../src/tensor/shapes/matmul.ts";
import type {
  Flatten,
  Index,
  Permute,
  Reshape,
  Slice,
  Squeeze,
  Transpose,
  Unsqueeze,
} from "../../src/tensor/shapes/movement.ts";
import type { Reduce } from "../../src/tensor/shapes/reduce.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function gives<_ extends true>(): void;

/** Never called: the types of its lines are the assertions. */
export function rules(): void {
  gives<Equal<Add<1, 2>, 3>>();
  gives<Equal<Add<999999, 1>, 1000000>>();
  gives<Equal<Add<0, 0>, 0>>();
  gives<Equal<Add<5, 95>, 100>>();
  gives<Equal<Add<123456, 654321>, 777777>>();
  gives<Equal<Add<9, 1234599>, 1234608>>();
  gives<Equal<Add<1234599, 9>, 1234608>>();
  gives<Equal<Add<number, 9>, number>>();

  gives<Equal<Sub<10, 1>, 9>>();
  gives<Equal<Sub<1000000, 1>, 999999>>();
  gives<Equal<Sub<5, 5>, 0>>();
  gives<Equal<Sub<1000, 999>, 1>>();
  gives<Equal<Sub<28, 3>, 25>>();
  gives<Equal<Sub<3, 5>, never>>();
  gives<Equal<Sub<32, 320>, never>>();
  gives<Equal<Sub<1203, 307>, 896>>();

  gives<Equal<Mul<28, 28>, 784>>();
  gives<Equal<Mul<1000, 1000>, 1000000>>();
  gives<Equal<Mul<32, 0>, 0>>();
  gives<Equal<Mul<99999, 99999>, 9999800001>>();
  gives<Equal<Mul<7, 8>, 56>>();
  gives<Equal<Mul<123, 456>, 56088>>();

  gives<Equal<Div<784, 28>, 28>>();
  gives<Equal<Div<25088, 32>, 784>>();

  gives<Equal<DivS<"25", "2">, ["12", "1"]>>();

  gives<Equal<Div<1000000, 7>, 142857>>();
  gives<Equal<Div<5, 9>, 0>>();

  gives<Equal<Broadcast<[2, 3], [3]>, [2, 3]>>();
  gives<Equal<Broadcast<[2, 1], [1, 5]>, [2, 5]>>();
  gives<Equal<Broadcast<[number, 1], [1, 5]>, [number, 5]>>();
  gives<Equal<Broadcast<[1], [number]>, [number]>>();
  gives<Equal<Broadcast<[number], [1]>, [number]>>();
  gives<Equal<Broadcast<[2, 3], [4, 3]>, "(2 vs 4)">>();
  gives<Equal<Broadcast<number[], [3]>, number[]>>();
  gives<Equal<Broadcast<[3], number[]>, number[]>>();
  gives<Equal<Broadcast<[4, number], [4, 7]>, [4, number]>>();
  gives<Equal<Broadcast<[4, 7], [4, number]>, [4, 7]>>();

  gives<Equal<Matmul<[2, 3], [3, 4]>, [2, 4]>>();
  gives<Equal<Matmul<[8, 1, 2, 3], [5, 3, 4]>, [8, 5, 2, 4]>>();
  gives<Equal<Matmul<[2, 3], [5, 4]>, "inner sizes differ: [2, 3] and [5, 4] (3 vs 5)">>();
  gives<Equal<Matmul<[3], [3]>, []>>();
  gives<Equal<Matmul<[2, 3], [3]>, [2]>>();
  gives<Equal<Matmul<[number, 3], [number, 4]>, [number, 4]>>();

  gives<Equal<Reduce<[2, 3, 4], 1, false>, [2, 4]>>();
  gives<Equal<Reduce<[2, 3, 4], -1, true>, [2, 3, 1]>>();
  gives<Equal<Reduce<[2, 3, 4], [0, -1], false>, [3]>>();
  gives<Equal<Reduce<[2, 3, 4], [0, 2], true>, [1, 3, 1]>>();
  gives<Equal<Reduce<[2, 3], null, false>, []>>();
  gives<Equal<Reduce<[2, 3], 2, false>, "axis 2 is out of range for shape [2, 3]">>();
  gives<Equal<Reduce<[2, 3], number, false>, [number]>>();
  gives<Equal<Reduce<[2, 3], null, true>, [1, 1]>>();

  gives<Equal<Reshape<[2, 3, 4], [6, 4]>, [6, 4]>>();
  gives<Equal<Reshape<[32, 1, 28, 28], [32, -1]>, [32, 784]>>();
  gives<Equal<Reshape<[32, 1, 28, 28], [-1, 784]>, [32, 784]>>();
  gives<Equal<Reshape<[number, 28, 28], [-1, 784]>, [number, 784]>>();
  gives<Equal<Reshape<[2, 3], [4, 2]>, "sizes differ: [2, 3] has 6 values and [4, 2] has 8">>();
  gives<Equal<Reshape<[2, 3], [4, -1]>, "6 values do not divide into [4, -1]: from [2, 3]">>();
  gives<Equal<Reshape<[1000000, 6], [2000, -1]>, [2000, 3000]>>();

  gives<Equal<Flatten<[32, 64, 7, 7], 1>, [32, 3136]>>();

  gives<Equal<Permute<[2, 3, 4], [2, 0, 1]>, [4, 2, 3]>>();

  gives<Equal<Transpose<[2, 3, 4], -1, -2>, [2, 4, 3]>>();

  gives<Equal<Squeeze<[2, 1, 3, 1], null>, [2, 3]>>();
  gives<Equal<Squeeze<[2, 1, 3], 1>, [2, 3]>>();

  gives<Equal<Unsqueeze<[2, 3], 0>, [1, 2, 3]>>();
  gives<Equal<Unsqueeze<[2, 3], -1>, [2, 3, 1]>>();
  gives<Equal<Unsqueeze<[2, 3], 1>, [2, 1, 3]>>();

  gives<Equal<Concat<[[2, 3], [5, 3]], 0>, [7, 3]>>();
  gives<Equal<Concat<[[2, 3], [5, 4]], 0>, "sizes differ off axis 0: [2, 3] and [5, 4]">>();
  gives<Equal<Concat<[2, 3][], 0>, [number, 3]>>();

  gives<Equal<Stack<[[2, 3], [2, 3]]>, [2, 2, 3]>>();
  gives<Equal<Stack<[2, 3][]>, [number, 2, 3]>>();

  gives<Equal<Slice<[10, 3], 2, 5, 0>, [3, 3]>>();
  gives<Equal<Slice<[10, 3], -3, null, 0>, [3, 3]>>();
  gives<Equal<Slice<[10, 3], 0, -1, 1>, [10, 2]>>();
  gives<Equal<Slice<[10, 3], 5, 99, 0>, [5, 3]>>();
  gives<Equal<Slice<[number, 3], 5, 99, 0>, [number, 3]>>();

  gives<Equal<Index<[4, 5, 6], [0, 1]>, [6]>>();
  gives<Equal<Index<[4], [0, 1]>, "too many indices for shape [4]">>();

  gives<Equal<Conv2d<[32, 1, 28, 28], [16, 1, 3, 3], 1, 0>, [32, 16, 26, 26]>>();
  gives<Equal<Conv2d<[32, 3, 224, 224], [64, 3, 7, 7], 2, 3>, [32, 64, 112, 112]>>();
  gives<Equal<Conv2d<[number, 3, 32, 32], [8, 3, 3, 3], 1, 1>, [number, 8, 32, 32]>>();
  gives<
    Equal<
      Conv2d<[1, 3, 8, 8], [8, 4, 3, 3], 1, 1>,
      "channels differ: input [1, 3, 8, 8] and weight [8, 4, 3, 3] (3 vs 4)"
    >
  >();

  gives<Equal<ShapeOf<readonly [readonly [1, 2], readonly [3, 4]]>, [2, 2]>>();
  gives<Equal<ShapeOf<number[][]>, [number, number]>>();
  gives<Equal<ShapeOf<5>, []>>();
  gives<Equal<ShapeOf<readonly [readonly [1, 2], readonly [3]]>, "rows have different lengths">>();
}
