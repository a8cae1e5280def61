import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { referenceBackend } from "../backend/reference/reference.ts";
import { useBackend } from "../backend/registry.ts";
import * as data from "../data/index.ts";
import * as nn from "../nn/index.ts";
import { OneCycleLR, SGD, StepLR } from "../optim/index.ts";
import { manualSeed } from "../random/generator.ts";
import { mseLoss, randn, type Tensor, tensor, zeros } from "../tensor/index.ts";
import { earlyStopping, evaluate, type FitOptions, fit, type History, predict, type Run } from "./index.ts";

before(() => {
  useBackend(referenceBackend());
});

const quiet = { verbose: false, plot: false } as const;
const values = async (x: Tensor): Promise<number[]> => [...(await x.data())];

/** Points and their class: which side of a line they lie on. */
function sides(count = 60): { x: Tensor; y: Tensor } {
  manualSeed(7);
  const x: Tensor = randn([count, 2]).realize();
  return { x, y: (x.sum(1) as Tensor).gt(0).to("i32") as Tensor };
}
const classifier = (): nn.Layer => {
  manualSeed(1);
  return new nn.Sequential(new nn.Linear(2, 8), new nn.Tanh(), new nn.Linear(8, 2));
};
const train = (options: FitOptions = {}, model: nn.Layer = classifier()): Promise<History> =>
  fit(model, sides(), { epochs: 3, batchSize: 16, lr: 0.05, seed: 1, ...quiet, ...options });

