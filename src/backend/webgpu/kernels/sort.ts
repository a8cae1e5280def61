// Sort kernels. Values become keys whose unsigned order is theirs; equal keys are ordered by place, so every sort is stable.
// Short rows: each value counts those before it. Longer ones: a workgroup sorts a block in shared memory (bitonic, after
// Batcher 1968), then blocks are merged two by two, each value finding its place in the other block by halving it.
import type { DType } from "../../../graph/dtype.ts";
import type { Kernel, Slot } from "../../../graph/kernel.ts";
import { count, flatGroup, flatThread, splitIndex, spread } from "../wgsl/loops.ts";
import { type Program, type Shader, ShaderWriter } from "../wgsl/writer.ts";

type Sort = Extract<Kernel, { kind: "sort" }>;

const THREADS = 64;
const GROUP = 128;
/** Values that a workgroup sorts at once: keys and places fit the shared memory that every device has. */
const BLOCK = 1024;
/** Rows up to this long are sorted by counting. */
const SHORT = 32;

/** `sort_key(x)`, by bit pattern: NaN last, -0 and 0 alike. */
const keyFunction = (dtype: DType, descending: boolean): string => {
  const keys: Partial<Record<DType, string>> = {
    f32: `let bits = bitcast<u32>(x);
  let size = bits & 0x7fffffffu;
  var key = select(bits | 0x80000000u, ~bits, bits >= 0x80000000u);
  if (size == 0u) { key = 0x80000000u; }
  if (size > 0x7f800000u) { key = 0xffffffffu; }`,
    i32: "let key = bitcast<u32>(x) ^ 0x80000000u;",
    u32: "let key = x;",
    bool: "let key = select(0u, 1u, x);",
  };
  return `fn sort_key(x: ${dtype}) -> u32 {\n  ${keys[dtype]}\n  return ${descending ? "~key" : "key"};\n}`;
};

export function emitSort(kernel: Sort, slots: readonly Slot[]): Program {
  const length = count(kernel.inner);
  if (length <= SHORT) return { shaders: [countingShader(kernel, slots)], roomWords: 0 };
  const total = count(kernel.outer) * length;
  const shaders = [blockShader(kernel, slots)];
  let half = 0;
  for (let width = BLOCK; width < length; width *= 2) {
    shaders.push(mergeShader(kernel, slots, width, half));
    half = 1 - half;
  }
  return { shaders, roomWords: shaders.length === 1 ? 0 : (shaders.length === 2 ? 2 : 4) * total };
}

/** The key at place `at` of `row`, whose index is `outer`. */
function keyAt(
  kernel: Sort,
  writer: ShaderWriter,
  outer: readonly string[],
  at: string,
  lines: string[],
): string {
  const index = [...outer, ...splitIndex(kernel.inner, at, at, lines)];
  return `sort_key(${writer.expression(kernel.x, index, lines)})`;
}

/** Lines that write the result `place` to place `rank` of `row`. */
function stored(
  kernel: Sort,
  writer: ShaderWriter,
  outer: readonly string[],
  rank: string,
  place: string,
): string[] {
  const lines: string[] = [];
  const index = [...outer, ...splitIndex(kernel.inner, rank, "m", lines)];
  writer.outputs(kernel.outputs, index, `row * ${count(kernel.inner)} + ${rank}`, lines, place);
  return lines;
}

function countingShader(kernel: Sort, slots: readonly Slot[]): Shader {
  const writer = new ShaderWriter(slots);
  writer.declare(keyFunction(kernel.x.dtype, kernel.descending));
  const length = count(kernel.inner);
  const total = count(kernel.outer) * length;
  const body = [
    `let flat: i32 = ${flatThread(THREADS)};`,
    `if (flat >= ${total}) { return; }`,
    `let row: i32 = flat / ${length};`,
    `let own: i32 = flat % ${length};`,
  ];
  const outer = splitIndex(kernel.outer, "row", "o", body);
  const other: string[] = [];
  const otherKey = keyAt(kernel, writer, outer, "at", other);
  body.push(
    `let key: u32 = ${keyAt(kernel, writer, outer, "own", body)};`,
    "var rank: i32 = 0;",
    `for (var at: i32 = 0; at < ${length}; at += 1) {`,
    ...other,
    `let other: u32 = ${otherKey};`,
    "if (other < key || (other == key && at < own)) { rank += 1; }",
    "}",
    ...stored(kernel, writer, outer, "rank", "own"),
  );
  return writer.finish(body, [THREADS, 1, 1], spread(total, THREADS));
}

