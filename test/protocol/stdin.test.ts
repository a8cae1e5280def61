// Cells that ask their user, answered over the stdin socket as a front end would.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { evalue, resultOf, streamed, traceback } from "./answers.ts";
import { type KernelProcess, startKernel } from "./kernelProcess.ts";

const allowed = { allow_stdin: true };

describe("stdin", { timeout: 60_000 }, () => {
  let kernel: KernelProcess;
  let asked: unknown[];
  before(async () => {
    kernel = await startKernel();
  });
  after(() => kernel.close());
  beforeEach(() => {
    asked = [];
  });

  /** Answers questions in turn, and remembers them. */
  function answer(...lines: string[]) {
    kernel.onInput = ({ content }, reply) => {
      asked.push(content);
      reply(lines.shift()!);
    };
  }

  it("gives what the user types to a cell that awaits it", async () => {
    answer("Ada");
    const done = await kernel.execute('const who = await input("name? "); "hello " + who', allowed);
    assert.equal(resultOf(done), "'hello Ada'");
    assert.deepEqual(asked, [{ prompt: "name? ", password: false }]);
  });

  it("asks as the cell's own request, after what the cell has printed", async () => {
    let seen = "";
    let parent: string | undefined;
    kernel.onInput = (question, reply) => {
      parent = question.parent_header.msg_id;
      seen = kernel.broadcasts.map(({ content }) => content.text ?? "").join("");
      reply("x");
    };
    const done = await kernel.execute('console.log("before the question"); await input()', allowed);
    assert.equal(parent, done.reply.parent_header.msg_id);
    assert.match(seen, /before the question/);
  });

  it("gives it to a cell that waits without await, and marks passwords", async () => {
    answer("lock", "key 🔑");
    const done = await kernel.execute('inputSync("a") + passwordSync("b")', allowed);
    assert.equal(resultOf(done), "'lockkey 🔑'");
    assert.deepEqual(asked, [
      { prompt: "a", password: false },
      { prompt: "b", password: true },
    ]);
  });

  it("asks one question at a time", async () => {
    let open = 0;
    kernel.onInput = async ({ content }, reply) => {
      open++;
      assert.equal(open, 1);
      await new Promise((resolve) => setTimeout(resolve, 30));
      open--;
      reply(`${content.prompt}!`);
    };
    const done = await kernel.execute('(await Promise.all([input("a"), password("b")])).join()', allowed);
    assert.equal(resultOf(done), "'a!,b!'");
  });

  it("takes answers that do not name their question", async () => {
    kernel.onInput = (_question, reply) => reply("unnamed", false);
    assert.equal(resultOf(await kernel.execute("await input()", allowed)), "'unnamed'");
  });

  it("says so when the client takes no input", async () => {
    for (const call of ['await input("?")', 'inputSync("?")']) {
      const done = await kernel.execute(call, { allow_stdin: false });
      assert.match(
        evalue(done),
        /^input: this client takes no input: it sent the cell with allow_stdin false/,
      );
      assert.match(traceback(done), /> 1 \| .*nput.*\("\?"\)/);
    }
    assert.match(evalue(await kernel.execute("await password()")), /^password: this client takes no input/);
  });

  it("says so when the cell that asks has ended", async () => {
    await kernel.execute(
      'setTimeout(() => input("late").catch((e: Error) => console.log(e.message)), 30);',
      allowed,
    );
    await kernel.heard(({ content }) => String(content.text).startsWith("input: its cell has ended"));
  });

  it("ends with an error at the end of input", async () => {
    answer("\x04");
    assert.equal(evalue(await kernel.execute("await input()", allowed)), "input: end of input");
  });

  for (const call of ["await input()", "inputSync()"]) {
    it(`stops waiting when interrupted: ${call}`, async () => {
      await kernel.execute("const kept = 7;");
      const question = new Promise<(value: string) => void>((resolve) => {
        kernel.onInput = (_question, reply) => resolve(reply);
      });
      const waiting = kernel.ask("execute_request", { code: call, ...allowed });
      const reply = await question;
      await kernel.request("interrupt_request", {}, "control");
      assert.equal((await waiting.answer).reply.content.ename, "Interrupted");
      reply("too late");
      answer("in time");
      assert.equal(resultOf(await kernel.execute("kept + await input()", allowed)), "'7in time'");
    });
  }

  it("lets other questions be asked after a cell that never waited for its answer", async () => {
    kernel.onInput = () => {};
    const done = await kernel.execute('void input("ignored"); 1', allowed);
    assert.equal(resultOf(done), "1");
    answer("yes");
    const next = await kernel.execute('console.log(await input("next"))', allowed);
    assert.equal(streamed(next), "yes\n");
  });
});
