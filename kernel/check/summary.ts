// A checked cell as its declarations: later checks then read its types instead of deriving them again from its code.
// Declaration emit gives the text; here its imports of other cells become the notebook's again.
import { inlineImport, libraryAlias, prefixImport } from "./hiddenNames.ts";
import { LIBRARY, type Use } from "./notebook.ts";
import { specifiersIn } from "./specifiers.ts";

export interface Summary {
  body: string;
  uses: Use[];
  /** The cell's own imports are what they were, so that the text can be swapped cheaply. */
  sameImports: boolean;
}

/** `archivedOwner` says who owned a name that came through an archive module. */
export function summarise(
  emitted: string,
  source: string,
  library: string | undefined,
  archivedOwner: (archive: number, exported: string) => number | undefined,
): Summary | undefined {
  const uses: Use[] = [];
  let lost = false;
  const take = (kind: string, number: string, exported: string, local: string, typeOnly: boolean) => {
    const owner = kind === "c" ? Number(number) : archivedOwner(Number(number), exported);
    if (owner === undefined) lost = true;
    else if (!uses.some((use) => use.local === local))
      uses.push({ owner, name: exported.replace(/^\$t\$/, ""), local, typeOnly });
  };
  let body = emitted.replace(prefixImport, (_line, names: string, kind: string, number: string) => {
    for (const [, type, exported, local] of names.matchAll(
      /(type )?([\w$]+|\p{ID_Start}\p{ID_Continue}*)(?: as ([^\s,]+))?/gu,
    ))
      take(kind, number, exported ?? "", local ?? exported ?? "", type !== undefined);
    return "";
  });
  body = body.replace(inlineImport, (_type, kind: string, number: string, name: string) => {
    const local = `$$${number}$${name.replace(/^\$t\$/, "")}`;
    take(kind, number, name, local, false);
    return local;
  });
  if (lost) return undefined;
  if (library) {
    body = body.replace(`import {} from "${library}";\n`, "");
    body = body.replaceAll(`import("${library}").`, "\0").replace(/\0([\w$]+)/g, (_type, name: string) => {
      const local = libraryAlias(name);
      if (!uses.some((use) => use.local === local))
        uses.push({ owner: LIBRARY, name, local, typeOnly: false });
      return local;
    });
  }
  const before = specifiersIn(source);
  const after = specifiersIn(body).filter((specifier) => specifier !== library);
  const sameImports = before.filter((specifier) => specifier !== library).join() === after.join();
  return { body: `\n${body}`, uses, sameImports };
}
