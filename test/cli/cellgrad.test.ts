// The command `cellgrad` as a person uses it: a process with arguments, output and an exit status.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../kernel/cli.js", import.meta.url));
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "cellgrad-cli-"));
});
after(() => rm(folder, { recursive: true }));

function cellgrad(...args: string[]) {
  const env = { ...process.env, HOME: folder, JUPYTER_RUNTIME_DIR: join(folder, "runtime") };
  return spawnSync(process.execPath, [cli, ...args], { cwd: folder, env, encoding: "utf8" });
}

async function notebook(name: string, ...sources: (string | { source: string; tags: string[] })[]) {
  const cells = sources.map((cell, index) => ({
    cell_type: "code",
    id: `cell-${index}`,
    metadata: typeof cell === "string" ? {} : { tags: cell.tags },
    execution_count: null,
    outputs: [],
    source: typeof cell === "string" ? cell : cell.source,
  }));
  await writeFile(
    join(folder, name),
    JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }),
  );
}

async function outputsIn(name: string) {
  const { cells } = JSON.parse(await readFile(join(folder, name), "utf8"));
  return cells.map((cell: { outputs: unknown[] }) => cell.outputs);
}

describe("cellgrad run", () => {
  it("runs the cells in order, prints their text and writes the notebook with its outputs", async () => {
    await notebook("sum.ipynb", "const a: number = 40;\nconsole.log('a is', a);", "a + 2");
    const { status, stdout } = cellgrad("run", "sum.ipynb");
    assert.equal(status, 0);
    assert.equal(stdout, `a is 40\n42\n${join(folder, "sum.executed.ipynb")}\n`);
    assert.deepEqual(await outputsIn("sum.executed.ipynb"), [
      [{ name: "stdout", output_type: "stream", text: ["a is 40\n"] }],
      [{ data: { "text/plain": ["42"] }, execution_count: 2, metadata: {}, output_type: "execute_result" }],
    ]);
    assert.deepEqual(readdirSync(join(folder, "runtime")), []);
  });

  it("says before it runs anything that there is no folder for the output", async () => {
    await notebook("lost.ipynb", "console.log('ran')");
    const { status, stdout, stderr } = cellgrad("run", "lost.ipynb", "--output", "none/out.ipynb");
    assert.equal(status, 1);
    assert.equal(stdout, "");
    assert.equal(stderr, `cellgrad: run: there is no folder to write to: ${join(folder, "none")}\n`);
  });

  it("leaves no kernel behind when the notebook cannot be written", async () => {
    await notebook("full.ipynb", "console.log('ran')");
    await mkdir(join(folder, "taken.ipynb"));
    const { status, stdout, stderr } = cellgrad("run", "full.ipynb", "--output", "taken.ipynb");
    assert.equal(status, 1);
    assert.equal(stdout, "ran\n");
    assert.match(stderr, /EISDIR/);
    assert.deepEqual(readdirSync(join(folder, "runtime")), []);
  });

  it("stops at a cell that fails, with status 1, the error on stderr and what came before it written", async () => {
    await notebook(
      "bad.ipynb",
      "console.log('first')",
      "throw new RangeError('too far')",
      "console.log('never')",
    );
    const { status, stdout, stderr } = cellgrad("run", "bad.ipynb", "--output", "out.ipynb");
    assert.equal(status, 1);
    assert.match(stderr, /RangeError: too far/);
    assert.match(stderr, /cell 2 of 3 failed/);
    assert.doesNotMatch(stdout, /never/);
    const [first, second, third] = await outputsIn("out.ipynb");
    assert.equal(first[0].text[0], "first\n");
    assert.equal(second[0].ename, "RangeError");
    assert.deepEqual(third, []);
  });

  it("goes on behind a cell that may fail, and leaves out one that is to be skipped", async () => {
    await notebook(
      "tags.ipynb",
      { source: "throw new Error('shown')", tags: ["raises-exception"] },
      { source: "throw new Error('not run')", tags: ["skip-execution"] },
      "'reached'",
    );
    const { status, stderr } = cellgrad("run", "tags.ipynb");
    assert.equal(status, 0);
    assert.doesNotMatch(stderr, /not run/);
    const [first, second, third] = await outputsIn("tags.executed.ipynb");
    assert.equal(first[0].evalue, "shown");
    assert.deepEqual(second, []);
    assert.equal(third[0].output_type, "execute_result");
  });

  it("says what is wrong with a notebook it cannot read", () => {
    const { status, stderr } = cellgrad("run", "nowhere.ipynb");
    assert.equal(status, 1);
    assert.equal(stderr, "cellgrad: notebook: no such file: nowhere.ipynb\n");
  });
});

describe("cellgrad", () => {
  it("installs and uninstalls for the user", () => {
    const kernel = join(folder, ".local/share/jupyter/kernels/cellgrad/kernel.json");
    assert.equal(cellgrad("install").status, 0);
    assert.ok(existsSync(kernel));
    assert.equal(cellgrad("uninstall").status, 0);
    assert.ok(!existsSync(kernel));
  });

  it("is examined by its doctor, who finds the kernel and the TypeScript server at work", () => {
    const { status, stdout } = cellgrad("doctor");
    assert.equal(status, 0, stdout);
    for (const finding of [
      /Node: \d+/,
      /✔ Kernel: answers/,
      /the TypeScript server answers/,
      /GPU: /,
      /BLAS: /,
    ]) {
      assert.match(stdout, finding);
    }
    assert.match(stdout, /Kernelspecs: none .*\n {2}help: "cellgrad install"/);
  });

  it("suggests the command or option that was meant", () => {
    assert.match(cellgrad("instal").stderr, /unknown command: instal\nhelp: did you mean install\?/);
    assert.match(cellgrad("install", "--usr").stderr, /unknown option: --usr\nhelp: did you mean --user\?/);
    assert.equal(cellgrad("instal").status, 1);
  });

  it("tells its version and its commands", () => {
    assert.match(cellgrad("--version").stdout, /^\d+\.\d+\.\d+\n$/);
    assert.match(cellgrad("help").stdout, /cellgrad run NOTEBOOK/);
  });
});
