// What a cell is told that is written as elsewhere: in PyTorch, in Python, in JavaScript without types. Each row is a mistake
// and the words for it.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { openNotebook } from "../testing.ts";

const notebook = openNotebook({ "numbers.ts": "export const one = 1;" });
before(() =>
  notebook.runAll(
    'import { crossEntropy, data, fit, nn, ones, optim, plot, tensor, zeros, randn, full, type Tensor } from "cellgrad";',
    "const net = new nn.Linear(4, 2); const a = zeros([2, 3]); const b = ones([2, 3]); const x = ones([2, 4]);",
    "let t = ones([2]); const sgd = new optim.SGD(net.parameters(), { lr: 0.1 });",
  ),
);

async function said(cell: string): Promise<string> {
  const found = await notebook.checker.check(cell);
  return found
    .flatMap(({ message, related }) => [message, ...related.filter((line) => line.startsWith("help: "))])
    .join("\n");
}

function tell(rows: Record<string, string | string[]>): void {
  for (const [cell, words] of Object.entries(rows)) {
    it(cell, async () => assert.equal(await said(cell), [words].flat().join("\n")));
  }
}

describe("operators on tensors are methods", () => {
  const operator = (sign: string, help: string) => [
    `Operators like '${sign}' do not take tensors.`,
    `help: ${help}`,
  ];
  tell({
    "a + b": operator("+", "a.add(b)"),
    "a * 2": operator("*", "a.mul(2)"),
    "2 * a": operator("*", "a.mul(2)"),
    "2 - a": operator("-", "tensor(2).sub(a)"),
    "a * 2 - b / 3": operator("-", "a.mul(2).sub(b.div(3))"),
    "(a + b) * (b - 1)": operator("*", "a.add(b).mul(b.sub(1))"),
    "a ** 2": operator("**", "a.pow(2)"),
    "t += 1": operator("+=", "t = t.add(1)"),
    "1 - a * 2": operator("-", "tensor(1).sub(a.mul(2))"),
  });
});

describe("calls", () => {
  tell({
    "net(x)": ["'net' is a module: it is not called, its `forward` is.", "help: net.forward(x)"],
    "class Two extends nn.Module { fc = new nn.Linear(4, 2); forward(x: Tensor) { return this.fc(x); } }": [
      "'this.fc' is a module: it is not called, its `forward` is.",
      "help: this.fc.forward(x)",
    ],
    "zeros(2, 3)": ["'zeros' takes its numbers as one list.", "help: zeros([2, 3])"],
    "randn(5)": ["'randn' takes its numbers as one list.", "help: randn([5])"],
    "full(2, 3, 0.5)": ["'full' takes its numbers as one list.", "help: full([2, 3], 0.5)"],
    "a.reshape(3, 2)": ["'reshape' takes its numbers as one list.", "help: a.reshape([3, 2])"],
    "tensor(1, 2, 3)": ["'tensor' takes its values as one list.", "help: tensor([1, 2, 3])"],
    "nn.Linear(3, 4)": [
      "Value of type 'typeof Linear' is not callable. Did you mean to include 'new'?",
      "help: new nn.Linear(3, 4)",
    ],
    "new optim.Adam(net, { lr: 0.1 })": [
      "An optimizer takes the parameters of a module, not the module.",
      "help: new optim.Adam(net.parameters(), { lr: 0.1 })",
    ],
    "new optim.Adam(net.parameters(), 0.1)": [
      "An optimizer takes its settings as an object.",
      "help: new optim.Adam(net.parameters(), { lr: 0.1 })",
    ],
    "new optim.Adam(net.parameters(), lr = 0.1)": [
      "There are no arguments by name.",
      "help: new optim.Adam(net.parameters(), { lr: 0.1 })",
    ],
    "a.sum(dim = 1)": ["There are no arguments by name.", "help: a.sum(1)"],
    "a.sum({ dim: 1, keepdim: true })": [
      "'sum' takes the axis, and whether it stays, by place.",
      "help: a.sum(1, true)",
    ],
    "a.transpose()": [
      "'transpose' takes the two axes that change places.",
      "help: a.transpose(-2, -1), or a.t() for a matrix",
    ],
    "new optim.SGD(net.parameters(), { learningRate: 0.1 })": [
      "There is no setting 'learningRate'.",
      "help: lr: 0.1",
    ],
    "a.shape()": ["'a.shape' is a value, not a method.", "help: a.shape"],
    "a.size(0)": ["'a.size' is a value, not a method.", "help: a.shape[0]"],
  });
});

