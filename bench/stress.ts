// `npm run stress -- interrupts|messages|soak|orphans [--count N] [--seed S]`: what a kernel has to survive, at length. Prints a table
// and exits with 1 when something did not hold. `npm test` runs a little of each.
import { parseArgs } from "node:util";
import { stressInterrupts } from "./stress/interrupts.ts";
import { stressMessages } from "./stress/messages.ts";
import { stressOrphans } from "./stress/orphans.ts";
import { broken, printed, type Report } from "./stress/report.ts";
import { soak } from "./stress/soak.ts";

interface Options {
  count: number | undefined;
  seed: number;
  only: string | undefined;
}

const onFailure = (what: string): void => console.error(what);

const runs: Record<string, (options: Options) => Promise<Report>> = {
  interrupts: ({ count = 1000, seed, only }) =>
    stressInterrupts({ count, seed, onFailure, ...(only !== undefined && { only }) }),
  messages: ({ count = 100_000, seed, only }) =>
    stressMessages({ count, seed, folder: ".cache/stress", onFailure, ...(only !== undefined && { only }) }),
  soak: ({ count = 5000, seed }) => soak({ count, seed, onFailure }),
  orphans: ({ count = 90, seed }) => stressOrphans({ count, seed, onFailure }),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: "string" }, seed: { type: "string" }, only: { type: "string" } },
});
const run = runs[positionals[0] ?? ""];
if (!run) {
  console.error(
    `usage: npm run stress -- ${Object.keys(runs).join("|")} [--count N] [--seed S] [--only KIND]`,
  );
  process.exit(2);
}
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
console.log(`Node ${process.versions.node}, seed ${seed}`);
const report = await run({
  count: values.count === undefined ? undefined : Number(values.count),
  seed,
  only: values.only,
});
console.log(printed(report));
process.exit(broken(report).length > 0 ? 1 : 0);
