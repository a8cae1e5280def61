"""Between the data of requests and golden files, and PyTorch's tensors."""
import math

import torch

# What the tests multiply results by before summing, so that no two gradients can be confused.
def spread_weights(count):
    return [0.3 + (i * 0.37) % 1 for i in range(count)]


def number(value):
    return float(value) if isinstance(value, str) else value


def to_tensor(data, integers=torch.int32, computed=torch.float64):
    shape, dtype, values = data["shape"], data["dtype"], [number(value) for value in data["values"]]
    if dtype == "bool":
        return torch.tensor([value != 0 for value in values], dtype=torch.bool).reshape(shape)
    if dtype in ("i32", "u32"):
        whole = integers if dtype == "i32" else torch.int64
        return torch.tensor([int(value) for value in values], dtype=whole).reshape(shape)
    # Operands have the precision that they are stored with; what is computed of them has more.
    stored = {"f16": torch.float16, "f32": torch.float32, "f64": torch.float64}[dtype]
    return torch.tensor(values, dtype=stored).to(computed).reshape(shape)


special_words = {"NaN", "Infinity", "-Infinity", "-0"}


def to_torch(value, integers=torch.int32, computed=torch.float64):
    """Arguments with tensors for their descriptions and numbers for words."""
    if isinstance(value, dict):
        if set(value) == {"tensor"} and "values" in value["tensor"]:
            return to_tensor(value["tensor"], integers, computed)
        return {key: to_torch(entry, integers, computed) for key, entry in value.items()}
    if isinstance(value, list):
        return [to_torch(entry, integers, computed) for entry in value]
    return number(value) if isinstance(value, str) and value in special_words else value


def kind_of(tensor):
    if tensor.dtype == torch.bool:
        return "bool"
    return "float" if tensor.is_floating_point() else "int"


def word(value):
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0 and math.copysign(1, value) < 0:
        return "-0"
    short = float(f"{value:.10g}")
    return int(short) if short == int(short) and abs(short) < 1e15 else short


def written(tensor):
    return [word(value) for value in tensor.detach().reshape(-1).tolist()]


def described(tensor):
    if tensor.is_complex():
        tensor = torch.view_as_real(tensor)
    return {"shape": list(tensor.shape), "kind": kind_of(tensor), "values": written(tensor)}