describe("members that are called otherwise", () => {
  const none = (name: string) => `Property '${name}' does not exist on type 'Tensor<[2, 3]>'.`;
  tell({
    "a[0]": ["Tensors have no `[ ]`.", "help: a.at(0), or a.slice(…) for more than one"],
    "a.data[0]": ["'a.data' is a method that gives a promise.", "help: (await a.data())[0]"],
    "a.view(-1)": [none("view"), "help: a.reshape([-1])"],
    "a.numpy()": [none("numpy"), "help: await a.data(), or await a.toArray() for nested arrays"],
    "a.add_(b)": ["Tensors are not changed in place.", "help: a = a.add(b)"],
    "net.fit(x, a)": [
      "Modules are trained by the function `fit`.",
      "help: await fit(net, { x, y }, { epochs, optimizer, loss })",
    ],
    "a.contiguous()": [
      "Tensors have no layout to see: a view is copied where an operation needs it.",
      "help: a",
    ],
    "plot.image(a)": ["plot has no 'image'.", "help: plot.images"],
    "nn.Relu": ["nn has no 'Relu'.", "help: nn.ReLU"],
    "data.mnist()": [
      "data has no 'mnist'.",
      "help: data has Batches, batches, breastCancer, digits, iris, split, wine",
    ],
    "new Tensor([1])": [
      "'Tensor' is a type: tensors are made by functions.",
      'help: tensor([1]), with import { tensor } from "cellgrad"',
    ],
    "class Own { constructor() { this.fc = 1; } }": [
      "Property 'fc' does not exist on type 'Own'.",
      "help: declare it in the class, outside of its methods: fc = 1;",
    ],
    'const user = { name: "x" }; user.nmae': [
      "Property 'nmae' does not exist on type '{ name: string; }'.",
      "help: did you mean name?",
    ],
  });
});

describe("names and texts that are not there", () => {
  tell({
    "eye(3)": ["Cannot find name 'eye'.", 'help: import { eye } from "cellgrad"'],
    "new Sequential()": [
      "Cannot find name 'Sequential'.",
      'help: nn.Sequential, with import { nn } from "cellgrad"',
    ],
    "relu(a)": ["Cannot find name 'relu'.", "help: a.relu(): it is a method of tensors"],
    'import { conv2D } from "cellgrad"': [
      "cellgrad has no 'conv2D' of its own.",
      "help: x.conv2d(): it is a method of tensors",
    ],
    'import { cat } from "cellgrad"': ["cellgrad has no 'cat' of its own.", "help: here it is concat"],
    'import { Dense } from "cellgrad"': ["cellgrad has no 'Dense' of its own.", "help: here it is nn.Linear"],
    "cat([a, b])": ["Cannot find name 'cat'.", "help: here it is concat"],
    "print(a)": ["Cannot find name 'print'.", "help: console.log(a)"],
    "!ls": ["Cannot find name 'ls'.", "help: %%sh on the first line of a cell of its own, then ls"],
    None: ["Cannot find name 'None'.", "help: null, or undefined"],
    "test.images": "Cannot find name 'test'.",
    "$(1)": "Cannot find name '$'.",
    "const grid = 1; gird": ["Cannot find name 'gird'.", "help: did you mean grid?"],
    "document.body": [
      "Cannot find name 'document'.",
      "help: cells run in Node, not in the page; html(`…`), svg and widget of cellgrad show things there",
    ],
    'await fit(net, { x, y: a }, { epochs: 1, optimizer: sgd, loss: crossEntropy, metrics: ["acuracy"] })': [
      '"acuracy" is not one of the texts that fit here.',
      'help: did you mean "accuracy"?',
    ],
    'a.to("cuda")': ['"cuda" is not one of the texts that fit here.', 'help: did you mean "webgpu"?'],
    'const word: "one" | "two" = "three"': [
      '"three" is not one of the texts that fit here.',
      'help: one of "one", "two"',
    ],
    'import fast from "fast-thing"': ["Cannot find package 'fast-thing'.", "help: %npm install fast-thing"],
    'import deep from "@scope/thing/deep"': [
      "Cannot find package '@scope/thing'.",
      "help: %npm install @scope/thing",
    ],
    'import "side-effect"': ["Cannot find package 'side-effect'.", "help: %npm install side-effect"],
    'import { one } from "./number.ts"': [
      "Cannot find file './number.ts'.",
      'help: did you mean "./numbers.ts"?',
    ],
    "class Net extends nn.Module { forward(x) { return x; } }": [
      "The type of 'x' is not known.",
      'help: forward(x: Tensor), with import type { Tensor } from "cellgrad"',
    ],
  });
});

it("each mistake has its words", async () => {
  const found = await notebook.checker.check("net(x);\na + b;");
  assert.deepEqual(
    found.map(({ start, end, severity }) => [start, end, severity]),
    [
      [0, 3, "error"],
      [8, 13, "error"],
    ],
  );
});

describe("what is right as it is, or wrong in another way", () => {
  tell({
    "1 + 2 * 3": [],
    'const n: number = "x";': "Type 'string' is not assignable to type 'number'.",
    "[1, 2] * 2":
      "The left-hand side of an arithmetic operation must be of type 'any', 'number', 'bigint' or an enum type.",
    "const wait = a.item(); wait + 1": "Operator '+' cannot be applied to types 'Promise<number>' and '1'.",
    "const plain = { f: 1 }; plain.f()": ["'plain.f' is a value, not a method.", "help: plain.f"],
  });
});

describe("a name whose cell did not run", () => {
  it("is told as that, until a cell declares it", async () => {
    assert.notEqual(await said("const rate: number = 'much'; const kept = 1;"), "");
    const words = (name: string) => [
      `Cannot find name '${name}'.`,
      "help: the cell that declares it did not run: mend its error first",
    ];
    assert.equal(await said("rate * 2"), words("rate").join("\n"));
    await notebook.runAll("const rate: number = 0.1;");
    assert.equal(await said("rate * 2"), "");
    assert.equal(await said("kept * 2"), words("kept").join("\n"));
  });
});
