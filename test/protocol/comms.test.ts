// Comms and widgets, with the test in the place of a front end.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { Message } from "../../kernel/protocol/message.ts";
import { evalue, resultOf, streamed, traceback } from "./answers.ts";
import { type KernelProcess, startKernel } from "./kernelProcess.ts";

const outputTypes = (events: Message[]) =>
  events.map(({ header }) => header.msg_type).filter((type) => type !== "status");
const comms = (events: Message[]) => events.filter(({ header }) => header.msg_type.startsWith("comm_"));

describe("comms", { timeout: 60_000 }, () => {
  let kernel: KernelProcess;
  before(async () => {
    kernel = await startKernel();
  });
  after(() => kernel.close());

  const open = (target_name: string, data = {}, comm_id: string = randomUUID()) => ({
    comm_id,
    asked: kernel.ask("comm_open", { comm_id, target_name, data }),
  });
  const openComms = async (target_name?: string) => {
    const { reply } = await kernel.request("comm_info_request", target_name ? { target_name } : {});
    return reply.content.comms as Record<string, { target_name: string }>;
  };

  it("closes what nobody listens to", async () => {
    const { comm_id, asked } = open("nobody");
    const events = await asked.done;
    assert.deepEqual(outputTypes(events), ["comm_close"]);
    assert.equal(comms(events)[0]!.content.comm_id, comm_id);
    assert.equal((await openComms())[comm_id], undefined);
  });

  it("opened by the front end reach the registered handler, and its answers reach the front end", async () => {
    await kernel.execute(`comm.register("echo", (channel, first) => {
      channel.send({ hello: first.data.name });
      channel.onMessage(({ data, buffers }) => channel.send({ twice: data.n * 2, sizes: buffers.map((b) => b.byteLength) },
        { metadata: { kind: "answer" }, buffers: [new Float32Array([1.5, 2]), Uint8Array.from(buffers[0] ?? []).reverse()] }));
    });`);
    const { comm_id, asked } = open("echo", { name: "Ada" });
    assert.deepEqual(comms(await asked.done)[0]!.content, { comm_id, data: { hello: "Ada" } });
    assert.deepEqual(await openComms("echo"), { [comm_id]: { target_name: "echo" } });
    assert.deepEqual(await openComms("other"), {});

    const told = kernel.ask(
      "comm_msg",
      { comm_id, data: { n: 21 } },
      { buffers: [new Uint8Array([1, 2, 3]), new Uint8Array(0)] },
    );
    const [answer] = comms(await told.done);
    assert.deepEqual(answer!.content, { comm_id, data: { twice: 42, sizes: [3, 0] } });
    assert.deepEqual(answer!.metadata, { kind: "answer" });
    const [floats, reversed] = answer!.buffers.map((bytes) => Buffer.from(bytes));
    assert.deepEqual([floats!.readFloatLE(0), floats!.readFloatLE(4)], [1.5, 2]);
    assert.deepEqual([...reversed!], [3, 2, 1]);

    await kernel.ask("comm_close", { comm_id }).done;
    assert.deepEqual(await openComms("echo"), {});
  });

  it("opened by a cell are its request's, and hear the front end", async () => {
    const done = await kernel.execute(`const out = comm.open("plot", { first: 1 }, { metadata: { v: 1 } });
      out.onMessage(({ data }) => console.log("heard", data.word));
      out.onClose(() => console.log("gone"));`);
    const [opened] = comms(done.events);
    const comm_id = String(opened!.content.comm_id);
    assert.deepEqual(opened!.content, { comm_id, target_name: "plot", data: { first: 1 } });
    assert.deepEqual(opened!.metadata, { v: 1 });
    await kernel.ask("comm_msg", { comm_id, data: { word: "yes" } }).done;
    await kernel.ask("comm_close", { comm_id }).done;
    const heard = kernel.broadcasts.filter(
      ({ header, parent_header }) =>
        header.msg_type === "stream" && parent_header.msg_id === done.reply.parent_header.msg_id,
    );
    assert.deepEqual(
      heard.map(({ content }) => content.text),
      ["heard yes\n", "gone\n"],
    );
    assert.match(evalue(await kernel.execute("out.send({})")), /^comm\.send: the comm is closed: plot$/);
  });

  it("let the front end in while a cell awaits, and stay idle until their handlers are done", async () => {
    await kernel.execute(`let gate = () => {};
      comm.register("gate", (channel) => channel.onMessage(async () => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        channel.send({ opened: true });
        gate();
      }));`);
    const { comm_id, asked } = open("gate");
    await asked.done;
    const waiting = kernel.ask("execute_request", {
      code: "await new Promise<void>((resolve) => (gate = resolve)); 8",
    });
    const told = await kernel.ask("comm_msg", { comm_id, data: {} }).done;
    const types = told.map(({ header, content }) => content.execution_state ?? header.msg_type);
    assert.deepEqual(types, ["busy", "comm_msg", "idle"]);
    assert.equal(resultOf(await waiting.answer), "8");
  });

  it("report what a handler throws where the handler was made, and live on", async () => {
    const made = await kernel.execute(`comm.register("bad", (channel) =>
  channel.onMessage(() => { throw new RangeError("too much"); }));`);
    const { comm_id, asked } = open("bad");
    await asked.done;
    await kernel.ask("comm_msg", { comm_id, data: {} }).done;
    const said = await kernel.heard(({ content }) => /RangeError/.test(String(content.text)));
    assert.equal(said.parent_header.msg_id, made.reply.parent_header.msg_id);
    assert.match(String(said.content.text), /too much/);
    assert.ok((await openComms("bad"))[comm_id]);
  });

  it("say which data cannot travel", async () => {
    const done = await kernel.execute('comm.open("x", { big: 1n })');
    assert.match(
      evalue(done),
      /^comm\.open: the data has no JSON form: .*BigInt.*\nhelp: binary data goes into buffers/,
    );
    assert.match(traceback(done), /> 1 \| comm\.open/);
  });

  it("are interrupted with the rest", async () => {
    await kernel.execute('comm.register("stuck", () => new Promise(() => {}));');
    const { asked } = open("stuck");
    while (asked.events.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await kernel.request("interrupt_request", {}, "control");
    await asked.done;
    assert.equal(resultOf(await kernel.execute("1 + 1")), "2");
  });

  it("are closed when the evaluator dies", async () => {
    const done = await kernel.execute('const doomed = comm.open("doomed"); doomed.id');
    const id = String(resultOf(done)).replaceAll("'", "");
    await kernel.execute("process.exit(1)");
    await kernel.heard(({ header, content }) => header.msg_type === "comm_close" && content.comm_id === id);
    assert.deepEqual(await openComms("doomed"), {});
  });
});

describe("a widget", { timeout: 60_000 }, () => {
  let kernel: KernelProcess;
  before(async () => {
    kernel = await startKernel();
  });
  after(() => kernel.close());

  /** Makes a widget in a cell; gives the cell's answer and the model's id. */
  async function make(code: string) {
    const done = await kernel.execute(code);
    const opened = comms(done.events)[0];
    return { done, opened, id: String(opened?.content.comm_id) };
  }
  const tell = (comm_id: string, data: object, buffers: Uint8Array[] = []) =>
    kernel.ask("comm_msg", { comm_id, data }, { buffers }).done;

  it("opens as anywidget's model, with its state, and shows as a view of it", async () => {
    const { done, opened, id } = await make(`const slider = widget({
      esm: "export default { render() {} }", css: "b {}", state: { value: 3, bytes: new Uint8Array([7, 8]), rows: [[new Uint8Array([1])]] } });
      slider`);
    assert.equal(opened!.content.target_name, "jupyter.widget");
    assert.deepEqual(opened!.metadata, { version: "2.1.0" });
    const data = opened!.content.data as Record<string, unknown>;
    const state = data.state as Record<string, unknown>;
    assert.deepEqual(
      [state._model_module, state._model_name, state._view_module, state._view_name],
      ["anywidget", "AnyModel", "anywidget", "AnyView"],
    );
    assert.deepEqual([state._esm, state._css, state.value], ["export default { render() {} }", "b {}", 3]);
    assert.deepEqual(data.buffer_paths, [["bytes"], ["rows", 0, 0]]);
    assert.deepEqual([state.bytes, state.rows], [undefined, [[null]]]);
    assert.deepEqual(
      opened!.buffers.map((bytes) => [...bytes]),
      [[7, 8], [1]],
    );
    const result = done.events.find(({ header }) => header.msg_type === "execute_result")!;
    assert.deepEqual(
      (result.content.data as Record<string, unknown>)["application/vnd.jupyter.widget-view+json"],
      {
        version_major: 2,
        version_minor: 0,
        model_id: id,
      },
    );
  });

  it("takes a change from the page, echoes it and calls back", async () => {
    const { id, done } = await make(`const dial = widget({ esm: "", state: { value: 3, label: "x" } });
      dial.on("change:value", (value, before) => console.log(before, "→", value, dial.get("label")));`);
    const told = await tell(id, { method: "update", state: { value: 5, label: "y" }, buffer_paths: [] });
    assert.deepEqual(
      comms(told).map(({ content }) => content.data),
      [{ method: "echo_update", state: { value: 5, label: "y" }, buffer_paths: [] }],
    );
    const said = await kernel.heard(({ content }) => /→/.test(String(content.text)));
    assert.equal(said.content.text, "3 → 5 y\n");
    assert.equal(said.parent_header.msg_id, done.reply.parent_header.msg_id);
    const same = await tell(id, { method: "update", state: { value: 5 }, buffer_paths: [] });
    assert.deepEqual(outputTypes(same), ["comm_msg"]);
  });

  it("sends a change to the page, only what differs", async () => {
    const { id } = await make(
      'const lamp = widget({ esm: "", state: { on: false, level: 1, bytes: new Uint8Array(1) } });',
    );
    const done = await kernel.execute(`lamp.on("change:on", (on) => console.log("on", on));
      lamp.set("on", true); lamp.set({ on: true, level: 2 }); lamp.set("level", 2); lamp.set("bytes", new Uint8Array([9]));`);
    assert.deepEqual(
      comms(done.events).map(({ content }) => content),
      [
        { comm_id: id, data: { method: "update", state: { on: true }, buffer_paths: [] } },
        { comm_id: id, data: { method: "update", state: { level: 2 }, buffer_paths: [] } },
        { comm_id: id, data: { method: "update", state: {}, buffer_paths: [["bytes"]] } },
      ],
    );
    assert.equal(streamed(done), "on true\n");
  });

  it("gives all of its state when asked, alone or with all others", async () => {
    const { id } = await make('const one = widget({ esm: "E", state: { n: 1 } }); one.set("n", 2);');
    const [answer] = comms(await tell(id, { method: "request_state" }));
    const { method, state } = answer!.content.data as { method: string; state: Record<string, unknown> };
    assert.deepEqual([method, state.n, state._esm], ["update", 2, "E"]);

    const control = randomUUID();
    await kernel.ask("comm_open", { comm_id: control, target_name: "jupyter.widget.control", data: {} }).done;
    const [all] = comms(await tell(control, { method: "request_states" }));
    const { states } = all!.content.data as {
      states: Record<string, { model_name: string; state: { n?: number } }>;
    };
    assert.equal(states[id]!.model_name, "AnyModel");
    assert.equal(states[id]!.state.n, 2);

    await kernel.execute("one.close()");
    const [later] = comms(await tell(control, { method: "request_states" }));
    assert.equal(Object.hasOwn((later!.content.data as { states: object }).states, id), false);
  });

  it("carries messages of one's own with bytes, both ways", async () => {
    const { id } = await make(`const chat = widget({ esm: "", state: {} });
      chat.on("msg:custom", (content, buffers) => chat.send({ got: content.say }, [Float32Array.from(new Uint16Array(buffers[0]!.buffer))]));`);
    const [answer] = comms(
      await tell(id, { method: "custom", content: { say: "hi" } }, [new Uint8Array([1, 1, 2, 0])]),
    );
    assert.deepEqual(answer!.content.data, { method: "custom", content: { got: "hi" } });
    const bytes = Buffer.from(answer!.buffers[0]!);
    assert.deepEqual([bytes.readFloatLE(0), bytes.readFloatLE(4)], [257, 2]);
  });

  it("puts bytes from the page where they belong", async () => {
    const { id } = await make(
      'const canvas = widget({ esm: "", state: { pixels: new Uint8Array(0), deep: [{}] as unknown[] } });',
    );
    const update = { method: "update", state: { deep: [{}] }, buffer_paths: [["pixels"], ["deep", 0, "x"]] };
    await tell(id, update, [new Uint8Array([4, 5]), new Uint8Array([6])]);
    const done = await kernel.execute('[canvas.get("pixels"), canvas.get("deep")]');
    assert.equal(
      String(resultOf(done)).replace(/\s+/g, " "),
      "[ Uint8Array(2) [ 4, 5 ], [ { x: Uint8Array(1) [ 6 ] } ] ]",
    );
  });

  it("stops calling back when told to", async () => {
    const done = await kernel.execute(`const quiet = widget({ esm: "", state: { a: 1 } });
      const said = (value: number) => console.log(value);
      quiet.on("change:a", said); quiet.set("a", 2); quiet.off("change:a", said); quiet.set("a", 3);`);
    assert.equal(streamed(done), "2\n");
  });

  it("is typed by its state", async () => {
    await kernel.execute('const typed = widget({ esm: "", state: { count: 1 } });');
    assert.match(evalue(await kernel.execute('typed.set("count", "two")')), /^TS2769|^TS2345/);
    assert.match(evalue(await kernel.execute('typed.get("cuont")')), /^TS2345/);
    assert.match(
      evalue(await kernel.execute('widget({ esm: "", state: { _esm: 1 } })')),
      /^widget: a name of the state begins with _: _esm$/,
    );
  });
});
