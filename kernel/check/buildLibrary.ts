// The last step of the build: puts this package's declarations together, so that no kernel has to when it starts.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtLibrary, libraryModules } from "./libraryModules.ts";
import { libraryName, packageRoot } from "./project.ts";

writeFileSync(builtLibrary, libraryModules(join(packageRoot, "dist/src/index.d.ts"), libraryName));