describe("fit", () => {
  it("lowers the loss, and says so epoch by epoch", async () => {
    const history = await train({ epochs: 6, metrics: ["accuracy"], validation: 0.2 });
    assert.deepEqual(history.names, ["loss", "accuracy", "valLoss", "valAccuracy"]);
    assert.deepEqual(
      history.epochs.map(({ epoch }) => epoch),
      [1, 2, 3, 4, 5, 6],
    );
    const loss = history.column("loss");
    assert.ok(loss.at(-1)! < 0.5 * loss[0]!, `${loss}`);
    assert.ok(history.epochs.at(-1)!.valAccuracy! >= 0.9, `${history}`);
  });

  it("warns once when the loss is no number any more, and knows the best epoch before it", async (t) => {
    const warn = t.mock.method(console, "warn", () => {});
    t.mock.method(console, "log", () => {});
    const { x, y } = sides();
    const history = await fit(classifier(), { x: x.mul(Number.NaN), y }, { epochs: 3, plot: false });
    assert.deepEqual(
      warn.mock.calls.map((call) => call.arguments),
      [
        [
          "fit: the loss is no finite number: NaN in epoch 1\nhelp: try a lower learning rate, or inputs scaled to about 1",
        ],
      ],
    );
    assert.match((await history.plot().content()).text, /loss NaN at epoch 1/);
    history.epochs.push({ epoch: 4, loss: 1, seconds: 0 });
    assert.equal(history.best?.epoch, 4);
  });

  it("gives the same numbers for the same seed, dropout included", async () => {
    const run = async (seed: number): Promise<number[]> => {
      manualSeed(1);
      const model = new nn.Sequential(new nn.Linear(2, 8), new nn.Dropout(0.3), new nn.Linear(8, 2));
      return (await train({ seed }, model)).column("loss");
    };
    const first = await run(5);
    assert.deepEqual(await run(5), first);
    assert.notDeepEqual(await run(6), first);
  });

  it("averages over samples, not over batches", async () => {
    // Nothing is learned at lr 0: the mean of 7 samples in batches of 4 and 3 is the mean of all.
    const [x, y]: Tensor[] = [tensor([[1], [2], [3], [4], [5], [6], [7]]), zeros([7, 1])];
    const model = new nn.Linear(1, 1);
    const whole = await evaluate(model, { x: x!, y: y! });
    const history = await fit(model, { x: x!, y: y! }, { ...quiet, epochs: 1, batchSize: 4, lr: 0 });
    assert.ok(Math.abs(history.epochs[0]!.loss - whole.loss!) < 1e-4 * whole.loss!);
  });

  it("takes batches from a loader, sync or not", async () => {
    const { x, y } = sides();
    async function* slowly() {
      for (const batch of data.batches(x, y, { batchSize: 20 })) yield batch;
    }
    const loader = { [Symbol.asyncIterator]: slowly };
    const options = { ...quiet, epochs: 2, lr: 0.05 };
    const fromBatches = await fit(classifier(), data.batches(x, y, { batchSize: 20 }), options);
    const fromLoader = await fit(classifier(), loader, options);
    assert.deepEqual(fromLoader.column("loss"), fromBatches.column("loss"));
  });

  it("takes optimizers, losses and metrics ready made", async () => {
    const model = new nn.Linear(2, 1);
    const x: Tensor = randn([40, 2]);
    const y: Tensor = x.sum(1, true) as Tensor;
    const history = await fit(model, [x, y], {
      ...quiet,
      epochs: 5,
      optimizer: new SGD(model.parameters(), { lr: 0.1, momentum: 0.5 }),
      loss: new nn.MSELoss(),
      metrics: { worst: (output, targets) => output.sub(targets).abs().max() as Tensor },
    });
    assert.ok(history.epochs.at(-1)!.loss < 0.05, `${history}`);
    assert.ok(history.epochs.at(-1)!.worst! > 0);
  });

  it("trains what gives no tensor, with a loss of the user's own", async () => {
    class Coder extends nn.Module {
      encoder = new nn.Linear(2, 1);
      decoder = new nn.Linear(1, 2);
      forward(x: Tensor) {
        const code: Tensor = this.encoder.forward(x);
        return { code, back: this.decoder.forward(code) as Tensor };
      }
    }
    const { x } = sides();
    const history = await fit(
      new Coder(),
      { x, y: x },
      {
        ...quiet,
        epochs: 3,
        lr: 0.05,
        loss: ({ back, code }, target) => mseLoss(back, target).add(code.square().mean().mul(0.01)) as Tensor,
      },
    );
    assert.ok(history.epochs[2]!.loss < history.epochs[0]!.loss);
  });

  it("trains in training mode, validates in use, and leaves the model ready for use", async () => {
    const modes: boolean[] = [];
    class Watch extends nn.Linear<2, 2> {
      protected override compute(x: Tensor): Tensor {
        modes.push(this.training);
        return super.compute(x);
      }
    }
    const model = new Watch(2, 2);
    await train({ epochs: 1, batchSize: 30, validation: 0.5 }, model as unknown as nn.Layer);
    assert.deepEqual(modes, [true, false]);
    assert.equal(model.training, false);
  });

  it("keeps the running statistics of many batch normalisations", async () => {
    const layers = Array.from({ length: 12 }, () => new nn.BatchNorm1d(2));
    const model: nn.Layer = new nn.Sequential(...layers, new nn.Linear(2, 2));
    await train({ epochs: 2 }, model);
    for (const { runningMean } of layers) assert.ok(runningMean.node.storage, "computed with the step");
  });

  it("follows a schedule of the learning rate, by epochs or by batches", async () => {
    const rates: number[] = [];
    const callbacks = [
      { onBatchEnd: (_: number, run: Run) => void rates.push(Math.round(1e4 * run.optimizer.lr)) },
    ];
    const options = { epochs: 2, batchSize: 30, lr: 0.08, callbacks };
    await train({ ...options, scheduler: (optimizer) => new StepLR(optimizer, { stepSize: 1, gamma: 0.5 }) });
    assert.deepEqual(rates.splice(0), [800, 800, 400, 400]);
    await train({
      ...options,
      scheduler: (optimizer) => new OneCycleLR(optimizer, { maxLr: 0.1, totalSteps: 10 }),
    });
    assert.equal(new Set(rates).size, 4);
  });

  it("calls callbacks in order, and stops when one says so", async () => {
    const calls: string[] = [];
    const history = await train({
      epochs: 9,
      batchSize: 30,
      callbacks: [
        {
          onTrainBegin: () => void calls.push("begin"),
          onEpochBegin: (epoch) => void calls.push(`epoch ${epoch}`),
          onBatchEnd: (batch) => void calls.push(`batch ${batch}`),
          onTrainEnd: () => void calls.push("end"),
        },
        (row, run) => {
          calls.push(`after ${row.epoch}`);
          if (row.epoch === 2) run.stop("enough");
        },
      ],
    });
    const epoch = (n: number) => [`epoch ${n}`, "batch 1", "batch 2", `after ${n}`];
    assert.deepEqual(calls, ["begin", ...epoch(1), ...epoch(2), "end"]);
    assert.equal(history.ending, "2 epochs, enough");
  });
});

