// The modules of the runtime that the kernel's processes load by URL. All of them are the joined ones of the build, which
// share their parts: what cells import, what shows their values and what counts their memory is one runtime.

const joined = new URL("../../src/joined/", import.meta.url);

export const runtimeModules = {
  /** What `import … from "cellgrad"` means. */
  index: new URL("index.js", joined).href,
  display: new URL("display.js", joined).href,
  registry: new URL("registry.js", joined).href,
};
