// The one door to V8's modules (`vm.SourceTextModule`, behind a flag that `flags.ts` sets).
import vm from "node:vm";
import type { Namespace } from "./namespace.ts";

let warned = false;

/** An ES module out of code. */
export function createSourceModule(code: string, options: vm.SourceTextModuleOptions): vm.SourceTextModule {
  if (!warned) swallowWarning();
  return new vm.SourceTextModule(code, options);
}

/** A module with the values that a namespace has now. */
export function synthetic(identifier: string, namespace: Namespace): vm.SyntheticModule {
  if (!warned) swallowWarning();
  const names = Object.keys(namespace);
  return new vm.SyntheticModule(
    names,
    function () {
      for (const name of names) this.setExport(name, namespace[name]);
    },
    { identifier },
  );
}

/** For modules that no other module's evaluation reaches. */
export async function evaluated(module: vm.Module): Promise<vm.Module> {
  await module.link(() => {
    throw new Error(`${module.identifier} imports nothing`);
  });
  await module.evaluate();
  return module;
}

// Node tells once that V8's modules are experimental; that is our business, not the user's.
function swallowWarning(): void {
  warned = true;
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    new vm.SyntheticModule([], () => {});
  } finally {
    process.emitWarning = emitWarning;
  }
}
