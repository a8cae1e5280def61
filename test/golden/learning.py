"""Layers, optimizers and schedules of PyTorch, asked in the same way as ours."""
import torch
from torch import nn, optim

from calls import keywords
from convert import described, spread_weights, to_tensor, to_torch, written

renamed = {"LayerNorm": {"affine": "elementwise_affine"}, "CosineAnnealingLR": {"t_max": "T_max"}}


def options_of(name, options):
    made = keywords(to_torch(options))
    return {renamed.get(name, {}).get(key, key): value for key, value in made.items()}


def layer(asked):
    plain, options = [to_torch(arg) for arg in asked["args"]], {}
    if plain and isinstance(plain[-1], dict):
        options = options_of(asked["layer"], plain.pop())
    if asked["layer"] == "GELU" and plain:
        options = {"approximate": plain.pop()}
    made = getattr(nn, asked["layer"])(*plain, **options).double().train(asked["training"])
    made.load_state_dict({name: to_tensor(data, torch.int64) for name, data in asked["state"].items()})
    x = to_tensor(asked["input"], torch.int64)
    if x.is_floating_point():
        x.requires_grad_()
    result = made(x)
    weights = torch.tensor(spread_weights(result.numel())).reshape(result.shape)
    (result * weights).sum().backward()
    return {
        **asked,
        "result": described(result),
        "gradient": written(x.grad) if x.grad is not None else None,
        "gradients": {name: written(parameter.grad) for name, parameter in made.named_parameters()},
        "buffers": {name: written(buffer) for name, buffer in made.named_buffers()},
    }


def optimizer(asked):
    """Of (p - target)² + p⁴ / 10, with weights that differ; the parameter after each step."""
    p = nn.Parameter(to_tensor(asked["start"]))
    target = to_tensor(asked["target"])
    weights = torch.tensor(spread_weights(p.numel())).reshape(p.shape)
    made = getattr(optim, asked["optimizer"])([p], **options_of(asked["optimizer"], asked["settings"]))
    values = []
    for _ in range(asked["steps"]):
        made.zero_grad()
        (((p - target) ** 2 + p**4 * 0.1) * weights).sum().backward()
        made.step()
        values.append(written(p))
    return {**asked, "values": values}


def schedule(asked):
    made = optim.SGD([nn.Parameter(torch.zeros(1))], lr=asked["lr"])
    options = options_of(asked["schedule"], asked["options"])
    if asked["schedule"] == "OneCycleLR":
        options["cycle_momentum"] = False
    following = getattr(optim.lr_scheduler, asked["schedule"])(made, **options)
    rates = [made.param_groups[0]["lr"]]
    for i in range(asked["steps"]):
        made.step()
        following.step(*([asked["measures"][i]] if "measures" in asked else []))
        rates.append(made.param_groups[0]["lr"])
    return {**asked, "rates": rates}


kinds = {"layer": layer, "optimizer": optimizer, "schedule": schedule}


def answers(requests):
    return [make(asked) for asked in requests for kind, make in kinds.items() if kind in asked]
