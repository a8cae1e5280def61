// The tasks with ONNX Runtime's WebAssembly build. It infers only; each task is a model of one node.
import { normals } from "../numbers.ts";
import { type Prepare, serve } from "../serve.ts";
import { addCount, conv, rows } from "../tasks.ts";
import { load } from "./library.ts";
import { type Attributes, onnxModel } from "./onnx.ts";

const ort = await load("onnxruntime-web");
ort.env.wasm.numThreads = 1;

const node =
  (
    op: string,
    inputs: readonly (readonly number[])[],
    output: readonly number[],
    attributes: Attributes = {},
  ): Prepare =>
  async () => {
    const model = onnxModel(op, inputs, output, attributes);
    const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] });
    const feeds = Object.fromEntries(
      inputs.map((shape, i) => {
        const data = normals(
          shape.reduce((a, b) => a * b, 1),
          1,
          i + 1,
        );
        return [`x${i}`, new ort.Tensor("float32", data, [...shape])];
      }),
    );
    return () => session.run(feeds);
  };

const matmul = (n: number): Prepare =>
  node(
    "MatMul",
    [
      [n, n],
      [n, n],
    ],
    [n, n],
  );

const image = (channels: number) => [conv.batch, channels, conv.size, conv.size];

await serve({
  matmul512: matmul(512),
  matmul1024: matmul(1024),
  matmul2048: matmul(2048),
  add: node("Add", [[addCount], [addCount]], [addCount]),
  softmax: node("Softmax", [rows], rows, { axis: -1 }),
  layerNorm: node("LayerNormalization", [rows, [rows[1]], [rows[1]]], rows, { axis: -1 }),
  gelu: node("Gelu", [rows], rows),
  conv: node("Conv", [image(conv.from), [conv.to, conv.from, 3, 3]], image(conv.to), { pads: [1, 1, 1, 1] }),
});