function blockShader(kernel: Sort, slots: readonly Slot[]): Shader {
  const writer = new ShaderWriter(slots);
  const length = count(kernel.inner);
  const rows = count(kernel.outer);
  let size = 2 * SHORT;
  while (size < Math.min(length, BLOCK)) size *= 2;
  const blocks = Math.ceil(length / size);
  writer.declare(keyFunction(kernel.x.dtype, kernel.descending));
  writer.declare(`var<workgroup> keys: array<u32, ${size}>;\nvar<workgroup> places: array<i32, ${size}>;`);
  const body = [
    `let block: i32 = ${flatGroup};`,
    `if (block >= ${rows * blocks}) { return; }`,
    `let row: i32 = block / ${blocks};`,
    `let first: i32 = (block % ${blocks}) * ${size};`,
    "let thread: i32 = i32(lid.x);",
  ];
  const outer = splitIndex(kernel.outer, "row", "o", body);
  const load: string[] = [];
  const key = keyAt(kernel, writer, outer, "at", load);
  const total = rows * length;
  const store =
    blocks === 1
      ? stored(kernel, writer, outer, "at", "places[i]")
      : [
          `${writer.room(`row * ${length} + at`)} = keys[i];`,
          `${writer.room(`${total} + row * ${length} + at`)} = u32(places[i]);`,
        ];
  body.push(
    `for (var i: i32 = thread; i < ${size}; i += ${GROUP}) {`,
    "let at: i32 = first + i;",
    "places[i] = at;",
    "keys[i] = 0xffffffffu;",
    `if (at < ${length}) {`,
    ...load,
    `keys[i] = ${key};`,
    "}",
    "}",
    "workgroupBarrier();",
    `for (var run: i32 = 2; run <= ${size}; run *= 2) {`,
    "for (var apart: i32 = run / 2; apart > 0; apart /= 2) {",
    `for (var pair: i32 = thread; pair < ${size / 2}; pair += ${GROUP}) {`,
    "let i: i32 = 2 * pair - (pair & (apart - 1));",
    "let j: i32 = i + apart;",
    "let greater = keys[i] > keys[j] || (keys[i] == keys[j] && places[i] > places[j]);",
    "if (greater == ((i & run) == 0)) {",
    "let key = keys[i]; keys[i] = keys[j]; keys[j] = key;",
    "let place = places[i]; places[i] = places[j]; places[j] = place;",
    "}",
    "}",
    "workgroupBarrier();",
    "}",
    "}",
    `for (var i: i32 = thread; i < ${size}; i += ${GROUP}) {`,
    "let at: i32 = first + i;",
    `if (at < ${length}) {`,
    ...store,
    "}",
    "}",
  );
  return writer.finish(body, [GROUP, 1, 1], spread(rows * blocks, 1));
}

/** Blocks of `width` become blocks of twice that, from one half of the room to the other; the last ones are the result. */
function mergeShader(kernel: Sort, slots: readonly Slot[], width: number, half: number): Shader {
  const writer = new ShaderWriter(slots);
  const length = count(kernel.inner);
  const total = count(kernel.outer) * length;
  const [from, to] = [2 * total * half, 2 * total * (1 - half)];
  const body = [
    `let flat: i32 = ${flatThread(THREADS)};`,
    `if (flat >= ${total}) { return; }`,
    `let row: i32 = flat / ${length};`,
    `let at: i32 = flat % ${length};`,
  ];
  const outer = splitIndex(kernel.outer, "row", "o", body);
  const wide = 2 * width;
  body.push(
    `let first: i32 = at - at % ${wide};`,
    `let middle: i32 = min(first + ${width}, ${length});`,
    `let key: u32 = ${writer.room(`${from} + flat`)};`,
    `let place: i32 = i32(${writer.room(`${from + total} + flat`)});`,
    "let isLeft = at < middle;",
    "let base: i32 = select(first, middle, isLeft);",
    `var low: i32 = base;`,
    `var high: i32 = select(middle, min(first + ${wide}, ${length}), isLeft);`,
    // Of equal keys those on the left come first.
    "while (low < high) {",
    "let probe: i32 = (low + high) / 2;",
    `let other: u32 = ${writer.room(`${from} + row * ${length} + probe`)};`,
    "if (other < key || (other == key && !isLeft)) { low = probe + 1; } else { high = probe; }",
    "}",
    "let rank: i32 = at + low - middle;",
  );
  if (wide >= length) body.push(...stored(kernel, writer, outer, "rank", "place"));
  else {
    body.push(
      `${writer.room(`${to} + row * ${length} + rank`)} = key;`,
      `${writer.room(`${to + total} + row * ${length} + rank`)} = u32(place);`,
    );
  }
  return writer.finish(body, [THREADS, 1, 1], spread(total, THREADS));
}
