import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { inspect } from "node:util";
import { referenceBackend } from "../backend/reference/reference.ts";
import { useBackend } from "../backend/registry.ts";
import { manualSeed } from "../random/generator.ts";
import { ones, type Tensor, tensor, zeros } from "../tensor/index.ts";
import * as nn from "./index.ts";

before(() => {
  useBackend(referenceBackend());
});

const message = (f: () => unknown): string => {
  try {
    f();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};
const names = (module: nn.Module): string[] => Array.from(module.namedParameters(), ([name]) => name);
const values = async (x: Tensor): Promise<number[]> => [...(await x.data())];

class Block extends nn.Module {
  norm = new nn.BatchNorm1d(4);
  linear = new nn.Linear(4, 4);
  forward(x: Tensor<[number, 4]>) {
    return this.linear.forward(this.norm.forward(x)).relu();
  }
}
class Net extends nn.Module {
  blocks = [new Block(), new Block()];
  heads = { left: new nn.Linear(4, 1), right: new nn.Linear(4, 1, { bias: false }) };
  scale = new nn.Parameter(ones([1]));
  notes = { written: "by hand", sizes: [1, 2, 3] };
  forward(x: Tensor<[number, 4]>) {
    let h: Tensor = x;
    for (const block of this.blocks) h = block.forward(h as Tensor<[number, 4]>);
    return this.heads.left.forward(h).mul(this.scale);
  }
}

describe("nn.Module: what it is made of", () => {
  it("finds parameters in its fields, in lists and in objects, and names them as PyTorch does", () => {
    assert.deepEqual(names(new Net()), [
      "scale",
      "blocks.0.norm.weight",
      "blocks.0.norm.bias",
      "blocks.0.linear.weight",
      "blocks.0.linear.bias",
      "blocks.1.norm.weight",
      "blocks.1.norm.bias",
      "blocks.1.linear.weight",
      "blocks.1.linear.bias",
      "heads.left.weight",
      "heads.left.bias",
      "heads.right.weight",
    ]);
  });

  it("names the layers of a Sequential by their places", () => {
    const model = new nn.Sequential(new nn.Linear(2, 3), new nn.ReLU(), new nn.Linear(3, 1));
    assert.deepEqual(names(model), ["0.weight", "0.bias", "2.weight", "2.bias"]);
    assert.deepEqual(
      model.parameters().map(({ shape }) => shape),
      [[3, 2], [3], [1, 3], [1]],
    );
  });

  it("counts a tensor of the user's own when gradients are kept for it", () => {
    class Shift extends nn.Module {
      learned: Tensor = zeros([2], { requiresGrad: true });
      fixed: Tensor = zeros([2]);
      forward(x: Tensor) {
        return x.add(this.learned).add(this.fixed);
      }
    }
    assert.deepEqual(names(new Shift()), ["learned"]);
  });

  it("lists shared parameters once, and saves them under each name", () => {
    const shared = new nn.Linear(2, 2);
    const model = new nn.Sequential(shared, new nn.ReLU(), shared);
    assert.deepEqual(names(model), ["0.weight", "0.bias"]);
    assert.deepEqual(Object.keys(model.stateDict()), ["0.weight", "0.bias", "2.weight", "2.bias"]);
  });

  it("starts a parameter with the values of a tensor, which stays as it was", async () => {
    const source: Tensor = tensor([1, 2]);
    const parameter = new nn.Parameter(source);
    assert.deepEqual([parameter.requiresGrad, source.requiresGrad], [true, false]);
    assert.deepEqual(await values(parameter), [1, 2]);
  });

  it("freezes and thaws", () => {
    const model = new nn.Linear(2, 2).requiresGrad_(false);
    assert.deepEqual(names(model), ["weight", "bias"]);
    assert.equal(model.forward(zeros([1, 2])).requiresGrad, false);
    assert.equal(model.requiresGrad_().forward(zeros([1, 2])).requiresGrad, true);
  });

  it("puts all modules below it in a mode", () => {
    const net = new Net();
    assert.deepEqual([...new Set(net.modules().map(({ training }) => training))], [true]);
    assert.deepEqual(
      [
        ...new Set(
          net
            .eval()
            .modules()
            .map(({ training }) => training),
        ),
      ],
      [false],
    );
    assert.equal(net.modules().length, 1 + 2 * 3 + 2);
  });

  it("forgets gradients", () => {
    const model = new nn.Linear(2, 1);
    (model.forward(ones([1, 2])).sum() as Tensor).backward();
    assert.notEqual(model.weight.grad, null);
    model.zeroGrad();
    assert.equal(model.weight.grad, null);
  });
});

describe("nn.Module: state", () => {
  it("travels from one model to another", async () => {
    const [from, to] = [new Net(), new Net()];
    const report = to.loadStateDict(from.stateDict());
    assert.deepEqual(report, { missing: [], unexpected: [] });
    assert.deepEqual(await values(to.blocks[1]!.linear.weight), await values(from.blocks[1]!.linear.weight));
    assert.ok(to.parameters().every(({ requiresGrad }) => requiresGrad));
  });

  it("holds buffers under PyTorch's names", () => {
    assert.deepEqual(Object.keys(new nn.BatchNorm1d(3).stateDict()), [
      "weight",
      "bias",
      "running_mean",
      "running_var",
      "num_batches_tracked",
    ]);
  });

  it("stays as it was when the model goes on", async () => {
    const model = new nn.Linear(1, 1, { bias: false });
    const before = model.stateDict();
    const [was] = await values(model.weight);
    model.loadStateDict({ weight: tensor([[7]]) as Tensor });
    assert.deepEqual(await values(model.weight), [7]);
    assert.deepEqual(await values(before.weight!), [was]);
  });

  it("refuses other names, and changes nothing", async () => {
    const model = new nn.Linear(1, 1);
    const was = await values(model.weight);
    const state = { weight: tensor([[7]]) as Tensor, wieght: zeros([1]) as Tensor };
    assert.equal(
      message(() => model.loadStateDict(state)),
      "loadStateDict: names differ: missing bias and left over wieght\nhelp: to load what fits, write { strict: false }",
    );
    assert.deepEqual(await values(model.weight), was);
    const report = model.loadStateDict(state, { strict: false });
    assert.deepEqual(report, { missing: ["bias"], unexpected: ["wieght"] });
    assert.deepEqual(await values(model.weight), [7]);
  });

  it("refuses other shapes", () => {
    const state = { ...new nn.Linear(3, 2).stateDict() };
    assert.equal(
      message(() => new nn.Linear(4, 2).loadStateDict(state)),
      "loadStateDict: shapes differ: weight is [2, 4] and the state has [2, 3]",
    );
  });
});

describe("nn.Module: summary", () => {
  it("is a table of layers with output shapes and numbers of parameters", () => {
    const model = new nn.Sequential(
      new nn.Conv2d(1, 16, 3, { padding: 1 }),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.Flatten(),
      new nn.Linear(3136, 10),
    );
    assert.deepEqual(`${model.summary([1, 1, 28, 28])}`.split("\n"), [
      "layer                             output           parameters",
      "─────────────────────────────────────────────────────────────",
      "Sequential                        [1, 10]                    ",
      "  0: Conv2d(1, 16, 3, padding 1)  [1, 16, 28, 28]         160",
      "  1: ReLU()                       [1, 16, 28, 28]           0",
      "  2: MaxPool2d(2)                 [1, 16, 14, 14]           0",
      "  3: Flatten()                    [1, 3136]                 0",
      "  4: Linear(3136, 10)             [1, 10]              31,370",
      "─────────────────────────────────────────────────────────────",
      "parameters: 31,530",
    ]);
  });

  it("knows the shapes of a model that was used, and what is frozen", () => {
    const model = new nn.Sequential(new nn.Linear(2, 3), new nn.Linear(3, 1).requiresGrad_(false));
    const text = () => `${model.summary()}`;
    assert.ok(!text().includes("[5, 3]"));
    model.forward(zeros([5, 2]));
    assert.ok(text().includes("[5, 3]"));
    assert.equal(text().split("\n").at(-1), "parameters: 13 (4 frozen)");
  });

  it("leaves the mode as it was", () => {
    const model = new nn.Sequential(new nn.Linear(2, 2), new nn.Dropout(0.5).eval());
    model.summary([1, 2]);
    assert.deepEqual(
      model.modules().map(({ training }) => training),
      [true, true, false],
    );
  });
});

describe("nn.Module: elsewhere", () => {
  it("moves to another device, and learns there", async () => {
    const model = new nn.Sequential(new nn.BatchNorm1d(2), new nn.Linear(2, 1));
    const before = await values(model.parameters()[2]!);
    assert.equal(await model.to("wasm"), model);
    const tensors = [...model.parameters(), ...Array.from(model.namedBuffers(), ([, buffer]) => buffer)];
    assert.deepEqual([...new Set(tensors.map(({ device }) => device))], ["wasm"]);
    assert.deepEqual(await values(model.parameters()[2]!), before);
    assert.ok(model.parameters().every(({ requiresGrad }) => requiresGrad));
  });

  it("prints itself as its table", () => {
    const model = new nn.Sequential(new nn.Linear(2, 1));
    assert.equal(inspect(model), `${model.summary()}`);
  });
});

describe("nn.Module: seeds", () => {
  it("give the same parameters again", async () => {
    const make = async (): Promise<number[]> => {
      manualSeed(5);
      return values(new nn.Linear(3, 2).weight);
    };
    assert.deepEqual(await make(), await make());
  });
});
