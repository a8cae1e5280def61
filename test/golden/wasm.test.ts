// The WebAssembly backend against PyTorch, on plain operands and on views.
import { goldens } from "./golden.ts";
import { learningGoldens } from "./learning.ts";

goldens("wasm", { specials: true, layouts: { transposed: 2, stepped: 2, double: 3 } });
learningGoldens("wasm");
