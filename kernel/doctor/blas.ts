// Whether this machine has a BLAS, the library that multiplies large matrices fastest on a processor, and whether the wasm
// device can call it.
import { findBlas } from "../../src/backend/wasm/blas/find.ts";
import { blasLoads } from "../../src/backend/wasm/blas/library.ts";
import type { Check } from "./finding.ts";

export const blasCheck: Check = {
  subject: "BLAS",
  async run() {
    if (process.env.CELLGRAD_BLAS === "off") return [{ status: "note", text: "off, as CELLGRAD_BLAS says" }];
    const found = findBlas();
    if (found === undefined) {
      const help =
        "an environment with numpy, or Debian's libopenblas0, makes large products several times as fast";
      return [{ status: "note", text: "none found: matrices multiply in WebAssembly", help }];
    }
    if (blasLoads(found)) return [{ status: "ok", text: `${found}: large matrices multiply there` }];
    const help = "npm install koffi brings what calls it; CELLGRAD_BLAS names another library, or is off";
    return [{ status: "note", text: `${found} cannot be called: matrices multiply in WebAssembly`, help }];
  },
};
