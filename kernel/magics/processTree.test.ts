import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { readTable, type SystemProcess } from "./processTable.ts";
import { endTree } from "./processTree.ts";

const notPosix = process.platform === "win32" && "Windows keeps no such table";

/** The processes whose parent's chain leads to `ancestor`. */
function below(ancestor: number, table: SystemProcess[] = readTable()): SystemProcess[] {
  return table
    .filter(({ parent }) => parent === ancestor)
    .flatMap((child) => [child, ...below(child.pid, table)]);
}

/** A shell that has printed its first line. */
async function shell(script: string): Promise<ChildProcess & { pid: number }> {
  const child = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child as ChildProcess & { pid: number };
}

describe("the table of processes", { skip: notPosix }, () => {
  it("knows this one, and its children with their ages", async () => {
    const child = await shell("echo started; sleep 20");
    const table = readTable();
    const own = table.find(({ pid }) => pid === process.pid);
    const its = table.find(({ pid }) => pid === child.pid);
    endTree(child.pid);
    assert.equal(own?.parent, process.ppid);
    assert.equal(its?.parent, process.pid);
    assert.equal(its?.group, own?.group);
    assert.equal(its?.isZombie, false);
    assert.ok(its.age < own!.age, "a child is younger");
  });

  it("is the same where `ps` has to tell it", () => {
    const pick = (table: SystemProcess[]) =>
      table
        .filter(({ pid }) => pid === process.pid || pid === process.ppid)
        .map(({ pid, parent, group, isZombie }) => ({ pid, parent, group, isZombie }));
    assert.deepEqual(pick(readTable("darwin")), pick(readTable()));
    assert.ok(readTable("darwin").every(({ age }) => age >= 0));
  });
});

describe("ending a tree of processes", { skip: notPosix, timeout: 60_000 }, () => {
  it("ends all of it, also when it is growing", async () => {
    // Each shell starts a program and another shell, and waits for both.
    const child = await shell(
      "echo started; f() { [ $1 -gt 0 ] || return; sleep 20 & sleep 0.001; (f $(($1 - 1))) & wait; }; f 20",
    );
    const exited = once(child, "exit");
    const closed = once(child, "close"); // when nobody holds its pipe any more
    while (child.exitCode === null && below(child.pid).length < 6) await new Promise(setImmediate);
    endTree(child.pid);
    assert.deepEqual(await exited, [null, "SIGTERM"]);
    await closed;
  });
});
