// `npm run bench`: us and our peers, measured in one run on one machine, printed as tables. In brackets, how many times
// as good we are. Nothing else should run meanwhile. It judges nothing: no test depends on a time.
import { cpus } from "node:os";
import { type Figure, kernelFigures } from "./peers/kernelFigures.ts";
import { kernels } from "./peers/kernels.ts";
import { table } from "./table.ts";
import { trainers, trainingFigures } from "./train/rounds.ts";

const wanted = process.argv[2];
console.log(`${cpus()[0]?.model ?? "unknown CPU"}, ${cpus().length} cores, Node ${process.versions.node}\n`);

if (wanted === undefined || wanted === "kernels") {
  const peers = kernels();
  const figures: Record<string, Figure>[] = [];
  for (const peer of peers) figures.push(await kernelFigures(peer));
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

if (wanted === undefined || wanted === "training") {
  const values = await trainingFigures();
  const what = "MLP 784-256-10, batch 128, Adam, wasm: steps/s";
  console.log(
    table(
      trainers.map(({ name }) => name),
      [{ what, values, moreIsBetter: true }],
    ),
  );
}
process.exit(0);
