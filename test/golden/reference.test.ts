// The reference backend against PyTorch.
import { goldens } from "./golden.ts";
import { learningGoldens } from "./learning.ts";

goldens("reference", { specials: true, layouts: { double: 99 } });
learningGoldens("reference");
