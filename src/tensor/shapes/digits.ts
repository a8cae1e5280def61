// Whole-number arithmetic on the type level, digit by digit: `Mul<99999, 99999>` costs no more than `Mul<2, 3>`, which
// counting with tuples could not do. Works on decimal strings; `number` (an unknown size) never reaches them.

type D = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";

/** AddT[a][b]: a digit sum "0".."18". */
interface AddT {
  "0": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
  "1": ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
  "2": ["2", "3", "4", "5", "6", "7", "8", "9", "10", "11"];
  "3": ["3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];
  "4": ["4", "5", "6", "7", "8", "9", "10", "11", "12", "13"];
  "5": ["5", "6", "7", "8", "9", "10", "11", "12", "13", "14"];
  "6": ["6", "7", "8", "9", "10", "11", "12", "13", "14", "15"];
  "7": ["7", "8", "9", "10", "11", "12", "13", "14", "15", "16"];
  "8": ["8", "9", "10", "11", "12", "13", "14", "15", "16", "17"];
  "9": ["9", "10", "11", "12", "13", "14", "15", "16", "17", "18"];
}
/** SubT[a][b]: a - b, or "-" and the digit that remains after borrowing ten. */
interface SubT {
  "0": ["0", "-9", "-8", "-7", "-6", "-5", "-4", "-3", "-2", "-1"];
  "1": ["1", "0", "-9", "-8", "-7", "-6", "-5", "-4", "-3", "-2"];
  "2": ["2", "1", "0", "-9", "-8", "-7", "-6", "-5", "-4", "-3"];
  "3": ["3", "2", "1", "0", "-9", "-8", "-7", "-6", "-5", "-4"];
  "4": ["4", "3", "2", "1", "0", "-9", "-8", "-7", "-6", "-5"];
  "5": ["5", "4", "3", "2", "1", "0", "-9", "-8", "-7", "-6"];
  "6": ["6", "5", "4", "3", "2", "1", "0", "-9", "-8", "-7"];
  "7": ["7", "6", "5", "4", "3", "2", "1", "0", "-9", "-8"];
  "8": ["8", "7", "6", "5", "4", "3", "2", "1", "0", "-9"];
  "9": ["9", "8", "7", "6", "5", "4", "3", "2", "1", "0"];
}
interface MulT {
  "0": ["0", "0", "0", "0", "0", "0", "0", "0", "0", "0"];
  "1": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
  "2": ["0", "2", "4", "6", "8", "10", "12", "14", "16", "18"];
  "3": ["0", "3", "6", "9", "12", "15", "18", "21", "24", "27"];
  "4": ["0", "4", "8", "12", "16", "20", "24", "28", "32", "36"];
  "5": ["0", "5", "10", "15", "20", "25", "30", "35", "40", "45"];
  "6": ["0", "6", "12", "18", "24", "30", "36", "42", "48", "54"];
  "7": ["0", "7", "14", "21", "28", "35", "42", "49", "56", "63"];
  "8": ["0", "8", "16", "24", "32", "40", "48", "56", "64", "72"];
  "9": ["0", "9", "18", "27", "36", "45", "54", "63", "72", "81"];
}

/** Digit plus carry: [carry, digit]. */
type Split<T> = T extends `${infer A extends D}${infer B extends D}` ? [A, B] : ["0", T];
type DigitSum<A, B> = A extends D ? (B extends keyof AddT[A] ? AddT[A][B] : never) : never;

/** Reversed digit string: least significant digit first. */
type Rev<T extends string, O extends string = ""> = T extends `${infer H}${infer R}` ? Rev<R, `${H}${O}`> : O;
type Trim<T extends string> = T extends `0${infer R}`
  ? R extends ""
    ? "0"
    : Trim<R>
  : T extends ""
    ? "0"
    : T;

/** a + b on reversed strings. */
type AddR<
  A extends string,
  B extends string,
  C extends "0" | "1" = "0",
  O extends string = "",
> = A extends `${infer X extends D}${infer AR}`
  ? B extends `${infer Y extends D}${infer BR}`
    ? AddStep<Plus1<DigitSum<X, Y>, C>, AR, BR, O>
    : C extends "0"
      ? Rev<A, O>
      : AddStep<Plus1<X, C>, AR, "", O>
  : B extends ""
    ? C extends "0"
      ? O
      : `1${O}`
    : C extends "0"
      ? Rev<B, O>
      : AddR<B, "", C, O>;
type Plus1<T, C> = C extends "0"
  ? T
  : T extends `1${infer U extends D}`
    ? `1${DigitSum<U, "1">}`
    : DigitSum<T, "1">;
type AddStep<T, AR extends string, BR extends string, O extends string> = T extends `1${infer U extends D}`
  ? AddR<AR, BR, "1", `${U}${O}`>
  : AddR<AR, BR, "0", `${T & string}${O}`>;
/** a + b on plain digit strings. */
export type AddS<A extends string, B extends string> = A extends "0"
  ? B
  : B extends "0"
    ? A
    : AddR<Rev<A>, Rev<B>>;

/** a - b on reversed strings, a >= b assumed; `never` when a < b. */
type SubR<
  A extends string,
  B extends string,
  C extends "0" | "1" = "0",
  O extends string = "",
> = A extends `${infer X extends D}${infer AR}`
  ? B extends `${infer Y extends D}${infer BR}`
    ? C extends "0"
      ? SubStep<SubT[X][Y extends keyof SubT["0"] ? Y : never], AR, BR, O>
      : SubBorrow<SubT[X][Y extends keyof SubT["0"] ? Y : never], AR, BR, O>
    : C extends "0"
      ? Rev<A, O>
      : SubBorrow<X, AR, "", O>
  : B extends ""
    ? C extends "0"
      ? O
      : "-"
    : "-";
type SubStep<T, AR extends string, BR extends string, O extends string> = T extends `-${infer U}`
  ? SubR<AR, BR, "1", `${U}${O}`>
  : SubR<AR, BR, "0", `${T & string}${O}`>;
type SubBorrow<T, AR extends string, BR extends string, O extends string> = T extends "0"
  ? SubR<AR, BR, "1", `9${O}`>
  : T extends `-${infer U extends D}`
    ? SubR<AR, BR, "1", `${SubT[U][1]}${O}`>
    : T extends D
      ? SubR<AR, BR, "0", `${SubT[T][1]}${O}`>
      : "-";
/** a - b, "-" when the result would be negative. */
export type SubS<A extends string, B extends string> = B extends "0"
  ? A
  : SubR<Rev<A>, Rev<B>> extends infer R extends string
    ? Trim<R>
    : never;

/** reversed a times one digit, reversed result. */
type MulD<
  A extends string,
  Y extends D,
  C extends string = "0",
  O extends string = "",
> = A extends `${infer X extends D}${infer AR}`
  ? Split<AddS<MulT[X][Y extends keyof MulT["0"] ? Y : never], C>> extends [
      infer H extends string,
      infer L extends string,
    ]
    ? MulD<AR, Y, H, `${O}${L}`>
    : never
  : C extends "0"
    ? O
    : `${O}${C}`;
type MulR<
  A extends string,
  B extends string,
  Acc extends string,
  Z extends string = "",
> = B extends `${infer Y extends D}${infer BR}`
  ? MulR<A, BR, Y extends "0" ? Acc : AddS<Acc, Rev<`${Z}${MulD<A, Y>}`>>, `${Z}0`>
  : Acc;
/** a * b. */
export type MulS<A extends string, B extends string> = A extends "0"
  ? "0"
  : B extends "0"
    ? "0"
    : A extends "1"
      ? B
      : B extends "1"
        ? A
        : MulR<Rev<A>, Rev<B>, "0">;

/** floor(a / b) and the remainder, by long division. */
export type DivS<A extends string, B extends string> = B extends "1" ? [A, "0"] : DivL<A, B, "0", "">;
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
