// Where a BLAS is looked for.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { findBlas } from "./find.ts";

describe("findBlas", () => {
  const prefix = mkdtempSync(join(tmpdir(), "cellgrad-blas-"));
  after(() => rmSync(prefix, { recursive: true }));
  const libraries = join(prefix, "lib", "python3.12", "site-packages", "numpy.libs");
  mkdirSync(libraries, { recursive: true });
  const numpys = join(libraries, "libscipy_openblas64_-32a4b2a6.so");
  writeFileSync(numpys, "");
  const on = (environment: Record<string, string>, platform = "linux") =>
    findBlas({ platform, arch: "x64", environment });

  it("finds numpy's own in the active environment, conda's too", () => {
    assert.equal(on({ VIRTUAL_ENV: prefix }), numpys);
    assert.equal(on({ CONDA_PREFIX: prefix }), numpys);
  });

  it("finds numpy's own in the environment of the Python that a shell would start", () => {
    const bin = join(prefix, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "python3"), "");
    assert.equal(on({ PATH: bin }), numpys);
  });

  it("takes Accelerate on macOS", () => {
    assert.match(on({}, "darwin")!, /Accelerate$/);
  });

  it("takes what CELLGRAD_BLAS names, or none when it is off", () => {
    assert.equal(
      on({ VIRTUAL_ENV: prefix, CELLGRAD_BLAS: "/opt/lib/libmkl_rt.so.2" }),
      "/opt/lib/libmkl_rt.so.2",
    );
    assert.equal(on({ VIRTUAL_ENV: prefix, CELLGRAD_BLAS: "off" }), undefined);
  });
});
