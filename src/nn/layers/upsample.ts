// Larger images, as a layer.
import type { Tensor } from "../../tensor/index.ts";
import type { InterpolateOptions } from "../../tensor/methods/spatial.ts";
import { Layer } from "../layer.ts";

/**
 * [N, C, *spatial] in other spatial sizes, by the nearest pixel or on straight lines; see `interpolate`.
 * @example
 * new nn.Upsample({ scaleFactor: 2 }).forward(zeros([1, 3, 4, 4])).shape // [1, 3, 8, 8]
 */
export class Upsample extends Layer {
  /** What the layer was made with. */
  readonly options: InterpolateOptions;

  /** @param options `size` or `scaleFactor`, `mode`, `alignCorners` */
  constructor(options: InterpolateOptions) {
    super();
    this.options = options;
  }

  protected override compute(x: Tensor): Tensor {
    return x.interpolate(this.options);
  }

  override describe(): string {
    return `Upsample(${JSON.stringify(this.options)})`;
  }
}
