# The tasks with PyTorch on its CPU backend, threads as OMP_NUM_THREADS says. Same requests and answers as serve.ts.
import json
import os
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
torch.manual_seed(0)


def matmul(n):
    a, b = torch.randn(n, n), torch.randn(n, n)
    return lambda: a @ b


def add():
    a, b = torch.randn(2**24), torch.randn(2**24)
    out = torch.empty_like(a)
    return lambda: torch.add(a, b, out=out)


def rowwise(f):
    x = torch.randn(4096, 1024)
    return lambda: f(x)


def conv(gradients):
    x = torch.randn(8, 32, 56, 56, requires_grad=gradients)
    w = torch.randn(64, 32, 3, 3, requires_grad=gradients)

    def run():
        x.grad = w.grad = None
        y = F.conv2d(x, w, padding=1)
        if gradients:
            y.sum().backward()

    return run


def record():
    x, b = torch.randn(128, 256), torch.randn(256)
    return lambda: x + b


def training(model, optimizer, x, y):
    def run():
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()

    return run


def mlp(hidden, optimizer):
    model = nn.Sequential(nn.Linear(784, hidden), nn.ReLU(), nn.Linear(hidden, 10))
    return training(model, optimizer(model), torch.randn(128, 784), torch.randint(0, 10, (128,)))


def cnn():
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(128, 10),
    )
    return training(model, torch.optim.Adam(model.parameters()), torch.randn(64, 1, 8, 8), torch.randint(0, 10, (64,)))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(64), nn.LayerNorm(64)
        self.attention, self.projection = nn.Linear(64, 192), nn.Linear(64, 64)
        self.network = nn.Sequential(nn.Linear(64, 256), nn.GELU(), nn.Linear(256, 64))

    def forward(self, x):
        q, k, v = self.attention(self.norm1(x)).reshape(16, 64, 3, 4, 16).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.projection(mixed.permute(0, 2, 1, 3).reshape(16, 64, 64))
        return x + self.network(self.norm2(x))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(64, 64), nn.Embedding(64, 64)
        self.blocks = nn.ModuleList([Block(), Block()])
        self.norm, self.head = nn.LayerNorm(64), nn.Linear(64, 64)

    def forward(self, ids):
        x = self.tokens(ids) + self.positions(torch.arange(64))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x)).reshape(-1, 64)


def gpt():
    model = Transformer()
    ids, following = torch.randint(0, 64, (16, 64)), torch.randint(0, 64, (1024,))
    return training(model, torch.optim.Adam(model.parameters()), ids, following)


tasks = {
    "matmul512": lambda: matmul(512),
    "matmul1024": lambda: matmul(1024),
    "matmul2048": lambda: matmul(2048),
    "add": add,
    "softmax": lambda: rowwise(lambda x: torch.softmax(x, -1)),
    "layerNorm": lambda: rowwise(lambda x: F.layer_norm(x, (1024,))),
    "gelu": lambda: rowwise(F.gelu),
    "conv": lambda: conv(False),
    "convGradients": lambda: conv(True),
    "record": record,
    "mlpAdam": lambda: mlp(256, lambda model: torch.optim.Adam(model.parameters())),
    "mlpSgd": lambda: mlp(512, lambda model: torch.optim.SGD(model.parameters(), lr=0.1)),
    "cnn": cnn,
    "gpt": gpt,
}
ready = {}


def prepared(name):
    if name not in ready:
        run = tasks[name]()
        best, until, turn = float("inf"), time.perf_counter() + 0.4, 0
        while turn < 3 or time.perf_counter() < until:
            started = time.perf_counter()
            run()
            best = min(best, time.perf_counter() - started)
            turn += 1
        ready[name] = run, max(1, int(0.004 / best) + 1)
    return ready[name]


for line in sys.stdin:
    request = json.loads(line)
    if request["task"] not in tasks:
        print(json.dumps({"missing": ""}), flush=True)
        continue
    run, times = prepared(request["task"])
    wall = cpu = float("inf")
    until, turn = time.perf_counter() + request["milliseconds"] / 1000, 0
    while turn < 2 or time.perf_counter() < until:
        before, started = time.process_time(), time.perf_counter()
        for _ in range(times):
            run()
        wall = min(wall, (time.perf_counter() - started) / times)
        cpu = min(cpu, (time.process_time() - before) / times)
        turn += 1
    print(json.dumps({"wall": 1000 * wall, "cpu": 1000 * cpu}), flush=True)
