// Sums of losses and metrics over batches, kept on the device: a batch adds to them lazily, and its numbers are only read
// when somebody looks.
import { noGrad, realize, realizeLater, type Tensor, tensor } from "../tensor/index.ts";

/** Means over samples, summed batch by batch. */
export class Sums {
  readonly #names: readonly string[];
  readonly #owners: readonly object[];
  #sums: Tensor[];
  #before: readonly Tensor[] = [];
  #samples = 0;

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#owners = names.map(() => ({}));
    this.#sums = names.map(() => tensor(0) as Tensor);
  }

  /** Adds a batch's means, one a name. */
  add(means: readonly Tensor[], samples: number): void {
    this.#samples += samples;
    // Nobody else has them, and what was made of them is computed.
    if (this.#sums.every(({ node }) => node.storage)) for (const sum of this.#before) sum.dispose();
    this.#before = this.#sums;
    noGrad(() => {
      this.#sums = this.#sums.map((sum, i) => sum.add(means[i]!.mul(samples)) as Tensor);
    });
  }

  /** Computes the sums now. */
  realize(): void {
    realize(this.#sums.map(({ node }) => node));
  }
  /** Computes the sums together with the optimizer's next step. */
  realizeWithStep(): void {
    for (let i = 0; i < this.#sums.length; i++) realizeLater(this.#sums[i]!.node, this.#owners[i]!);
  }

  /** The means over all samples so far, by name. */
  async means(): Promise<Record<string, number>> {
    const [sums, samples] = [this.#sums, this.#samples];
    const values = await Promise.all(sums.map((sum) => sum.item()));
    return Object.fromEntries(this.#names.map((name, i) => [name, values[i]! / samples]));
  }
}
