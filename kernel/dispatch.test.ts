// Busy, idle, replies and queues, with handlers made for the occasion.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createDispatcher } from "./dispatch.ts";
import type { Handlers } from "./handlers/handler.ts";
import { handlers as real } from "./handlers/index.ts";
import type { Kernel } from "./handlers/kernel.ts";
import { createMessage, createSession, type Message } from "./protocol/message.ts";
import type { ExecuteReply } from "./protocol/replies.ts";

/** A promise that the test settles. */
function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function setUp(changed: Partial<Handlers> = {}) {
  const log: string[] = [];
  const out: { line: string; message: Message<unknown> }[] = [];
  const names = new Map<string, string>();
  const write = (where: string, message: Message<unknown>) => {
    const parent = names.get((message.parent_header as { msg_id: string }).msg_id);
    const content = message.content as { execution_state?: string; status?: string };
    const what = content.execution_state ?? `${message.header.msg_type} ${content.status ?? ""}`.trim();
    out.push({ line: `${where} ${parent}: ${what}`, message });
  };
  const dispatch = createDispatcher(
    { ...real, ...changed },
    {
      log: (problem: string) => log.push(problem),
      comms: new Map(),
      subshells: new Set(["s"]),
    } as unknown as Kernel,
    createSession("kernel"),
    {
      send: (channel, _identities, message) => write(channel, message),
      publish: (message) => write("iopub", message),
    },
  );
  const client = createSession("tester");
  return {
    log,
    out,
    lines: () => out.map(({ line }) => line),
    ask(name: string, type: string, content: object = {}, channel: "shell" | "control" = "shell") {
      const message = createMessage(client, type, content as Record<string, unknown>);
      names.set(message.header.msg_id, name);
      dispatch({ channel, identities: [], message });
    },
  };
}

const okReply: ExecuteReply = { status: "ok", execution_count: 1, user_expressions: {}, payload: [] };
const run = (name: string) => ["execute_request", { code: name }] as const;

describe("dispatch", () => {
  it("wraps every request in busy and idle, its reply between them", async () => {
    const { ask, lines } = setUp();
    ask("a", "comm_info_request");
    ask("b", "kernel_info_request", {}, "control");
    await turn();
    assert.deepEqual(
      lines().filter((line) => / a:/.test(line)),
      ["iopub a: busy", "shell a: comm_info_reply ok", "iopub a: idle"],
    );
    assert.deepEqual(
      lines().filter((line) => / b:/.test(line)),
      ["iopub b: busy", "control b: kernel_info_reply ok", "iopub b: idle"],
    );
  });

  it("runs cells one after the other", async () => {
    const first = gate();
    const { ask, lines } = setUp({
      execute_request: {
        lane: "cells",
        async handle({ content }) {
          if (content.code === "a") await first.passed;
          return { reply: okReply };
        },
      },
    });
    ask("a", ...run("a"));
    ask("b", ...run("b"));
    await turn();
    assert.deepEqual(lines(), ["iopub a: busy"]);
    first.open();
    await turn();
    assert.deepEqual(lines().slice(1), [
      "shell a: execute_reply ok",
      "iopub a: idle",
      "iopub b: busy",
      "shell b: execute_reply ok",
      "iopub b: idle",
    ]);
  });

  it("answers questions while a cell runs, then says again that the cell is busy", async () => {
    const first = gate();
    const { ask, lines } = setUp({
      execute_request: {
        lane: "cells",
        async handle() {
          await first.passed;
          return { reply: okReply };
        },
      },
    });
    ask("cell", ...run("cell"));
    ask("question", "comm_info_request");
    await turn();
    assert.deepEqual(lines(), [
      "iopub cell: busy",
      "iopub question: busy",
      "shell question: comm_info_reply ok",
      "iopub question: idle",
      "iopub cell: busy",
    ]);
    first.open();
    await turn();
    assert.deepEqual(lines().slice(5), ["shell cell: execute_reply ok", "iopub cell: idle"]);
  });

  it("aborts the cells that wait behind one that failed, not those that come later", async () => {
    const { ask, lines } = setUp({
      execute_request: {
        lane: "cells",
        handle: ({ content }) => ({ reply: okReply, abortQueue: content.code === "bad" }),
      },
    });
    for (const name of ["bad", "b", "c"]) ask(name, ...run(name));
    for (let turns = 0; turns < 5; turns++) await turn();
    ask("d", ...run("d"));
    await turn();
    assert.deepEqual(
      lines().filter((line) => line.startsWith("shell")),
      [
        "shell bad: execute_reply ok",
        "shell b: execute_reply aborted",
        "shell c: execute_reply aborted",
        "shell d: execute_reply ok",
      ],
    );
    assert.deepEqual(
      lines().filter((line) => / b:/.test(line)),
      ["iopub b: busy", "shell b: execute_reply aborted", "iopub b: idle"],
    );
  });

  it("starts the next cell only when the work after the reply is done", async () => {
    const settled = gate();
    const { ask, lines } = setUp({
      execute_request: { lane: "cells", handle: () => ({ reply: okReply, after: () => settled.passed }) },
    });
    ask("a", ...run("a"));
    ask("b", ...run("b"));
    await turn();
    assert.deepEqual(lines(), ["iopub a: busy", "shell a: execute_reply ok", "iopub a: idle"]);
    settled.open();
    await turn();
    assert.equal(lines()[3], "iopub b: busy");
  });

  it("answers with an error when a handler throws, and lives on", async () => {
    const { ask, lines, log } = setUp({
      comm_info_request: {
        lane: "none",
        handle() {
          throw new Error("no");
        },
      },
    });
    ask("a", "comm_info_request");
    ask("b", "kernel_info_request");
    await turn();
    assert.ok(lines().includes("shell a: comm_info_reply error"));
    assert.ok(lines().includes("shell b: kernel_info_reply ok"));
    assert.match(log[0]!, /comm_info_request: Error: no/);
  });

  it("answers with an error when a field is of the wrong kind or the request is unknown", async () => {
    const { ask, out, lines } = setUp();
    ask("a", "execute_request", { code: 5 });
    ask("b", "make_coffee_request");
    await turn();
    assert.ok(lines().includes("shell a: execute_reply error"));
    assert.ok(lines().includes("shell b: make_coffee_reply error"));
    const names = out.map(({ message }) => (message.content as { ename?: string }).ename).filter(Boolean);
    assert.deepEqual(names.sort(), ["ProtocolError", "UnknownRequest"]);
  });

  it("drops messages that are no requests", async () => {
    const { ask, lines } = setUp();
    ask("a", "status");
    await turn();
    assert.deepEqual(lines(), []);
  });

  it("gives messages without a reply busy and idle only", async () => {
    const { ask, lines } = setUp({
      comm_open: {
        lane: "none",
        handle({ content, publish }) {
          publish("comm_close", { comm_id: content.comm_id, data: {} });
          return { reply: undefined };
        },
      },
    });
    ask("a", "comm_open", { comm_id: "1", target_name: "nobody" });
    await turn();
    assert.deepEqual(lines(), ["iopub a: busy", "iopub a: comm_close", "iopub a: idle"]);
  });
});
