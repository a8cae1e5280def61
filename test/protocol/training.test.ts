// Training in a real kernel: what a front end sees of it, and what an interrupt leaves behind.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { evalue, resultOf, streamed } from "./answers.ts";
import { type KernelProcess, startKernel } from "./kernelProcess.ts";

const chartMime = "application/vnd.vegalite.v5+json";

describe("training in a kernel", { timeout: 120_000 }, () => {
  let kernel: KernelProcess;
  before(async () => {
    kernel = await startKernel({ env: { CELLGRAD_DEVICE: "wasm" } });
    const answer = await kernel.execute(`
      import { earlyStopping, evaluate, fit, manualSeed, nn, randn } from "cellgrad";
      manualSeed(1);
      const x = randn([256, 8]);
      const y = x.sum(1, true);
      const model = new nn.Sequential(new nn.Linear(8, 16), new nn.Tanh(), new nn.Linear(16, 1));`);
    assert.equal(answer.reply.content.status, "ok", evalue(answer));
  });
  after(() => kernel.close());

  it("draws curves in one place and prints a line an epoch", async () => {
    const answer = await kernel.execute(
      "await fit(model, { x, y }, { epochs: 4, validation: 0.25, seed: 1 })",
    );
    assert.equal(answer.reply.content.status, "ok", evalue(answer));
    assert.match(streamed(answer), /^epoch 1\/4 {2}loss \d.*\n(epoch .*\n){3}$/);
    const drawn = answer.events.filter(({ header }) => /display_data$/.test(header.msg_type));
    const ids = drawn.map(({ content }) => (content.transient as { display_id: string }).display_id);
    assert.equal(new Set(ids).size, 1);
    const data = drawn.map(({ content }) => content.data as Record<string, unknown>);
    assert.ok("image/png" in data[0]! && chartMime in data.at(-1)!);
  });

  it("stops at the next batch when interrupted, with the best weights and all state", async () => {
    const training = kernel.ask("execute_request", {
      code: "const history = await fit(model, { x, y }, { epochs: 1e6, lr: 0.01, validation: { x, y }, plot: false, callbacks: [earlyStopping({ patience: 1e6 })] });\nconsole.log('went on');",
    });
    await kernel.heard(
      ({ parent_header, content }) =>
        /epoch +3\//.test(String(content.text)) &&
        training.events.some((e) => e.parent_header.msg_id === parent_header.msg_id),
    );
    await kernel.request("interrupt_request", {}, "control");
    const answer = await training.answer;
    assert.equal(answer.reply.content.ename, "Interrupted");
    assert.doesNotMatch(streamed(answer), /went on/);
    assert.match(streamed(answer), /\d+ epochs, interrupted, weights of epoch \d+ restored\n$/);
    const best = Math.min(
      ...Array.from(streamed(answer).matchAll(/valLoss (\S+)/g), ([, value]) => Number(value)),
    );
    const kept = await kernel.execute("[history.interrupted, history.epochs.length > 2]");
    assert.equal(resultOf(kept), "[ true, true ]");
    const measured = await kernel.execute("(await evaluate(model, { x, y })).loss.toFixed(4)");
    assert.ok(Math.abs(Number(String(resultOf(measured)).replaceAll("'", "")) - best) < 2e-4, `${best}`);
  });
});
