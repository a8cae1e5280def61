// A notebook of 40 cells as a class would write it: data, models, attention, statistics, functions of one's own. It says
// nothing of `Sequential`, whose rule has no untyped form.
const blocks: readonly (readonly string[])[] = [
  [
    'import { concat, crossEntropy, einsum, mseLoss, nn, ones, optim, randint, randn, stack, type Tensor, tensor, where, zeros } from "cellgrad";',
    "const x = randn([32, 784]); const y = randint(0, 10, [32]);",
    "const w1 = randn([784, 128]).mul(0.05); const b1 = zeros([128]);",
    "const w2 = randn([128, 10]).mul(0.05); const b2 = zeros([10]);",
    "const hidden = x.matmul(w1).add(b1).relu();",
    "const logits = hidden.matmul(w2).add(b2);",
    "const loss = crossEntropy(logits, y);",
    "const right = logits.argmax(1).eq(y).to('f32').mean();",
    "function step(p: Tensor, g: Tensor, lr = 0.1) { return p.sub(g.mul(lr)); }",
    "const better = step(w1 as Tensor, ones([784, 128]) as Tensor);",
  ],
  [
    "const images = randn([16, 1, 28, 28]);",
    "const kernel = randn([8, 1, 3, 3]);",
    "const maps = images.conv2d(kernel, { padding: 1 }).relu();",
    "const small = maps.maxPool2d(2);",
    "const flat = small.flatten(1);",
    "const scores = flat.matmul(randn([1568, 10]));",
    "const shares = scores.softmax(1); const best = shares.max(1, true);",
    "const cnn = new nn.Linear(1568, 10);",
    "const out = cnn.forward(flat); const prediction = out.argmax(1);",
    "const optimizer = new optim.Adam(cnn.parameters(), { lr: 1e-3 });",
  ],
  [
    "const tokens = randn([4, 16, 64]);",
    "const wq = randn([64, 64]); const wk = randn([64, 64]); const wv = randn([64, 64]);",
    "const q = tokens.matmul(wq).reshape([4, 16, 4, 16]).permute([0, 2, 1, 3]);",
    "const k = tokens.matmul(wk).reshape([4, 16, 4, 16]).permute([0, 2, 1, 3]);",
    "const v = tokens.matmul(wv).reshape([4, 16, 4, 16]).permute([0, 2, 1, 3]);",
    "const weights = q.matmul(k.transpose(-1, -2)).div(4).softmax(-1);",
    "const mixed = weights.matmul(v).permute([0, 2, 1, 3]).reshape([4, 16, 64]);",
    "const normal = mixed.sub(mixed.mean(-1, true)).div(mixed.std(-1, true).add(1e-5));",
    'const inner = einsum("bqd,bkd->bqk", tokens, tokens);',
    "const pooled = normal.mean(1); const head = pooled.matmul(randn([64, 2]));",
  ],
  [
    "const table = tensor([[1, 2, 3], [4, 5, 6]]);",
    "const centred = table.sub(table.mean(0)); const spread = centred.square().sum(0).div(1).sqrt();",
    "const both = concat([table, zeros([3, 3])]); const three = stack([table, table, table]);",
    "const chosen = where(table.gt(2), table, 0); const first = both.slice(0, 2);",
    "const row = table.at(0); const sorted = row.sort().values;",
    "function affine(x: Tensor): Tensor { return x.matmul(randn([3, 2])).add(zeros([2])); }",
    "const mapped = affine(table); const error = mseLoss(mapped, zeros([2, 2]));",
    "const slope = x.matmul(w1).tanh().sum(); const scaled = slope.mul(2).exp().log();",
    "const losses: number[] = []; for (let i = 0; i < 3; i++) losses.push(await loss.item());",
    "const summary = [loss, right, error].map((value) => value.mul(100));",
  ],
];

export const cells: readonly string[] = blocks.flat();
