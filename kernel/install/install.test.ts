// Installing and removing the kernelspec.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { install, uninstall } from "./install.ts";
import type { Surroundings } from "./jupyterPaths.ts";

describe("install", () => {
  let home: string;
  let surroundings: Surroundings;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "install-"));
    surroundings = { platform: "linux", home, environment: { PATH: "" } };
  });
  afterEach(() => rm(home, { recursive: true }));
  const spec = (...folder: string[]) => join(home, ...folder, "cellgrad");
  const userKernels = [".local", "share", "jupyter", "kernels"];

  it("writes a kernelspec that starts this Node on a file that exists, and the logos", () => {
    install({}, surroundings);
    const folder = spec(...userKernels);
    const { argv, ...rest } = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8"));
    assert.equal(argv[0], process.execPath);
    assert.ok(existsSync(argv[1]), argv[1]);
    assert.equal(argv[2], "{connection_file}");
    assert.equal(rest.display_name, "TypeScript (cellgrad)");
    assert.equal(rest.language, "typescript");
    assert.equal(rest.interrupt_mode, "message");
    assert.deepEqual(rest.metadata.supported_encryption, ["curve"]);
    const logos = readdirSync(folder).filter((name) => name.startsWith("logo-"));
    assert.deepEqual(logos.sort(), ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"]);
  });

  it("goes to the active environment, or below a given folder", () => {
    surroundings.environment.VIRTUAL_ENV = join(home, "venv");
    install({ "sys-prefix": true }, surroundings);
    assert.ok(existsSync(spec("venv", "share", "jupyter", "kernels")));
    install({ prefix: join(home, "other") }, surroundings);
    assert.ok(existsSync(spec("other", "share", "jupyter", "kernels")));
  });

  it("takes other names", () => {
    install({ name: "ts-lab", "display-name": "TS" }, surroundings);
    const file = join(home, ...userKernels, "ts-lab", "kernel.json");
    assert.equal(JSON.parse(readFileSync(file, "utf8")).display_name, "TS");
    assert.throws(
      () => install({ name: "a b" }, surroundings),
      /not a kernel's name: a b\nhelp: use letters/,
    );
  });

  it("refuses two places, and an environment that is not there", () => {
    assert.throws(() => install({ user: true, prefix: "/x" }, surroundings), /--user and --prefix are given/);
    assert.throws(() => install({ "sys-prefix": true }, surroundings), /no environment is active/);
  });
});

describe("uninstall", () => {
  let home: string;
  let surroundings: Surroundings;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "uninstall-"));
    surroundings = { platform: "linux", home, environment: { JUPYTER_PATH: join(home, "shared") } };
  });
  afterEach(() => rm(home, { recursive: true }));

  it("removes what was installed and nothing else", () => {
    install({}, surroundings);
    install({ name: "second" }, surroundings);
    assert.match(uninstall({}, surroundings), /^removed .*kernels\/cellgrad$/);
    assert.deepEqual(readdirSync(join(home, ".local/share/jupyter/kernels")), ["second"]);
  });

  it("leaves other programs' kernels alone", () => {
    const folder = join(home, "shared", "kernels", "python3");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "kernel.json"), JSON.stringify({ argv: ["python"], display_name: "Python" }));
    assert.throws(() => uninstall({ name: "python3" }, surroundings), /python3 is another program's kernel/);
    assert.ok(existsSync(folder));
  });

  it("says where it looked when there is nothing to remove", () => {
    assert.throws(() => uninstall({}, surroundings), /no kernelspec named cellgrad in .*shared, .*jupyter/);
  });
});
