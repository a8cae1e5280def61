"""PyTorch's times for the cases of bench/gpu/cases.ts, as JSON on stdout: on CUDA, else on Apple's or the processor.

f32 stays f32: TF32 is switched off, as we have none.
"""
import json
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
full = sys.argv[1] == "full"
least = 0.3 if full else 0.001


def drained():
    if device == "cuda":
        torch.cuda.synchronize()
    elif device == "mps":
        torch.mps.synchronize()


def run(work, times):
    start = time.perf_counter()
    for _ in range(times):
        work()
    drained()
    return time.perf_counter() - start


def measure(make):
    work = make()
    run(work, 3)
    times = max(1, min(200, int(least / max(1e-9, run(work, 1))) + 1))
    return 1000 * min(run(work, times) / times for _ in range(3))


def made(*shape, dtype=torch.float32):
    return torch.randn(*shape, device=device).to(dtype)


cases = {}

for n in [1024, 2048, 4096, 8192] if full else [64, 128]:
    def product(n, dtype=torch.float32, turned=False):
        a, b = made(n, n, dtype=dtype), made(n, n, dtype=dtype)
        b = b.T if turned else b
        return lambda: a @ b

    cases[f"matmul {n} f32"] = lambda n=n: product(n)
    cases[f"matmul {n} f32, second turned"] = lambda n=n: product(n, turned=True)
    cases[f"matmul {n} f16"] = lambda n=n: product(n, torch.float16)

rows, columns, elements = (16384, 2048, 2**26) if full else (64, 256, 2**14)


def over(f):
    def make():
        x = made(rows, columns)
        return lambda: f(x)
    return make


def norm():
    x, layer = made(rows, columns), nn.LayerNorm(columns, device=device)

    def work():
        with torch.no_grad():
            layer(x)
    return work


def over_all(f, inputs):
    def make():
        xs = [made(elements) for _ in range(inputs)]
        return lambda: f(*xs)
    return make


def by_vector():
    a, x = made(rows, columns), made(columns, 1)
    return lambda: a @ x


def with_gradient(loss_of):
    def make():
        x, loss = made(rows, columns).requires_grad_(), loss_of()

        def work():
            x.grad = None
            loss(x).backward()
        return work
    return make


def cross_entropy():
    targets = torch.randint(0, columns, (rows,), device=device)
    return lambda x: F.cross_entropy(x, targets)


def weighted(f):
    def loss_of():
        weight = made(rows, columns)
        return lambda x: (f(x) * weight).sum()
    return loss_of


cases[f"softmax [{rows}, {columns}]"] = over(lambda x: x.softmax(1))
cases[f"logSoftmax [{rows}, {columns}]"] = over(lambda x: x.log_softmax(1))
cases[f"logsumexp [{rows}, {columns}]"] = over(lambda x: x.logsumexp(1))
cases[f"variance [{rows}, {columns}]"] = over(lambda x: x.var(1))
cases[f"crossEntropy and gradient [{rows}, {columns}]"] = with_gradient(cross_entropy)
cases[f"softmax and gradient [{rows}, {columns}]"] = with_gradient(weighted(lambda x: x.softmax(1)))
cases[f"layerNorm [{rows}, {columns}]"] = norm
cases[f"layerNorm and gradient [{rows}, {columns}]"] = with_gradient(weighted(lambda x: F.layer_norm(x, (columns,))))
cases[f"gelu [{rows}, {columns}]"] = over(F.gelu)
cases[f"sum of rows [{rows}, {columns}]"] = over(lambda x: x.sum(1))
cases[f"sum of columns [{rows}, {columns}]"] = over(lambda x: x.sum(0))
cases[f"sum of all {elements}"] = over_all(torch.sum, 1)
cases[f"add of {elements}"] = over_all(torch.add, 2)
cases[f"place of the largest of {elements}"] = over_all(torch.argmax, 1)
cases[f"matrix by vector [{rows}, {columns}]"] = by_vector

images, side, narrow, wide = (32, 56, 64, 128) if full else (2, 8, 4, 8)
shape = f"{narrow} to {wide}, {images}×{side}×{side}"


def convolution(gradients):
    def make():
        x, w = made(images, narrow, side, side), made(wide, narrow, 3, 3)
        g = made(images, wide, side, side)
        if not gradients:
            return lambda: F.conv2d(x, w, padding=1)
        x.requires_grad_()
        w.requires_grad_()

        def work():
            x.grad = w.grad = None
            F.conv2d(x, w, padding=1).backward(g)
        return work
    return make


cases[f"conv2d 3×3 {shape}"] = convolution(False)
cases[f"conv2d 3×3 and gradients {shape}"] = convolution(True)


def training(set_up):
    def make():
        model, loss = set_up()
        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)

        def work():
            optimizer.zero_grad()
            loss().backward()
            optimizer.step()
        return work
    return make


def labels(shape, classes):
    return torch.randint(0, classes, shape, device=device)


hidden, batch = (4096, 1024) if full else (32, 16)


def mlp():
    model = nn.Sequential(
        nn.Linear(784, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, 10)
    ).to(device)
    x, y = made(batch, 784), labels((batch,), 10)
    return model, lambda: F.cross_entropy(model(x), y)


def cnn():
    model = nn.Sequential(
        nn.Conv2d(3, wide, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(wide, 2 * wide, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(2 * wide * 64, 10),
    ).to(device)
    x, y = made(4 * images, 3, 32, 32), labels((4 * images,), 10)
    return model, lambda: F.cross_entropy(model(x), y)


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.heads = max(1, width // 64)
        self.ln1, self.ln2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        batch, context, width = x.shape
        qkv = self.qkv(self.ln1(x)).reshape(batch, context, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        attended = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(attended.permute(0, 2, 1, 3).reshape(batch, context, width))
        return x + self.down(F.gelu(self.up(self.ln2(x))))


width, context, sentences, blocks, vocabulary = (512, 256, 16, 4, 8192) if full else (16, 8, 2, 1, 32)


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens, self.places = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.blocks = nn.Sequential(*(Block(width) for _ in range(blocks)))
        self.head = nn.Linear(width, vocabulary)

    def forward(self, tokens, places):
        return self.head(self.blocks(self.tokens(tokens) + self.places(places)))


def gpt():
    model = Gpt().to(device)
    count = sentences * context
    tokens, targets = labels((sentences, context), vocabulary), labels((count,), vocabulary)
    places = torch.arange(context, device=device)
    return model, lambda: F.cross_entropy(model(tokens, places).reshape(count, vocabulary), targets)


cases[f"MLP 784-{hidden}-{hidden}-10, batch {batch}"] = training(mlp)
cases[f"CNN 3-{wide}-{2 * wide}-10, {4 * images}×32×32"] = training(cnn)
cases[f"GPT {blocks} blocks of {width}, {sentences}×{context}, {vocabulary} tokens"] = training(gpt)

milliseconds = {}
for name, make in cases.items():
    try:
        milliseconds[name] = measure(make)
    except RuntimeError as error:
        print(f"{name}: {error}", file=sys.stderr)
name = torch.cuda.get_device_name() if device == "cuda" else device
print(json.dumps({"device": f"{name}, torch {torch.__version__}", "milliseconds": milliseconds}))
