// A function that runs several kernels over one range, a block of rows at a time: what one of them writes is still in the
// cache when the next reads it.
import type { ModuleBuilder } from "../assembler/module.ts";
import { kernelParams } from "./target.ts";

/** Exports `name`(table, parameters, begin, end), which calls the members in order for every `block` of the range. */
export function emitDriver(
  module: ModuleBuilder,
  members: readonly number[],
  block: number,
  name: string,
): void {
  const { builder: f } = module.function(["i32", "i32", "i32", "i32"], [], name);
  const { table, parameters, begin, end } = kernelParams;
  const [from, to] = [f.local("i32"), f.local("i32")];
  f.range(
    from,
    () => f.get(begin),
    () => f.get(end),
    block,
    () => {
      f.get(from).i32(block).op("i32.add").tee(to).get(end).get(to).get(end).op("i32.lt_u", "select").set(to);
      for (const index of members) f.get(table).get(parameters).get(from).get(to).call(index);
    },
  );
}
