// Threads that computed parts of one result combine them: by subgroup operations where the device has them, over workgroup
// memory where a result has more threads than a subgroup; else by a tree in workgroup memory. Every thread has to come by.
import type { Target } from "../target.ts";
import type { ShaderWriter } from "../wgsl/writer.ts";
import type { Combiner } from "./combiner.ts";

export interface Lanes {
  /** Of the workgroup. */
  readonly threads: number;
  /** Of one result: a power of two. */
  readonly lanes: number;
}

/** The least power of two that is not less. */
export const powerOfTwo = (x: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, x)));

type How = "subgroup" | "workgroup" | "tree";

function howOf({ threads, lanes }: Lanes, target: Target): How {
  // Subgroups have to be full.
  if (!target.subgroups || threads % target.subgroupMaxSize !== 0) return "tree";
  if (lanes <= target.subgroupMinSize) return "subgroup";
  return lanes === threads ? "workgroup" : "tree";
}

/** The fewest threads of a workgroup, so that subgroups are full on all devices but odd ones. */
const fewest = 64;

/** How to use about `wanted` threads (a power of two) for each result. */
export function lanesFor(wanted: number, target: Target): Lanes {
  const { subgroups, subgroupMinSize } = target;
  if (!subgroups || wanted <= subgroupMinSize)
    return { threads: Math.max(2 * fewest, wanted), lanes: wanted };
  const lanes = Math.max(wanted, fewest);
  return { threads: lanes, lanes };
}

/** The number of a thread in its workgroup (i32): those of one result have to be neighbours in a subgroup. */
export function threadNumber(writer: ShaderWriter, lanes: Lanes, target: Target): string {
  if (lanes.lanes === 1 || howOf(lanes, target) !== "subgroup") return "i32(lid.x)";
  writer.useSubgroups();
  return "i32(subgroup * subgroup_size + subgroup_lane)";
}

/**
 * The whole, in all threads of a result.
 * @param names the variables that hold a thread's part, then the whole
 * @param turn how many times the kernel has combined before
 */
export function combineLanes(
  writer: ShaderWriter,
  combiner: Combiner,
  names: readonly string[],
  lanes: Lanes,
  target: Target,
  body: string[],
  turn = 0,
): void {
  if (lanes.lanes === 1) return;
  const how = howOf(lanes, target);
  if (how !== "tree") writer.useSubgroups();
  if (how === "subgroup") withinSubgroup(combiner, names, lanes.lanes, target, body);
  else {
    // Two memories in turn: between two uses of one, all threads have met at the other's barrier.
    const parts = names.map((_, i) => `parts${i}_${combiner.types[i]}_${turn % 2}`);
    const size = how === "tree" ? lanes.threads : lanes.threads / Math.max(1, target.subgroupMinSize);
    parts.forEach((name, i) => {
      writer.declareOnce(name, `var<workgroup> ${name}: array<${combiner.types[i]}, ${size}>;`);
    });
    if (how === "tree") tree(combiner, names, parts, lanes.lanes, body);
    else acrossSubgroups(combiner, names, parts, lanes.threads, body);
  }
}

const othersOf = (names: readonly string[]): string[] => names.map((name) => `${name}_other`);

/** Lines that combine with the threads whose numbers differ in the bit `distance`. */
const exchange = ({ combine }: Combiner, names: readonly string[], distance: string): string[] => [
  ...names.map((name) => `let ${name}_other = subgroupShuffleXor(${name}, ${distance});`),
  combine(names, othersOf(names)),
];

function withinSubgroup(
  combiner: Combiner,
  names: readonly string[],
  lanes: number,
  { subgroupMinSize, subgroupMaxSize }: Target,
  body: string[],
): void {
  if (combiner.together && lanes === subgroupMinSize && lanes === subgroupMaxSize) {
    body.push(combiner.together(names[0]!));
    return;
  }
  for (let distance = lanes / 2; distance >= 1; distance /= 2) {
    body.push("{", ...exchange(combiner, names, `${distance}u`), "}");
  }
}

function acrossSubgroups(
  combiner: Combiner,
  names: readonly string[],
  parts: readonly string[],
  threads: number,
  body: string[],
): void {
  if (combiner.together) body.push(combiner.together(names[0]!));
  else {
    body.push(
      "for (var h: u32 = subgroup_size / 2u; h > 0u; h >>= 1u) {",
      ...exchange(combiner, names, "h"),
      "}",
    );
  }
  const others = othersOf(names);
  body.push(
    `if (subgroup_lane == 0u) { ${names.map((name, i) => `${parts[i]}[subgroup] = ${name};`).join(" ")} }`,
    "workgroupBarrier();",
    ...names.map((name, i) => `${name} = ${parts[i]}[0];`),
    `for (var g: u32 = 1u; g < ${threads}u / subgroup_size; g += 1u) {`,
    ...others.map((other, i) => `let ${other} = ${parts[i]}[g];`),
    combiner.combine(names, others),
    "}",
  );
}

function tree(
  { combine }: Combiner,
  names: readonly string[],
  parts: readonly string[],
  lanes: number,
  body: string[],
): void {
  const others = othersOf(names);
  body.push(
    ...names.map((name, i) => `${parts[i]}[lid.x] = ${name};`),
    "workgroupBarrier();",
    `for (var h: u32 = ${lanes / 2}u; h > 0u; h >>= 1u) {`,
    "if (u32(lane) < h) {",
    ...others.map((other, i) => `let ${other} = ${parts[i]}[lid.x + h];`),
    combine(names, others),
    ...names.map((name, i) => `${parts[i]}[lid.x] = ${name};`),
    "}",
    "workgroupBarrier();",
    "}",
    ...names.map((name, i) => `${name} = ${parts[i]}[lid.x - u32(lane)];`),
  );
}
