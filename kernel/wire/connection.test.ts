// Connection files: what is read, what is refused, and the addresses that follow.
import assert from "node:assert/strict";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  createConnection,
  endpoint,
  parseConnection,
  readConnectionFile,
  writeConnectionFile,
} from "./connection.ts";

const file = {
  ip: "127.0.0.1",
  transport: "tcp",
  shell_port: 1,
  control_port: 2,
  stdin_port: 3,
  iopub_port: 4,
  hb_port: 5,
  key: "k",
  signature_scheme: "hmac-sha256",
};
const parse = (changes: object) => parseConnection(JSON.stringify({ ...file, ...changes }), "kernel.json");

describe("connection file", () => {
  it("gives each channel its address", () => {
    assert.equal(endpoint(parse({}), "iopub"), "tcp://127.0.0.1:4");
    assert.equal(endpoint(parse({ transport: "ipc", ip: "/tmp/k" }), "hb"), "ipc:///tmp/k-5");
  });

  it("takes tcp on this machine, unsigned, when the file is silent", () => {
    const { transport, ip, key, signature_scheme } = parse({
      transport: undefined,
      ip: undefined,
      key: undefined,
      signature_scheme: undefined,
    });
    assert.deepEqual([transport, ip, key, signature_scheme], ["tcp", "127.0.0.1", "", "hmac-sha256"]);
  });

  it("names the field that is wrong", () => {
    assert.throws(
      () => parse({ hb_port: "5" }),
      /^Error: connection file: hb_port is not a number: kernel\.json/,
    );
    assert.throws(() => parse({ transport: "udp" }), /transport is neither tcp nor ipc but udp/);
    assert.throws(() => parse({ signature_scheme: "none" }), /signature_scheme is not hmac-<hash> but none/);
    assert.throws(() => parse({ key: 7 }), /key is not a string/);
    assert.throws(() => parseConnection("{", "kernel.json"), /this is not JSON/);
  });

  it("says which file cannot be read", async () => {
    await assert.rejects(readConnectionFile("/no/such/kernel.json"), /cannot be read: ENOENT.*kernel\.json/);
  });

  it("is written so that only its owner can read it, and read back", async () => {
    const directory = await mkdtemp(join(tmpdir(), "connection-"));
    try {
      const path = join(directory, "kernel.json");
      const connection = await createConnection();
      await writeConnectionFile(path, connection);
      assert.deepEqual(await readConnectionFile(path), connection);
      if (process.platform !== "win32") assert.equal((await stat(path)).mode & 0o077, 0);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("gets five different ports and a new key each time", async () => {
    const [one, two] = [await createConnection(), await createConnection()];
    const ports = [one.shell_port, one.control_port, one.stdin_port, one.iopub_port, one.hb_port];
    assert.equal(new Set(ports).size, 5);
    assert.notEqual(one.key, two.key);
  });
});
