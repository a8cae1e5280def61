// Threads that computed parts of one result combine them: whole workgroups by subgroup shuffles where the device has
// them, else by a tree in workgroup memory. Every thread has to come by.
import type { Target } from "../target.ts";
import type { ShaderWriter } from "../wgsl/writer.ts";

export interface Lanes {
  /** The variables that hold a thread's part, and in the end, in lane 0 at least, the whole. */
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly start: readonly string[];
  combine(into: readonly string[], from: readonly string[]): string;
  /** Of the workgroup. */
  readonly threads: number;
  /** Of one result: a power of two. */
  readonly lanes: number;
  readonly target: Target;
}

export function combineLanes(writer: ShaderWriter, lanes: Lanes, body: string[]): void {
  const { threads, target } = lanes;
  const bySubgroups = target.subgroups && lanes.lanes === threads && threads % target.subgroupMaxSize === 0;
  if (bySubgroups) shuffle(writer, lanes, body);
  else tree(writer, lanes, body);
}

function shuffle(writer: ShaderWriter, { names, types, combine, threads, target }: Lanes, body: string[]) {
  writer.useSubgroups();
  const groups = threads / Math.max(1, target.subgroupMinSize);
  types.forEach((type, i) => {
    writer.declare(`var<workgroup> parts${i}: array<${type}, ${groups}>;`);
  });
  const others = names.map((_, i) => `other${i}`);
  body.push(
    "for (var h: u32 = subgroup_size / 2u; h > 0u; h >>= 1u) {",
    ...names.map((name, i) => `let ${others[i]} = subgroupShuffleXor(${name}, h);`),
    combine(names, others),
    "}",
    "if (subgroup_lane == 0u) {",
    ...names.map((name, i) => `parts${i}[subgroup] = ${name};`),
    "}",
    "workgroupBarrier();",
    ...names.map((name, i) => `${name} = parts${i}[0];`),
    `for (var g: u32 = 1u; g < ${threads}u / subgroup_size; g += 1u) {`,
    ...names.map((_, i) => `let ${others[i]} = parts${i}[g];`),
    combine(names, others),
    "}",
  );
}

function tree(writer: ShaderWriter, { names, types, combine, threads, lanes }: Lanes, body: string[]) {
  types.forEach((type, i) => {
    writer.declare(`var<workgroup> parts${i}: array<${type}, ${threads}>;`);
  });
  const others = names.map((_, i) => `other${i}`);
  body.push(
    ...names.map((name, i) => `parts${i}[lid.x] = ${name};`),
    "workgroupBarrier();",
    `for (var h: u32 = ${lanes / 2}u; h > 0u; h >>= 1u) {`,
    `if (u32(lane) < h) {`,
    ...names.map((_, i) => `let ${others[i]} = parts${i}[lid.x + h];`),
    combine(names, others),
    ...names.map((name, i) => `parts${i}[lid.x] = ${name};`),
    "}",
    "workgroupBarrier();",
    "}",
    `let first = lid.x - u32(lane);`,
    ...names.map((name, i) => `${name} = parts${i}[first];`),
  );
}
