// Who may speak to a kernel, and what it hands to a browser.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { channels, readConnectionFile } from "../../kernel/wire/connection.ts";
import { evalue, traceback } from "./answers.ts";
import { type Answer, descendants, type KernelProcess, startKernel } from "./kernelProcess.ts";

const linux = { skip: process.platform !== "linux" && "reads /proc" };

describe("a kernel's security", { timeout: 120_000 }, () => {
  let kernel: KernelProcess;
  before(async () => {
    kernel = await startKernel({ env: { CELLGRAD_DEVICE: "wasm" } });
    const { reply } = await kernel.execute(
      'import { nn, plot, tensor } from "cellgrad"; await tensor([1]).sum().item()',
    );
    assert.equal(reply.content.status, "ok");
  });
  after(() => kernel.close());

  it("listens where the connection file says, and nowhere else", linux, async () => {
    const connection = await readConnectionFile(kernel.connectionFile);
    const wanted = channels.map((channel) => `127.0.0.1:${connection[`${channel}_port`]}`);
    const pids = [kernel.process.pid!, ...(await descendants(kernel.process.pid!))];
    assert.ok(pids.length >= 3, "front, evaluator and TypeScript server");
    assert.deepEqual(pids.flatMap(listening).sort(), wanted.sort());
  });

  for (const [where, options] of [
    ["at another address", { ip: "127.0.0.2" }],
    ["over ipc, at no address at all", { transport: "ipc" }],
  ] as const)
    it(`listens only there ${where}`, linux, async () => {
      const other = await startKernel(options);
      try {
        await other.execute("1");
        const pids = [other.process.pid!, ...(await descendants(other.process.pid!))];
        const ip = "ip" in options ? options.ip : undefined;
        const connection = await readConnectionFile(other.connectionFile);
        const wanted = ip ? channels.map((channel) => `${ip}:${connection[`${channel}_port`]}`) : [];
        assert.deepEqual(pids.flatMap(listening).sort(), wanted.sort());
      } finally {
        await other.close();
      }
    });

  const hostile = '<script>alert("x")</script>';
  const literal = JSON.stringify(hostile);
  const cells: [what: string, code: string][] = [
    ["a label of a chart", `display(plot.line({ ${literal}: [1, 2, 3] }, { title: ${literal} }));`],
    [
      "a label of a tensor",
      `display(plot.confusionMatrix(tensor([0, 1], { dtype: "i32" }), tensor([0, 1], { dtype: "i32" }), { labels: [${literal}, "b"] }));`,
    ],
    ["the name of a layer", `new nn.Sequential({ ${literal}: new nn.Linear(1, 1) } as any)`],
    ["a value", `({ [${literal}]: ${literal}, list: [${literal}] })`],
    ["an error", `throw new Error(${literal})`],
    ["a type error", `const a: ${literal} = ${JSON.stringify("b")};`],
    ["a file's name", 'await import("./<script>.ts")'],
  ];
  for (const [what, code] of cells)
    it(`escapes ${what} in all that a browser takes for markup`, async () => {
      await writeFile(join(kernel.directory, "<script>.ts"), "throw new Error('in the file');\n");
      const done = await kernel.execute(code);
      assert.doesNotMatch(evalue(done), /^TS2(?!322)|is not a function/, "the cell does what it is meant to");
      for (const markup of markupOf(done)) assert.doesNotMatch(markup, /<script/i);
      if (what === "a file's name") assert.match(traceback(done), /<script>\.ts:1:7/);
    });

  it("keeps types in code where it explains them", async () => {
    await kernel.execute(`const typed = ${literal} as const;`);
    const { reply } = await kernel.request("inspect_request", {
      code: "typed",
      cursor_pos: 2,
      detail_level: 1,
    });
    const data = reply.content.data as Record<string, string>;
    assert.match(data["text/markdown"]!, /<script>/);
    assert.doesNotMatch(data["text/markdown"]!.replace(/```[\s\S]*?```/g, ""), /<script/);
    assert.equal(data["text/html"], undefined);
  });

  it("warns of a connection file that others can read", {
    skip: process.platform === "win32" && "Windows has no modes",
  }, async () => {
    const warnings: string[] = [];
    const warn = (warning: string): void => void warnings.push(warning);
    await readConnectionFile(kernel.connectionFile, warn);
    assert.deepEqual(warnings, []);
    const { connectionFile } = kernel;
    for (const mode of [0o644, 0o640, 0o604, 0o602]) {
      await chmod(connectionFile, mode);
      await readConnectionFile(connectionFile, warn);
      assert.deepEqual(warnings.splice(0), [
        `connection file: others may use it, and so run code as you: mode ${mode.toString(8)} of ${connectionFile}\nhelp: chmod 600 ${connectionFile}`,
      ]);
    }
    let told = "";
    const open = await startKernel({ fileMode: 0o640, onStderr: (text) => (told += text) });
    await open.close();
    assert.match(told, /connection file: others may use it, and so run code as you: mode 640 of /);
  });
});

function markupOf({ events }: Answer): string[] {
  return events.flatMap(({ content }) => {
    const data = (content.data ?? {}) as Record<string, unknown>;
    return ["text/html", "image/svg+xml", "text/markdown"].flatMap((type) =>
      type in data ? String(data[type]) : [],
    );
  });
}

/** The addresses on which a process listens (TCP). */
function listening(pid: number): string[] {
  const own = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return []; // closed meanwhile
      }
    }),
  );
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, "utf8")
      .split("\n")
      .slice(1)
      .map((row) => row.trim().split(/\s+/))
      .filter((row) => row[3] === "0A" && own.has(row[9] ?? ""))
      .map(([, local = ""]) => {
        const [address = "", port = ""] = local.split(":");
        const bytes = Buffer.from(address, "hex").reverse();
        return `${address.length === 8 ? bytes.join(".") : address}:${Number.parseInt(port, 16)}`;
      }),
  );
}
