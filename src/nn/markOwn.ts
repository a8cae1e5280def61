// Marks the classes of the table of layers as this package's own. Apart from the table, since layers ask for the mark.
import * as table from "./index.ts";
import { markOwn } from "./own.ts";

markOwn(Object.values(table));
