// Writes an ONNX model of one node: f32 inputs x0, x1, … and one output y. Field numbers are those of onnx.proto.

/** Integers and lists of them. */
export type Attributes = Readonly<Record<string, number | readonly number[]>>;

type Bytes = number[];

/** A number in protobuf's variable length; negative ones as 64 bits. */
function varint(value: number): Bytes {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: Bytes = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
}

const field = (number: number, value: number): Bytes => [...varint(8 * number), ...varint(value)];
const message = (number: number, body: Bytes): Bytes => [
  ...varint(8 * number + 2),
  ...varint(body.length),
  ...body,
];
const text = (number: number, value: string): Bytes => message(number, [...Buffer.from(value)]);

const float = 1;
const [integer, integers] = [2, 7];

function valueInfo(name: string, shape: readonly number[]): Bytes {
  const dimensions = shape.flatMap((size) => message(1, field(1, size)));
  return [...text(1, name), ...message(2, message(1, [...field(1, float), ...message(2, dimensions)]))];
}

function attribute([name, value]: [string, number | readonly number[]]): Bytes {
  const single = typeof value === "number";
  const values = single ? field(3, value) : value.flatMap((item) => field(8, item));
  return message(5, [...text(1, name), ...values, ...field(20, single ? integer : integers)]);
}

export function onnxModel(
  op: string,
  inputs: readonly (readonly number[])[],
  output: readonly number[],
  attributes: Attributes,
): Uint8Array {
  const names = inputs.map((_, i) => `x${i}`);
  const node = [
    ...names.flatMap((name) => text(1, name)),
    ...text(2, "y"),
    ...text(4, op),
    ...Object.entries(attributes).flatMap(attribute),
  ];
  const graph = [
    ...message(1, node),
    ...text(2, "bench"),
    ...inputs.flatMap((shape, i) => message(11, valueInfo(names[i]!, shape))),
    ...message(12, valueInfo("y", output)),
  ];
  const opset = message(8, [...text(1, ""), ...field(2, 20)]);
  return Uint8Array.from([...field(1, 9), ...message(7, graph), ...opset]);
}
