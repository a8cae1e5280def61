// The WebAssembly backend against PyTorch, on plain operands and on views.
import { goldens } from "./golden.ts";
import { halfGoldens } from "./halves.ts";
import { learningGoldens } from "./learning.ts";

halfGoldens("wasm");
goldens("wasm", { specials: true, layouts: { transposed: 2, stepped: 2, double: 3 } });
learningGoldens("wasm");
