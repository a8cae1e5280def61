// `data.iris`: three species of iris, four measures each; the first data set of every course.
import { readTabular, type TabularDataset } from "./tabular.ts";

/**
 * 150 irises of three species, with lengths and widths of sepals and petals in cm (Fisher, 1936, UCI Machine Learning
 * Repository, CC BY 4.0).
 *
 * @returns features `[150, 4]` and labels `[150]`
 * @example
 * const { features, labels, names } = data.iris();
 * plot.scatter(features.at(null, 2), features.at(null, 3), { by: labels, labels: names })
 */
export function iris(): TabularDataset {
  return readTabular({
    file: "iris.csv",
    featureNames: ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"],
    names: ["setosa", "versicolor", "virginica"],
    description: "Three species of iris, four measures in cm (Fisher, 1936, UCI; CC BY 4.0)",
  });
}
