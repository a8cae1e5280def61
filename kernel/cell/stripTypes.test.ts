import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { stripTypes } from "./stripTypes.ts";
import { edited } from "./testing/edited.ts";

// Each pair has the same length: nothing moves. `⏎` is a line break.
function leaves(...pairs: [typescript: string, javascript: string][]): void {
  for (const [typescript, javascript] of pairs) assert.equal(edited(typescript, stripTypes), javascript);
}

describe("stripTypes", () => {
  it("blanks annotations of variables and parameters", () => {
    leaves(
      ["let a: number, b!: string;", "let a        , b         ;"],
      ["let { a }: { a: 1 } = c, [d]: [1] = e;", "let { a }           = c, [d]      = e;"],
      ["function f(a: A, b?: B, ...c: C[]): D {}", "function f(a   , b    , ...c     )    {}"],
      ["function f({ a }?: A, [b]?: B) {}", "function f({ a }    , [b]    ) {}"],
      ["function f(this: A, b: B) {}", "function f(         b   ) {}"],
      ["let f = function (this: A, ) {};", "let f = function (         ) {};"],
      ["try {} catch (e: unknown) {}", "try {} catch (e         ) {}"],
      ["for (let i: number = 0, n: number; ;) {}", "for (let i         = 0, n        ; ;) {}"],
    );
  });

  it("blanks what stands in expressions", () => {
    leaves(
      ["(a as any as T).b = c!.d![0]!();", "(a            ).b = c .d [0] ();"],
      [
        "f<T>(a satisfies T, new Map<K, V<T>>(), g<T>`x`);",
        "f   (a            , new Map         (), g   `x`);",
      ],
      ["x?.<T>(a?.b!.c);", "x?.   (a?.b .c);"],
      ["const v = <T>(x: T): x is T => <T>{};", "const v =    (x   )         => (  {});"],
    );
  });

  it("blanks what stands in classes", () => {
    leaves(
      ["class A<T> extends B<T> implements C, D<T> {}", "class A    extends B                       {}"],
      ["abstract class A { abstract m(): void; n() {} }", "         class A { ;                   n() {} }"],
      [
        "class A { private x?: T = 1; static readonly y: T; z!: T; }",
        "class A { ;       x     = 1; static          y   ; z    ; }",
      ],
      [
        "class A { declare x: T; [key: string]: T; y: T }",
        "class A { ;             ;                 y   ; }",
      ],
      ["class A { m(): void; m<T>(a?: T): void {} }", "class A { ;          m   (a    )       {} }"],
      ["class A { protected static async *[k]?() {} }", "class A { ;         static async *[k] () {} }"],
      [
        "class A { get; readonly; override get b(): T {} }",
        "class A { get; readonly; ;        get b()    {} }",
      ],
    );
  });

  it("blanks whole declarations", () => {
    leaves(
      ["interface A { b: 1 } type B = A;", ";                    ;          "],
      ["declare const a: 1; declare function f(): 1;", ";                   ;                       "],
      ["declare global { var a: 1 }", ";                          "],
      ["namespace Types { export type A = 1 }", ";                                    "],
      ["function f(): 1;⏎function f(a?: 1) {}", ";               ⏎function f(a    ) {}"],
      ['import type { A } from "a";', ";                          "],
      ["export type A = 1; export interface B {}", ";                  ;                    "],
      ["export default interface A {}", ";                            "],
    );
  });

  it("keeps statements apart that only a type kept apart", () => {
    leaves(
      ["a = b as T⏎(c)", "a = b     ;⏎(c)"],
      ["let a: T⏎[b] = c", "let a   ;⏎[b] = c"],
      ["a = b!⏎type T = 1⏎(c)", "a = b ;⏎;         ⏎(c)"],
      ["label: a as const⏎`b`", "label: a         ;⏎`b`"],
      ["class A { get: T⏎ x() {} }", "class A { get   ;⏎ x() {} }"],
      ["class A { a = 1⏎ private [b] = 2 }", "class A { a = 1⏎ ;       [b] = 2 }"],
      ["switch (a) { case 1: b as T⏎(c) }", "switch (a) { case 1: b     ;⏎(c) }"],
    );
  });

  it("keeps an arrow and `async` on the line of their parentheses", () => {
    leaves(
      ["f = (a): {⏎ b: 1 } => a", "f = (a    ⏎      ) => a"],
      ["f = (a: 1,⏎): A<⏎1> => a", "f = (a   ,⏎     ⏎ ) => a"],
      ["f = async <⏎T,⏎>(a: T) => a", "f = async (⏎  ⏎  a   ) => a"],
      ["f = async <T,>⏎(a: T) => a", "f = async (   ⏎ a   ) => a"],
    );
  });

  it("leaves words alone that are types' only elsewhere", () => {
    for (const source of [
      "type = 1; as = as; declare⏎foo",
      "let t = a < b",
      "abstract.readonly()",
      "a ? b : c",
    ]) {
      leaves([source, source]);
    }
  });

  it("leaves to the compiler what means something at run time", () => {
    leaves(
      ["enum A { B = 1 as number }", "enum A { B = 1 as number }"],
      ["namespace A { export const b: T = 1 }", "namespace A { export const b: T = 1 }"],
      ["class A { constructor(private a: T, b: T) {} }", "class A { constructor(private a   , b   ) {} }"],
    );
  });
});