describe("earlyStopping", () => {
  // A learning rate that makes things worse after a while shows which weights are left in the end.
  const worsening = {
    onEpochBegin: (epoch: number, run: { optimizer: { lr: number } }) => {
      run.optimizer.lr = epoch <= 3 ? 0.05 : -0.05;
    },
  };

  it("stops when patience ends, and restores the best weights", async () => {
    const model = classifier();
    const stop = earlyStopping({ patience: 2, monitor: "valLoss" });
    const validation = sides(30);
    const history = await train({ epochs: 50, validation, callbacks: [worsening, stop] }, model);
    assert.equal(history.epochs.length, history.best!.epoch + 2);
    assert.equal(history.restoredEpoch, history.best!.epoch);
    const { loss } = await evaluate(model, validation);
    assert.ok(Math.abs(loss! - history.best!.valLoss!) < 1e-6, `${loss} and ${history}`);
  });

  it("restores them also when training ends by itself", async () => {
    const history = await train({ epochs: 5, callbacks: [worsening, earlyStopping({ patience: 50 })] });
    assert.ok(history.best!.epoch < 5);
    assert.equal(history.restoredEpoch, history.best!.epoch);
  });

  it("restores them also when training fails", async () => {
    const model = classifier();
    const validation = sides(30);
    let best = Number.POSITIVE_INFINITY;
    const failing = (row: { epoch: number; valLoss?: number }) => {
      best = Math.min(best, row.valLoss!);
      if (row.epoch === 6) throw new Error("on purpose");
    };
    await assert.rejects(
      train(
        { epochs: 9, validation, callbacks: [worsening, earlyStopping({ patience: 50 }), failing] },
        model,
      ),
      /on purpose/,
    );
    assert.ok(Math.abs((await evaluate(model, validation)).loss! - best) < 1e-6);
  });

  it("knows that accuracies shall be large", async () => {
    const history = await train({
      epochs: 12,
      metrics: ["accuracy"],
      callbacks: [worsening, earlyStopping({ monitor: "accuracy", patience: 2 })],
    });
    const accuracy = history.column("accuracy");
    assert.equal(history.restoredEpoch, 1 + accuracy.indexOf(Math.max(...accuracy)));
  });

  it("refuses to watch what nobody measures", async () => {
    await assert.rejects(
      train({ callbacks: [earlyStopping({ monitor: "valLoss" })] }),
      /earlyStopping: nothing of this name is measured: valLoss and loss\nhelp: give fit validation data/,
    );
  });
});

describe("fit: interrupts", () => {
  const key = Symbol.for("cellgrad.interrupt");
  const globals = globalThis as { [key: symbol]: unknown };
  after(() => {
    delete globals[key];
  });

  it("end training after the batch under way, with the best weights and a history that says so", async () => {
    let [inside, batches] = [0, 0];
    globals[key] = { requested: () => batches >= 10, enter: () => inside++, leave: () => inside-- };
    const model = classifier();
    const counting = { onBatchEnd: () => void batches++ };
    const history = await train(
      { epochs: 100, callbacks: [counting, earlyStopping({ patience: 100 })] },
      model,
    );
    // 60 samples in batches of 16 are 4 batches an epoch: two epochs and a half.
    assert.equal(batches, 10);
    assert.equal(history.epochs.length, 2);
    assert.equal(history.interrupted, true);
    assert.equal(history.ending, "2 epochs, interrupted, weights of epoch 2 restored");
    assert.equal(inside, 0);
  });
});

