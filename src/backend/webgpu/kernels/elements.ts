// The innermost step of a reduction: a thread takes in the element, or the four neighbours, at a place of its loop. Four
// neighbours of one result go into four totals, which become one at the end; `arg…` take them one after the other.
import { components, spreadOut, type Value, valueType } from "../wgsl/expression.ts";
import type { Combiner } from "./combiner.ts";

/** One of four neighbours' values, or the one that is all of them. */
const component = ({ text, wide }: Value, c: (typeof components)[number]): string =>
  wide ? `${text}.${c}` : text;

export interface Totals {
  /** The variables that hold the thread's part when all elements are in. */
  readonly names: readonly string[];
  /** Declarations, before the loop. */
  readonly begin: readonly string[];
  /** Statements that take in a value, `bool` as 0 and 1, at a place of the loop (i32). */
  take(value: Value, at: string): string[];
  /** Statements after the loop. */
  readonly end: readonly string[];
}

/** @param each elements that are taken in at once: 1 or 4 */
export function totalsOf(combiner: Combiner, each: 1 | 4, name: string): Totals {
  const { types, start, combine, vectors } = combiner;
  const names = types.map((_, i) => (types.length === 1 ? name : `${name}_${i}`));
  const begin = names.map((own, i) => `var ${own}: ${types[i]} = ${start[i]};`);
  if (each === 1) return { names, begin, take: ({ text }, at) => [combine(names, [text, at])], end: [] };
  if (types.length > 1) {
    return {
      names,
      begin,
      take: (value, at) =>
        components.map((c, i) => combine(names, [component(value, c), i === 0 ? at : `${at} + ${i}`])),
      end: [],
    };
  }
  const type = types[0] as "f32";
  const four = `${name}_4`;
  return {
    names,
    begin: [`var ${four}: ${valueType(type, true)} = ${spreadOut({ text: start[0]!, wide: false }, type)};`],
    take(value) {
      if (vectors) return [combine([four], [spreadOut(value, type)])];
      return components.map((c) => combine([`${four}.${c}`], [component(value, c)]));
    },
    end: [
      `var ${name}: ${type} = ${four}.x;`,
      ...components.slice(1).map((c) => combine([name], [`${four}.${c}`])),
    ],
  };
}

/** Totals of four neighbouring results, each of which takes its own of four values. */
export function totalsOfFour(combiner: Combiner, name: string): Totals {
  const { types, start, combine, vectors } = combiner;
  const names = types.map((_, i) => (types.length === 1 ? name : `${name}_${i}`));
  const begin = names.map((own, i) => {
    const type = types[i] as "f32";
    return `var ${own}: ${valueType(type, true)} = ${spreadOut({ text: start[i]!, wide: false }, type)};`;
  });
  return {
    names,
    begin,
    take(value, at) {
      if (vectors) return [combine(names, [spreadOut(value, types[0] as "f32")])];
      return components.map((c) =>
        combine(
          names.map((own) => `${own}.${c}`),
          [component(value, c), at],
        ),
      );
    },
    end: [],
  };
}

/** A bool as 0 or 1. */
export const counted = ({ text, wide }: Value): Value => ({
  text: wide ? `select(vec4i(0), vec4i(1), ${text})` : `select(0, 1, ${text})`,
  wide,
});
