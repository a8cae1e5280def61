// Prints all that PyTorch is asked, one request a line: `node dist/test/golden/requests.js`. make.py reads it.
import { geometryRequests } from "./requests/geometry.ts";
import { halfRequests } from "./requests/halves.ts";
import { learningRequests } from "./requests/learning.ts";
import { lossRequests } from "./requests/losses.ts";
import { opRequests } from "./requests/ops.ts";

const asked = [
  ...opRequests(),
  ...geometryRequests(),
  ...lossRequests(),
  ...learningRequests(),
  ...halfRequests(),
];
const lines = new Set(asked.map((request) => JSON.stringify(request)));
process.stdout.write(`${[...lines].join("\n")}\n`);
