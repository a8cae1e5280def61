// `data.digits`: handwritten digits, small enough to train on in seconds.
import { fromHost, type Tensor } from "../tensor/index.ts";
import { parseNumbers, splitLastColumn } from "./csv.ts";
import { readText } from "./files.ts";

/** Images with their labels. */
export interface ImageDataset {
  /** `[samples, channels, height, width]`; f32 from 0 (paper) to 1 (ink). */
  images: Tensor<[number, 1, 8, 8]>;
  /** The digit on each image, 0 to 9; i32. */
  labels: Tensor<[number]>;
  /** The classes' names: `names[label]`. */
  names: readonly string[];
  /** What the data are, who made them, and their licence. */
  description: string;
}

const inkLevels = 16;

/**
 * 1,797 handwritten digits of 8 × 8 pixels, from 13 writers (Alpaydin and Kaynak, 1998, UCI Machine Learning Repository,
 * CC BY 4.0).
 *
 * @returns images `[1797, 1, 8, 8]` and labels `[1797]`
 * @example
 * const { images, labels } = data.digits();
 * plot.images(images.slice(0, 20), { labels, columns: 10 })
 */
export function digits(): ImageDataset {
  const table = parseNumbers(readText("digits.csv.gz"));
  const { inputs, labels } = splitLastColumn(table);
  const ink = inputs.map((level) => level / inkLevels);
  return {
    images: fromHost(ink, [table.rows, 1, 8, 8], "f32") as Tensor<[number, 1, 8, 8]>,
    labels: fromHost(labels, [table.rows], "i32") as Tensor<[number]>,
    names: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    description: "Handwritten digits, 8 × 8 pixels (Alpaydin and Kaynak, 1998, UCI; CC BY 4.0)",
  };
}
