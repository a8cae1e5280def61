import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { cacheFolder } from "./compileCache.ts";

describe("the folder for compiled code", () => {
  it("is the user's own, where each system has it", () => {
    assert.equal(cacheFolder({}, "linux", "/home/ann"), join("/home/ann", ".cache", "cellgrad"));
    assert.equal(cacheFolder({ XDG_CACHE_HOME: "/fast" }, "linux", "/home/ann"), join("/fast", "cellgrad"));
    assert.equal(
      cacheFolder({}, "darwin", "/Users/ann"),
      join("/Users/ann", "Library", "Caches", "cellgrad"),
    );
    assert.equal(cacheFolder({ LOCALAPPDATA: "/local" }, "win32", "/ann"), join("/local", "cellgrad"));
  });

  it("is what CELLGRAD_CACHE says, and none when that is off", () => {
    assert.equal(cacheFolder({ CELLGRAD_CACHE: "/other" }, "linux", "/home/ann"), "/other");
    assert.equal(cacheFolder({ CELLGRAD_CACHE: "off" }, "linux", "/home/ann"), undefined);
  });
});
