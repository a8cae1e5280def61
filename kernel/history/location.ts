// Where history is kept: in the user's data folder, unless CELLGRAD_HISTORY names another one, or is `off`.
import { type Surroundings, userFolder } from "../folders.ts";

/** The folder; undefined when nothing is to be kept. */
export const historyFolder = (...surroundings: Surroundings): string | undefined =>
  userFolder("data", "CELLGRAD_HISTORY", ...surroundings);
