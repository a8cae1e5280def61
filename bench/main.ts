// `npm run bench`: us and our peers, measured in one run on one machine, printed as tables. In brackets, how many times
// as good we are. Nothing else should run meanwhile. It judges nothing: no test depends on a time. `kernels` goes round all of
// them several times, --rounds N, since a machine's pace changes by the minute, and shows medians. `tensors` and `training`
// take --only TASK, --who NAME,NAME, --turns N, and --processor-time for machines that others use too.
import { execFile } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { benchChecker } from "./checker/bench.ts";
import { type Figure, kernelFigures, typical } from "./peers/kernelFigures.ts";
import { kernels } from "./peers/kernels.ts";
import { table } from "./table.ts";
import { benchTensors } from "./tensors/bench.ts";
import { longRun } from "./tensors/longRun.ts";

const { positionals, values: options } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string" },
    who: { type: "string" },
    turns: { type: "string", default: "5" },
    rounds: { type: "string", default: "3" },
    "processor-time": { type: "boolean", default: false },
  },
});
const [wanted] = positionals;
console.log(`${cpus()[0]?.model ?? "unknown CPU"}, ${cpus().length} cores, Node ${process.versions.node}\n`);

if (wanted === undefined || wanted === "kernels") {
  const peers = kernels();
  const rounds: Record<string, Figure>[][] = peers.map(() => []);
  for (let round = 0; round < Number(options.rounds); round++)
    for (const [at, peer] of peers.entries()) rounds[at]!.push(await kernelFigures(peer));
  const figures = rounds.map(typical);
  const rows = Object.keys(figures[0]!).map((what) => ({
    what,
    values: figures.map((figure) => figure[what]),
  }));
  console.log(
    `${table(
      peers.map(({ name }) => name),
      rows,
    )}\n`,
  );
}

if (wanted === undefined || wanted === "checker")
  console.log(`${await benchChecker(Number(options.turns))}\n`);

for (const part of ["tensors", "training"] as const) {
  if (wanted !== undefined && wanted !== part) continue;
  const { only, turns, who, "processor-time": processor } = options;
  const names = who?.split(",");
  console.log(`${await benchTensors({ part, only, turns: Number(turns), who: names, processor })}\n`);
}
if (wanted === undefined || wanted === "memory") {
  const { rows } = await longRun();
  const columns = ["bytes alive", "bytes pooled", "resident, MB"];
  const lines = rows.map(({ step, live, pooled, resident }) => ({
    what: `after step ${step}`,
    values: [live, pooled, Math.round(resident)].map(String),
  }));
  console.log(table(columns, lines));
}

if (wanted === undefined || wanted === "replay") {
  // In a process of its own, whose graphics card takes commands and does nothing.
  const env = { ...process.env, DAWNNODE_FLAGS: "backend=null" };
  const file = fileURLToPath(new URL("replay.js", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [file], { env });
  console.log(`\n${stdout}`);
}
process.exit(0);
