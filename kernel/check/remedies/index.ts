// What to write instead, for the mistakes that people make who come from PyTorch, from Python, or from JavaScript without
// types. The table says which of TypeScript's errors may be one; a row looks closer, and says nothing when it is not.
import type { Server } from "../server.ts";
import {
  bareTranspose,
  namedArgument,
  notCallable,
  numbersForList,
  optimizerArguments,
  optionsForPlaces,
  otherSetting,
  withoutNew,
} from "./calls.ts";
import { type Library, libraryIn } from "./library.ts";
import { indexedTensor, missingMember, typeAsValue } from "./members.ts";
import { missingModule } from "./modules.ts";
import {
  installAdvice,
  missingProperty,
  notExported,
  otherText,
  unknownName,
  untypedParameter,
} from "./names.ts";
import { operatorCodes, operatorRemedy } from "./operators.ts";
import { type Complaint, type Remedy, Site } from "./site.ts";

/** Where the cell stands. */
export interface Surroundings {
  server: Server;
  file: string;
  directory: string;
  /** The library's module. */
  library: string;
  /** Names whose cells did not run, because of their errors. */
  refused: ReadonlySet<string>;
}

type Said = Promise<Remedy | undefined> | Remedy | undefined;
type Row = (site: Site, surroundings: Surroundings) => Said;

const withLibrary =
  (row: (site: Site, library: Library | undefined) => Said): Row =>
  async (site, { server, file, library }) =>
    row(site, await libraryIn(server, file, library));

const module: Row = ({ message }, { directory }) => {
  const specifier = /^Cannot find module (?:or .* )?'([^']+)'/.exec(message)?.[1];
  return specifier === undefined ? undefined : missingModule(specifier, directory);
};

const refused: Row = ({ node }, { refused: names }) => {
  const name = node?.getText() ?? "";
  if (!names.has(name)) return undefined;
  return {
    message: `Cannot find name '${name}'.`,
    help: "the cell that declares it did not run: mend its error first",
  };
};

/** By TypeScript's numbers; the first row that has something to say is heard. */
const rows: readonly [codes: readonly number[], ...Row[]][] = [
  [operatorCodes, operatorRemedy],
  [[2349], notCallable],
  [[2348], withoutNew],
  [[2554, 2345, 2769], numbersForList],
  [[2554], bareTranspose],
  [[2345, 2559, 2322], optimizerArguments],
  [[2304, 2552], namedArgument],
  [[2353, 2345, 2559, 2769, 2561], optionsForPlaces],
  [[2353, 2561], otherSetting],
  [[2304, 2552, 2503, ...installAdvice], refused, withLibrary(unknownName)],
  [[2305, 2724, 2614], withLibrary(notExported)],
  [[2339, 2551], missingMember, withLibrary(missingProperty)],
  [[7053, 7052], indexedTensor],
  [[2693], typeAsValue],
  [[2322, 2345, 2769, 2820], otherText],
  [[7006], untypedParameter],
  [[2307, 2792, 2882], module],
];

/** What to say of a complaint; undefined when TypeScript's own words are the best there are. */
export async function remedyOf(
  complaint: Complaint,
  surroundings: Surroundings,
): Promise<Remedy | undefined> {
  const fitting = rows.filter(([codes]) => codes.includes(complaint.code)).flatMap(([, ...each]) => each);
  if (fitting.length === 0) return undefined;
  const site = await Site.find(surroundings.server, surroundings.file, complaint);
  for (const row of fitting) {
    const remedy = await row(site, surroundings);
    if (remedy) return remedy;
  }
  return undefined;
}
