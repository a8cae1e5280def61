// `data.breastCancer`: cell nuclei of breast tumours, malignant or benign; a binary question where errors differ in cost.
import { readTabular, type TabularDataset } from "./tabular.ts";

const measures = [
  "radius",
  "texture",
  "perimeter",
  "area",
  "smoothness",
  "compactness",
  "concavity",
  "concave points",
  "symmetry",
  "fractal dimension",
];

/**
 * 569 breast tumours, with 30 measures of their cell nuclei: mean, standard error and worst of ten (Wolberg et al., 1995,
 * UCI Machine Learning Repository, CC BY 4.0). Label 0 is malignant, 1 benign.
 *
 * @returns features `[569, 30]` and labels `[569]`
 * @example
 * const { features, labels, names } = data.breastCancer();
 * features.shape // [569, 30]
 * names // ["malignant", "benign"]
 */
export function breastCancer(): TabularDataset {
  return readTabular({
    file: "breast_cancer.csv",
    featureNames: [
      ...measures.map((name) => `mean ${name}`),
      ...measures.map((name) => `${name} error`),
      ...measures.map((name) => `worst ${name}`),
    ],
    names: ["malignant", "benign"],
    description: "Breast tumours, 30 measures of cell nuclei (Wolberg et al., 1995, UCI; CC BY 4.0)",
  });
}
