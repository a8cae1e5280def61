// Kernel's and client's sockets against each other, over every transport.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { curveKeyPair, Dealer } from "zeromq";
import { childOf, createMessage, createSession, type Message } from "../protocol/message.ts";
import { type ClientSockets, connectClientSockets } from "./clientSockets.ts";
import { type Connection, createConnection, endpoint } from "./connection.ts";
import { type KernelSockets, openKernelSockets } from "./kernelSockets.ts";

const session = createSession("tester");

/** A kernel that answers each request with its own content, and welcomes subscribers. */
async function echoKernel(connection: Connection): Promise<KernelSockets> {
  const kernel = await openKernelSockets(connection, () => {});
  kernel.listen({
    onRequest: ({ channel, identities, message }) =>
      kernel.send(channel, identities, childOf(message, session, "echo_reply", message.content)),
    onSubscribe: (topic) => kernel.publish(createMessage(session, "iopub_welcome", { topic }), topic),
  });
  return kernel;
}

interface Listener extends ClientSockets {
  /** The next message that satisfies the question, also one that has come already. */
  next(channel: string, type: string): Promise<Message>;
}

function listen(connection: Connection): Listener {
  const heard: [string, Message][] = [];
  let wake = () => {};
  const client = connectClientSockets(connection, {
    onMessage(channel, message) {
      heard.push([channel, message]);
      wake();
    },
    onProblem: () => {},
  });
  return {
    ...client,
    async next(channel, type) {
      for (;;) {
        const at = heard.findIndex(([on, { header }]) => on === channel && header.msg_type === type);
        if (at >= 0) return heard.splice(at, 1)[0]![1];
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

async function talk(connection: Connection): Promise<void> {
  const client = listen(connection);
  const kernel = await echoKernel(connection);
  try {
    for (const channel of ["shell", "control", "stdin"] as const) {
      const request = createMessage(session, "echo_request", { channel });
      client.send(channel, request);
      const reply = await client.next(channel, "echo_reply");
      assert.deepEqual(reply.content, { channel });
      assert.deepEqual(reply.parent_header, request.header);
    }
    await client.next("iopub", "iopub_welcome");
    assert.equal(await client.heartbeat(2000), true);
  } finally {
    await Promise.all([client.close(), kernel.close()]);
  }
}

describe("sockets", () => {
  it("talk over tcp", async () => talk(await createConnection()));

  it("talk over ipc", { skip: process.platform === "win32" && "no ipc on Windows" }, async () =>
    talk(await createConnection({ transport: "ipc" })),
  );

  it("talk encrypted when the connection has keys", async () => {
    const keys = curveKeyPair();
    await talk({
      ...(await createConnection()),
      curve_publickey: keys.publicKey,
      curve_secretkey: keys.secretKey,
    });
  });

  it("do not talk to a client without the key", async () => {
    const keys = curveKeyPair();
    const open = await createConnection();
    const kernel = await echoKernel({
      ...open,
      curve_publickey: keys.publicKey,
      curve_secretkey: keys.secretKey,
    });
    const client = listen(open);
    assert.equal(await client.heartbeat(300), false);
    await Promise.all([client.close(), kernel.close()]);
  });

  it("welcome every subscriber, not only the first", async () => {
    const connection = await createConnection();
    const kernel = await echoKernel(connection);
    const clients = [listen(connection), listen(connection)];
    try {
      for (const client of clients) await client.next("iopub", "iopub_welcome");
    } finally {
      await Promise.all([...clients, kernel].map((end) => end.close()));
    }
  });

  it("lose nothing of a burst", async () => {
    const connection = await createConnection();
    const kernel = await echoKernel(connection);
    const client = listen(connection);
    try {
      await client.next("iopub", "iopub_welcome");
      const count = 5000;
      for (let index = 0; index < count; index++) kernel.publish(createMessage(session, "burst", { index }));
      for (let index = 0; index < count; index++) {
        assert.deepEqual((await client.next("iopub", "burst")).content, { index });
      }
    } finally {
      await Promise.all([client.close(), kernel.close()]);
    }
  });

  it("answer after messages that cannot be read", async () => {
    const connection = await createConnection();
    const kernel = await echoKernel(connection);
    const forger = listen({ ...connection, key: "wrong" });
    const client = listen(connection);
    try {
      forger.send("shell", createMessage(session, "echo_request", {}));
      client.send("shell", createMessage(session, "echo_request", { mine: true }));
      assert.deepEqual((await client.next("shell", "echo_reply")).content, { mine: true });
    } finally {
      await Promise.all([forger, client, kernel].map((end) => end.close()));
    }
  });

  it("keep their heartbeat after messages that are none", async () => {
    const connection = await createConnection();
    const kernel = await echoKernel(connection);
    const client = listen(connection);
    const stranger = new Dealer({ linger: 0 });
    stranger.connect(endpoint(connection, "hb"));
    try {
      for (const frames of [["x"], ["x", "y"], [""], ["", "x", "y"]]) {
        await stranger.send(frames);
        assert.equal(await client.heartbeat(2000), true);
      }
    } finally {
      stranger.close();
      await Promise.all([client.close(), kernel.close()]);
    }
  });

  it("say which address cannot be used", async () => {
    const connection = await createConnection();
    const kernel = await echoKernel(connection);
    try {
      await assert.rejects(
        openKernelSockets(connection, () => {}),
        /^Error: connection file: its address cannot be used: tcp:\/\/127\.0\.0\.1:\d+: Address already in use\nhelp: another kernel listens there/,
      );
    } finally {
      await kernel.close();
    }
  });

  it("miss the heartbeat of a kernel that is not there", async () => {
    const client = listen(await createConnection());
    assert.equal(await client.heartbeat(50), false);
    await client.close();
  });
});
