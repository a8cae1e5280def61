// Whole-number arithmetic on the type level, digit by digit: `Mul<99999, 99999>` costs little more than `Mul<2, 3>`, which
// counting with tuples could not do. Works on decimal strings; `number` (an unknown size) never reaches them. Strings that
// are worked on stand with their ones first, since a template takes characters from the left.
import type { Differences, Halves, Products, Sums } from "./digitTables.ts";

type D = keyof Products;
type Carry = keyof Sums;

/** Reversed, three characters at a time. */
type Rev<T extends string, O extends string = ""> = T extends `${infer A}${infer B}${infer C}${infer R}`
  ? R extends ""
    ? `${C}${B}${A}${O}`
    : Rev<R, `${C}${B}${A}${O}`>
  : T extends `${infer A}${infer B}`
    ? `${B}${A}${O}`
    : O;
type Trim<T extends string> = T extends `0${infer R}` ? (R extends "" ? "0" : Trim<R>) : T;

/** a + b, reversed like both. */
type AddR<
  A extends string,
  B extends string,
  C extends Carry = "0",
  O extends string = "",
> = A extends `${infer X extends D}${infer AR}`
  ? B extends `${infer Y extends D}${infer BR}`
    ? Sums[C][X][Y] extends `${infer K extends Carry}${infer Z}`
      ? AddR<AR, BR, K, `${O}${Z}`>
      : never
    : C extends "0"
      ? `${O}${A}`
      : AddR<A, "0", C, O>
  : C extends "0"
    ? `${O}${B}`
    : B extends ""
      ? `${O}1`
      : AddR<"0", B, C, O>;
/** a + b on plain digit strings. */
export type AddS<A extends string, B extends string> = A extends "0"
  ? B
  : B extends "0"
    ? A
    : Rev<AddR<Rev<A>, Rev<B>>>;

/** a - b, reversed like both; "-" when the result would be negative. */
type SubR<
  A extends string,
  B extends string,
  C extends Carry = "0",
  O extends string = "",
> = A extends `${infer X extends D}${infer AR}`
  ? B extends `${infer Y extends D}${infer BR}`
    ? Differences[C][X][Y] extends `${infer K extends Carry}${infer Z}`
      ? SubR<AR, BR, K, `${O}${Z}`>
      : never
    : C extends "0"
      ? `${O}${A}`
      : SubR<A, "0", C, O>
  : B extends ""
    ? C extends "0"
      ? O
      : "-"
    : "-";
/** a - b, "-" when the result would be negative. */
export type SubS<A extends string, B extends string> = B extends "0"
  ? A
  : A extends B
    ? "0"
    : SubR<Rev<A>, Rev<B>> extends infer R extends string
      ? Trim<Rev<R>>
      : never;

/** a times one digit, reversed like a; `C` is carried from the digit before. */
type MulD<
  A extends string,
  Y extends D,
  C extends D = "0",
  O extends string = "",
> = A extends `${infer X extends D}${infer AR}`
  ? Products[X][Y] extends `${infer T extends D}${infer U extends D}`
    ? Sums["0"][U][C] extends `${infer K}${infer Z}`
      ? MulD<AR, Y, K extends "0" ? T : Next[T], `${O}${Z}`>
      : never
    : never
  : C extends "0"
    ? O
    : `${O}${C}`;
/** Tens never pass 8. */
interface Next {
  "0": "1";
  "1": "2";
  "2": "3";
  "3": "4";
  "4": "5";
  "5": "6";
  "6": "7";
  "7": "8";
  "8": "9";
  "9": never;
}
/** a times b, both reversed: with each digit of b one digit of the result is done. */
type MulR<
  A extends string,
  B extends string,
  Acc extends string = "",
  O extends string = "",
> = B extends `${infer Y extends D}${infer BR}`
  ? (Y extends "0" ? Acc : AddR<Acc, MulD<A, Y>>) extends `${infer Z}${infer R}`
    ? MulR<A, BR, R, `${O}${Z}`>
    : MulR<A, BR, "", `${O}0`>
  : Rev<`${O}${Acc}`>;
/** a * b. */
export type MulS<A extends string, B extends string> = A extends "0"
  ? "0"
  : B extends "0"
    ? "0"
    : A extends "1"
      ? B
      : B extends "1"
        ? A
        : MulR<Rev<A>, Rev<B>>;

/** ⌊a / 2⌋ and the remainder. */
type Half<
  A extends string,
  R extends Carry = "0",
  Q extends string = "",
> = A extends `${infer X extends D}${infer AR}`
  ? Halves[R][X] extends `${infer Z}${infer K extends Carry}`
    ? Half<AR, K, `${Q}${Z}`>
    : never
  : [Trim<Q>, R];
/** ⌊a / b⌋ and the remainder, by long division. */
export type DivS<A extends string, B extends string> = B extends "1"
  ? [A, "0"]
  : B extends "2"
    ? Half<A>
    : A extends B
      ? ["1", "0"]
      : DivL<A, B, "0", "">;
type DivL<
  A extends string,
  B extends string,
  R extends string,
  Q extends string,
> = A extends `${infer X extends D}${infer AR}`
  ? DivQ<R extends "0" ? X : `${R}${X}`, B> extends [infer Q1 extends string, infer R1 extends string]
    ? DivL<AR, B, R1, `${Q}${Q1}`>
    : never
  : [Trim<Q>, R];
/** How often b goes into r (0..9), by subtraction; unrolled, because a recursive alias here is "excessively deep" to the checker. */
type DivQ<R extends string, B extends string> =
  SubS<R, B> extends infer R1 extends string
    ? R1 extends "-"
      ? ["0", R]
      : SubS<R1, B> extends infer R2 extends string
        ? R2 extends "-"
          ? ["1", R1]
          : SubS<R2, B> extends infer R3 extends string
            ? R3 extends "-"
              ? ["2", R2]
              : SubS<R3, B> extends infer R4 extends string
                ? R4 extends "-"
                  ? ["3", R3]
                  : SubS<R4, B> extends infer R5 extends string
                    ? R5 extends "-"
                      ? ["4", R4]
                      : SubS<R5, B> extends infer R6 extends string
                        ? R6 extends "-"
                          ? ["5", R5]
                          : SubS<R6, B> extends infer R7 extends string
                            ? R7 extends "-"
                              ? ["6", R6]
                              : SubS<R7, B> extends infer R8 extends string
                                ? R8 extends "-"
                                  ? ["7", R7]
                                  : SubS<R8, B> extends infer R9 extends string
                                    ? R9 extends "-"
                                      ? ["8", R8]
                                      : ["9", R9]
                                    : never
                                : never
                            : never
                        : never
                    : never
                : never
            : never
        : never
    : never;

type ToNum<T> = T extends `${infer N extends number}` ? N : number;
/** Results beyond 15 digits are not worth a literal. */
export type Add<A extends number, B extends number> = number extends A | B
  ? number
  : ToNum<AddS<`${A}`, `${B}`>>;
export type Sub<A extends number, B extends number> = number extends A | B
  ? number
  : SubS<`${A}`, `${B}`> extends infer R
    ? R extends "-"
      ? never
      : ToNum<R>
    : never;
export type Mul<A extends number, B extends number> = number extends A | B
  ? number
  : ToNum<MulS<`${A}`, `${B}`>>;
export type Div<A extends number, B extends number> = number extends A | B
  ? number
  : ToNum<DivS<`${A}`, `${B}`>[0]>;
export type ToNumber<T> = ToNum<T>;
