// A disk that fills up while history is written to it, and one that is full from the start: small ones in memory, which only
// this test's own processes see.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";

const place = mkdtempSync(join(tmpdir(), "cellgrad-disk-"));
const onSmallDisk = (kilobytes: number, ...command: string[]) =>
  spawnSync(
    "unshare",
    ["-rm", "sh", "-c", `mount -t tmpfs -o size=${kilobytes}k tmpfs "$0" && exec "$@"`, place, ...command],
    { encoding: "utf8" },
  );
const canMount = process.platform === "linux" && onSmallDisk(4, "true").status === 0;

after(() => rmSync(place, { recursive: true }));

const history = new URL("./history.js", import.meta.url).href;
const session = (folder: string) => `
  const { createHistory } = await import(${JSON.stringify(history)});
  const problems = [];
  const open = () => createHistory({ folder: ${JSON.stringify(folder)}, onProblem: (problem) => problems.push(problem) });
  const first = open();
  for (let i = 0; i < 200; i++) {
    first.add(i + "x".repeat(3000));
    if (i % 20 === 0) first.tail({ output: false, n: 1 });
  }
  const newest = first.tail({ output: false, n: 1 });
  first.close();
  const told = problems.splice(0);
  const second = open();
  second.add("typed in the next session");
  const next = second.tail({ output: false, n: 1 });
  second.close();
  console.log(JSON.stringify({ told, newest, next }));`;

describe("history on a disk that is full", { skip: !canMount && "no small disk can be mounted here" }, () => {
  for (const [when, kilobytes] of [
    ["from the start", 4],
    ["before it has begun", 40],
    ["after some cells", 300],
  ] as const)
    it(`goes on in memory and says why, when it is ${when}`, () => {
      const folder = join(place, "history");
      const { status, stdout, stderr } = onSmallDisk(
        kilobytes,
        process.execPath,
        "--input-type=module",
        "-e",
        session(folder),
      );
      assert.equal(status, 0, stderr);
      const { told, newest, next } = JSON.parse(stdout);
      assert.deepEqual(told, [
        `history: it is not kept on disk: no space is left on the disk of ${folder}\nhelp: free some and restart the kernel, or set CELLGRAD_HISTORY to a folder elsewhere`,
      ]);
      assert.deepEqual([newest[0][1], newest[0][2].slice(0, 4)], [200, "199x"]);
      assert.equal(next[0][2], "typed in the next session");
    });
});
