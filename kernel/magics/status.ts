// `%status`: what the kernel uses and does.
import type { Magic } from "./magic.ts";

export const status: Magic = {
  name: "status",
  usage: "%status",
  summary: "shows the memory of processes and device, cells run and uptime",
  line: {
    async run(_args, _body, host) {
      const { uptime, cells, comms, subshells, frontMemory, checkerMemory } = await host.figures();
      const own = process.memoryUsage();
      const devices = await host.devices();
      const rows: [string, string | undefined][] = [
        ["uptime", duration(uptime)],
        ["cells run", String(cells)],
        ["comms, subshells", `${comms}, ${subshells}`],
        ["memory: this notebook's code", `${bytes(own.rss)} (JavaScript heap ${bytes(own.heapUsed)})`],
        ["memory: kernel", bytes(frontMemory)],
        ["memory: type checker", checkerMemory === undefined ? undefined : bytes(checkerMemory)],
        ...devices.map(({ name, live, pooled }): [string, string] => [
          `memory: tensors on ${name}`,
          `${bytes(live)}, and ${bytes(pooled)} kept for reuse`,
        ]),
        ["processor time", duration((process.cpuUsage().user + process.cpuUsage().system) / 1e6)],
      ];
      const shown = rows.filter(([, value]) => value !== undefined);
      const width = Math.max(...shown.map(([name]) => name.length));
      host.write(shown.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join(""));
    },
  },
};

const bytes = (count: number): string =>
  count < 1e6
    ? `${(count / 1e3).toFixed(0)} kB`
    : count < 1e9
      ? `${(count / 1e6).toFixed(0)} MB`
      : `${(count / 1e9).toFixed(1)} GB`;

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
