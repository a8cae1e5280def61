// A table of learned rows, looked up by number: words, users, moves.
import type { Tensor } from "../../tensor/index.ts";
import { standardNormal } from "../init.ts";
import { Layer } from "../layer.ts";
import type { Parameter } from "../parameter.ts";
import type { EmbeddingRule } from "../rules/linear.ts";
import { whole } from "./arguments.ts";

/**
 * The learned row of each number: [...] (i32, 0 to numEmbeddings - 1) → [..., embeddingDim]. Rows start normal, as
 * PyTorch's. A number outside gives NaN.
 * @throws DTypeError when the numbers are not whole
 * @example
 * new nn.Embedding(1000, 64).forward(randint(0, 1000, [32, 20])).shape // [32, 20, 64]
 */
export class Embedding<const E extends number = number> extends Layer<EmbeddingRule<E>> {
  /** The number of rows. */
  readonly numEmbeddings: number;
  /** The length of a row. */
  readonly embeddingDim: E;
  /** [numEmbeddings, embeddingDim] */
  readonly weight: Parameter;

  /** @throws ArgumentError when a size is no whole number from 1 */
  constructor(numEmbeddings: number, embeddingDim: E) {
    super();
    this.numEmbeddings = whole("embedding", "numEmbeddings", numEmbeddings);
    this.embeddingDim = whole("embedding", "embeddingDim", embeddingDim);
    this.weight = standardNormal([numEmbeddings, embeddingDim]);
  }

  protected override compute(x: Tensor): Tensor {
    return this.weight.embedding(x);
  }

  override describe(): string {
    return `Embedding(${this.numEmbeddings}, ${this.embeddingDim})`;
  }
}
