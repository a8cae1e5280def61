// The flags that an evaluator needs, by Node version. Each is there because something measurable breaks without it. None is
// V8's: with any other set of those than it was built with, Node has to compile what it consists of anew, in each thread, which
// doubles its start. The runtime sets the two that it needs when it is loaded.

/** @param version - as `process.versions.node` has it. */
export function evaluatorFlags(version: string = process.versions.node): string[] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return [
    "--no-force-async-hooks-checks", // else most forced interrupts of a timer's callback end the process
    "--experimental-vm-modules", // local modules: reloaded when edited, with their own source maps
    "--experimental-import-meta-resolve", // packages are resolved from the notebook's folder
    ...(major === 22 && minor >= 7 ? ["--experimental-async-context-frame"] : []),
  ];
}
