// Jupyter's folders on each system.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dataFolders, runtimeFolder, type Surroundings, userDataFolder } from "./jupyterPaths.ts";

const linux: Surroundings = { platform: "linux", home: "/home/ada", environment: {} };
const within = (environment: Record<string, string>): Surroundings => ({ ...linux, environment });

describe("Jupyter's folders", () => {
  it("are in the user's home", () => {
    assert.equal(userDataFolder(linux), "/home/ada/.local/share/jupyter");
    assert.equal(userDataFolder({ ...linux, platform: "darwin" }), "/home/ada/Library/Jupyter");
    assert.equal(runtimeFolder(linux), "/home/ada/.local/share/jupyter/runtime");
  });

  it("follow the variables that Jupyter follows", () => {
    assert.equal(userDataFolder(within({ XDG_DATA_HOME: "/data" })), "/data/jupyter");
    assert.equal(userDataFolder(within({ JUPYTER_DATA_DIR: "/j" })), "/j");
    assert.equal(runtimeFolder(within({ JUPYTER_RUNTIME_DIR: "/run/j" })), "/run/j");
  });

  it("are searched named ones first, then the environment's, the user's and the system's", () => {
    assert.deepEqual(dataFolders(within({ JUPYTER_PATH: "/a:/b", VIRTUAL_ENV: "/venv" })), [
      "/a",
      "/b",
      "/venv/share/jupyter",
      "/home/ada/.local/share/jupyter",
      "/usr/local/share/jupyter",
      "/usr/share/jupyter",
    ]);
  });
});
