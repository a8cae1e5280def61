// `data.wine`: wines of three cultivars by their chemistry. The measures differ in scale by thousands, so that a model
// without standardising them fails.
import { readTabular, type TabularDataset } from "./tabular.ts";

/**
 * 178 wines of three cultivars of one region, with 13 chemical measures (Aeberhard and Forina, 1991, UCI Machine Learning
 * Repository, CC BY 4.0).
 *
 * @returns features `[178, 13]` and labels `[178]`
 * @example
 * const { features, labels } = data.wine();
 * features.shape // [178, 13]
 */
export function wine(): TabularDataset {
  return readTabular({
    file: "wine.csv",
    featureNames: [
      "alcohol",
      "malic acid",
      "ash",
      "alcalinity of ash",
      "magnesium",
      "total phenols",
      "flavanoids",
      "nonflavanoid phenols",
      "proanthocyanins",
      "color intensity",
      "hue",
      "od280/od315 of diluted wines",
      "proline",
    ],
    names: ["class 0", "class 1", "class 2"],
    description: "Three cultivars of wine, 13 chemical measures (Aeberhard and Forina, 1991, UCI; CC BY 4.0)",
  });
}