describe("evaluate and predict", () => {
  it("do not depend on the size of batches", async () => {
    const model = classifier();
    const samples = sides(50);
    const outputs = async (batchSize: number) => values(await predict(model, samples.x, { batchSize }));
    const whole = await outputs(50);
    assert.equal(whole.length, 100);
    for (const size of [1, 7, 256]) {
      (await outputs(size)).forEach((value, i) => {
        assert.ok(Math.abs(value - whole[i]!) <= 1e-5);
      });
    }
    const measured = (batchSize: number) => evaluate(model, samples, { batchSize, metrics: ["accuracy"] });
    const [one, all] = [await measured(1), await measured(50)];
    assert.ok(Math.abs(one.loss! - all.loss!) < 1e-5);
    assert.ok(Math.abs(one.accuracy! - all.accuracy!) < 1e-6);
  });

  it("use the model as it is used, and put its mode back", async () => {
    const model = new nn.Sequential(new nn.Dropout(0.9), new nn.Linear(2, 1));
    const x: Tensor = tensor([[1, 2]]);
    assert.deepEqual(await values(await predict(model, x)), await values(await predict(model, x)));
    assert.equal(model.training, true);
  });

  it("count hits of classes, of yes and no, and of one-hot targets", async () => {
    const identity = new nn.Flatten();
    const accuracy = async (x: Tensor, y: Tensor, loss: "crossEntropy" | "bceWithLogits" | "mseLoss") =>
      (await evaluate(identity, { x, y }, { loss, metrics: ["accuracy"] })).accuracy;
    const scores: Tensor = tensor([
      [3, 1],
      [0, 1],
      [2, 5],
    ]);
    assert.ok(
      Math.abs(
        (await accuracy(scores, tensor([0, 0, 1], { dtype: "i32" }) as Tensor, "crossEntropy"))! - 2 / 3,
      ) < 1e-6,
    );
    const hot: Tensor = tensor([
      [1, 0],
      [1, 0],
      [0, 1],
    ]);
    assert.ok(Math.abs((await accuracy(scores, hot, "mseLoss"))! - 2 / 3) < 1e-6);
    // As logits, 0.4 means yes; as a probability it would mean no.
    const logits: Tensor = tensor([[0.4], [-2]]);
    assert.equal(await accuracy(logits, tensor([[1], [0]]) as Tensor, "bceWithLogits"), 1);
    assert.equal(await accuracy(logits, tensor([[1], [0]]) as Tensor, "mseLoss"), 0.5);
  });
});

describe("fit: what it refuses", () => {
  const model = classifier();
  const refused: [expected: RegExp, run: () => Promise<unknown>][] = [
    [
      /^fit: numbers of samples differ: x 60 and y 3/,
      () => fit(model, { x: sides().x, y: zeros([3]) }, quiet),
    ],
    [/^fit: the data are no samples/, () => fit(model, sides().x as never, quiet)],
    [
      /^fit: unknown loss: got crossentropy, one of crossEntropy, /,
      () => train({ loss: "crossentropy" as never }),
    ],
    [/^fit: unknown metric: got acc, one of accuracy, /, () => train({ metrics: ["acc" as never] })],
    [/^fit: unknown optimizer: got Adam, one of sgd, adam, /, () => train({ optimizer: "Adam" as never })],
    [
      /^fit: the optimizer holds no parameter of the model: it was made for another one\nhelp: make it anew/,
      () => train({ optimizer: new SGD(classifier().parameters(), { lr: 0.1 }) }),
    ],
    [/^fit: validation is out of range: got 1 of 60 samples/, () => train({ validation: 1 })],
    [/^layer 0: linear: expects 2 features/, () => fit(model, { x: zeros([4, 3]), y: zeros([4]) }, quiet)],
    [
      /^fit: there are no batches: none came in epoch 2\nhelp: a generator gives its batches once/,
      () => fit(model, data.batches(sides().x, sides().y)[Symbol.iterator](), quiet),
    ],
  ];
  for (const [expected, run] of refused) {
    it(`${expected}`, () => assert.rejects(run, ({ message }: Error) => expected.test(message)));
  }
});
