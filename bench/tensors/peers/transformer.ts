// A small transformer, as a user of this package would write it: pre-norm blocks of causal attention and a GELU network.
import { arange, nn, type Tensor, where } from "../../../src/index.ts";
import { gpt } from "../tasks.ts";

const { batch, time, width, heads, layers, vocabulary } = gpt;
const head = width / heads;

class Block extends nn.Module {
  norm1 = new nn.LayerNorm([width]);
  attention = new nn.Linear(width, 3 * width);
  projection = new nn.Linear(width, width);
  norm2 = new nn.LayerNorm([width]);
  network = new nn.Sequential(
    new nn.Linear(width, 4 * width),
    new nn.GELU(),
    new nn.Linear(4 * width, width),
  );

  forward(x: Tensor, past: Tensor): Tensor {
    const split: Tensor = this.attention
      .forward(this.norm1.forward(x))
      .reshape([batch, time, 3, heads, head])
      .permute([2, 0, 3, 1, 4]);
    const [q, k, v] = [split.at(0), split.at(1), split.at(2)];
    const scores = q.matmul(k.transpose(-2, -1)).mul(1 / Math.sqrt(head));
    const weights = where(past, scores, -1e9).softmax(-1);
    const mixed = weights.matmul(v).permute([0, 2, 1, 3]).reshape([batch, time, width]);
    const y: Tensor = x.add(this.projection.forward(mixed));
    return y.add(this.network.forward(this.norm2.forward(y)));
  }
}

export class Transformer extends nn.Module {
  tokens = new nn.Embedding(vocabulary, width);
  positions = new nn.Embedding(time, width);
  blocks = Array.from({ length: layers }, () => new Block());
  norm = new nn.LayerNorm([width]);
  head = new nn.Linear(width, vocabulary);
  readonly #past: Tensor = arange(time)
    .reshape([time, 1])
    .ge(arange(time).reshape([1, time]))
    .realize();

  forward(ids: Tensor): Tensor {
    let x: Tensor = this.tokens.forward(ids).add(this.positions.forward(arange(time)));
    for (const block of this.blocks) x = block.forward(x, this.#past);
    return this.head.forward(this.norm.forward(x)).reshape([batch * time, vocabulary]);
  }
}
