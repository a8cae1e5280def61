"""Writes the golden files: what PyTorch gives for every call that `node dist/test/golden/requests.js` prints.

    python -m pip install torch     (anywhere; `npm test` needs neither)
    node scripts/setup.mjs && python test/golden/make.py

An op that is called as in PyTorch, in camel case, needs no line here. Ops that are called differently have one in
`calls.py`. Everything is computed in float64 from float32 operands, but `halves.jsonl` in float16. What PyTorch refuses is left
out: an op may take more than PyTorch's does (`--refused` lists them). The first line of a file names the version, and the ops that PyTorch has not, with the reason.
"""
import json
import pathlib
import subprocess
import sys
import warnings

import torch

import calls
import learning
from convert import described, spread_weights, to_torch, written

here = pathlib.Path(__file__).resolve().parent
root = here.parent.parent


def requests():
    script = root / "dist/test/golden/requests.js"
    printed = subprocess.run(["node", str(script)], check=True, capture_output=True, text=True, cwd=root)
    return [json.loads(line) for line in printed.stdout.splitlines()]


def leaves_of(value, found):
    """The float tensors among arguments, in the order in which they are written."""
    if isinstance(value, torch.Tensor):
        if value.is_floating_point():
            found.append(value)
    elif isinstance(value, dict):
        for entry in value.values():
            leaves_of(entry, found)
    elif isinstance(value, (list, tuple)):
        for entry in value:
            leaves_of(entry, found)
    return found


def flat(result):
    if isinstance(result, torch.Tensor):
        return [result]
    if isinstance(result, (list, tuple)):
        return [tensor for entry in result for tensor in flat(entry)]
    return [torch.tensor(result)]


def answer(asked, integers):
    args = to_torch(asked["args"], integers)
    leaves = leaves_of(args, [])
    for leaf in leaves:
        leaf.requires_grad_()
    results = flat(calls.call(asked["call"], args))
    answered = {**asked, "results": [described(result) for result in results]}
    floats = [result for result in results if result.is_floating_point() and result.requires_grad]
    if floats:
        weights = iter(spread_weights(sum(result.numel() for result in floats)))
        total = sum((result * torch.tensor([next(weights) for _ in range(result.numel())]).reshape(result.shape)).sum()
                    for result in floats)
        found = torch.autograd.grad(total, leaves, allow_unused=True)
        answered["gradients"] = [None if gradient is None else written(gradient) for gradient in found]
    return answered


def half_answer(asked, integers):
    """Computed as PyTorch computes halves: no gradients, and which results are halves."""
    results = flat(calls.call(asked["call"], to_torch(asked["args"], integers, torch.float16)))
    return {**asked, "results": [{**described(result), "half": result.dtype == torch.float16} for result in results]}


def call_lines(requests, answer=answer):
    answers, failures = [], {}
    for asked in requests:
        name = asked["call"]
        if name in calls.without:
            failures.setdefault(name, calls.without[name])
            continue
        # Indices and classes are int64 in PyTorch; everything else of ours that is whole is int32.
        for integers in (torch.int32, torch.int64):
            try:
                answers.append(answer(asked, integers))
                break
            except Exception as error:
                first = str(error).strip().split("\n")[0]
        else:
            failures.setdefault(name, first)
            if "--refused" in sys.argv:
                print(f"refused: {name}{json.dumps(asked['args'])[:150]}: {first[:150]}", file=sys.stderr)
    known = {entry["call"] for entry in answers}
    return {name: why for name, why in failures.items() if name not in known}, answers


def write(name, head, lines):
    text = [json.dumps(entry, separators=(",", ":"), allow_nan=False) for entry in [head, *lines]]
    (here / f"{name}.jsonl").write_text("\n".join(text) + "\n")
    print(f"{name}.jsonl: {len(lines)} cases")


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    version = torch.__version__.split("+")[0]
    asked = requests()
    without, answers = call_lines([request for request in asked if "call" in request and "half" not in request])
    write("ops", {"torch": version, "without": without}, answers)
    _, halves = call_lines([request for request in asked if "half" in request], half_answer)
    write("halves", {"torch": version, "without": {}}, halves)
    write("learning", {"torch": version}, learning.answers(asked))
