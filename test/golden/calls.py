"""How PyTorch's functions are called for ours: by the same name in snake case, with options as keywords, unless a line here
says otherwise."""
import re

import torch
import torch.nn.functional as F

# What PyTorch has not, or what has no one right answer.
without = {
    "bernoulli": "random",
    "dropout": "random",
    "categorical": "random",
    "multinomial": "random",
    "standardize": "PyTorch has no such function; nn.LayerNorm is compared",
    "focalLoss": "in torchvision, not in PyTorch",
    "linalg.adjugate": "PyTorch has no such function",
    "linalg.eigh": "the signs of vectors are free; eigvalsh is compared",
    "linalg.svd": "the signs of vectors are free; svdvals is compared",
}

homes = [F, torch, torch.special, torch.linalg, torch.fft, torch.Tensor]
renamed = {"axis": "dim", "axes": "dims", "keep_dims": "keepdim", "order": "p"}
largest = torch.finfo(torch.float32).max


def snake(name):
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()


def keywords(options):
    made = {snake(name): entry for name, entry in options.items()}
    return {renamed.get(name, name): tuple(entry) if isinstance(entry, list) else entry for name, entry in made.items()}


def call(name, args):
    if name in ours:
        return ours[name](*args)
    plain, options = list(args), {}
    if plain and isinstance(plain[-1], dict):
        options = keywords(plain.pop())
    path, _, last = name.rpartition(".")
    places = [getattr(torch, path)] if path else homes
    function = next((getattr(place, snake(last)) for place in places if hasattr(place, snake(last))), None)
    if function is None:
        raise LookupError("PyTorch has no such function")
    return function(*plain, **options)


def axes_of(x, axis):
    if axis is None:
        return tuple(range(x.dim()))
    return tuple(axis) if isinstance(axis, list) else (axis,)


def reduction(function):
    """One that takes several axes, or none for all."""
    return lambda x, axis=None, keep=False, *rest: function(x, axes_of(x, axis), keep, *rest)


def one_axis(function):
    """One that takes a single axis, or none for the whole."""
    def reduced(x, axis=None, keep=False):
        if axis is None:
            whole = function(x)
            return whole.reshape([1] * x.dim()) if keep else whole
        for each in sorted((a % max(1, x.dim()) for a in axes_of(x, axis)), reverse=True):
            x = function(x, each, keep)
        return x
    return reduced


def arg(function):
    """The place of an extreme: along one axis, or in the whole."""
    def place(x, axis=None, keep=False):
        if isinstance(axis, list):
            raise TypeError("PyTorch takes one axis")
        return function(x, axis, keep)
    return place


def sliced(x, start=None, end=None, axis=0, step=1):
    """Python's slices, with negative steps, which PyTorch has not."""
    places = list(range(x.shape[axis]))[slice(start, end, step)]
    return x.index_select(axis, torch.tensor(places, dtype=torch.int64))


def long(index):
    return index if index.dtype == torch.bool else index.to(torch.int64)


def entered(x, indices):
    """x with places and ranges taken, and the index of the tensors among the entries."""
    axis, key = 0, []
    for index in indices:
        if isinstance(index, torch.Tensor):
            key.append(long(index))
            axis += 1
        elif isinstance(index, list):
            start, end, step = [*index, *[None] * (3 - len(index))]
            x = sliced(x, start, end, axis, step)
            key.append(slice(None))
            axis += 1
        elif index is None:
            key.append(slice(None))
            axis += 1
        else:
            x = x.select(axis, index)
    return x, tuple(key)


def at(x, *indices):
    seen, key = entered(x, indices)
    return seen[key]


def index_put(x, indices, values, accumulate=False):
    if all(isinstance(index, torch.Tensor) for index in indices):
        key = tuple(long(index) for index in indices)
        return x.index_put(key, torch.as_tensor(values, dtype=x.dtype), accumulate)
    places = at(torch.arange(x.numel()).reshape(x.shape), *indices)
    flat = torch.as_tensor(values, dtype=x.dtype).expand(places.shape).reshape(-1)
    return x.reshape(-1).index_put((places.reshape(-1),), flat, accumulate).reshape(x.shape)


def together(function):
    """One that takes a single axis last, over several axes as over one."""
    def reduced(x, axis=None, keep=False):
        axes = [a % max(1, x.dim()) for a in axes_of(x, axis)]
        kept = [i for i in range(x.dim()) if i not in axes]
        rows = x.permute([*kept, *axes]).reshape([x.shape[i] for i in kept] + [-1])
        shape = [1 if i in axes else n for i, n in enumerate(x.shape)] if keep else [x.shape[i] for i in kept]
        result = function(rows)
        return result.reshape(list(result.shape[:result.dim() - len(kept)]) + shape)
    return reduced


def median(whole, along):
    return lambda x, axis=None, keep=False: together(whole if axis is None else along)(x, axis, keep)


def quantile(function):
    def taken(x, q, axis=None, keep=False, interpolation="linear"):
        levels = q if isinstance(q, torch.Tensor) else torch.tensor(q, dtype=torch.float64)
        return together(lambda rows: function(rows, levels, -1, interpolation=interpolation))(x, axis, keep)
    return taken


def top_k(x, k, axis=-1, largest=True):
    values, indices = torch.sort(x, dim=axis, descending=largest, stable=True)
    return values.narrow(axis, 0, k), indices.narrow(axis, 0, k)


def searchsorted(rows, values, right=False):
    if rows.is_floating_point() and rows.isnan().any():
        raise ValueError("PyTorch has no order for NaN here")
    return torch.searchsorted(rows, values, right=right)


def distinct(function):
    """Its values, where each went and how many there are of each."""
    def found(x, axis=None):
        return function(x.detach(), return_inverse=True, return_counts=True, dim=axis)
    return found


def histogram(x, bins, options={}):
    edges = torch.tensor(bins, dtype=x.dtype) if isinstance(bins, list) else bins
    named = keywords(options)
    if "weights" in named:
        named["weight"] = named.pop("weights").detach()
    return torch.histogram(x.detach(), edges, **named)


def pad(x, padding, around=0):
    pairs = [entry if isinstance(entry, list) else [entry, entry] for entry in padding]
    if isinstance(around, str):
        # PyTorch pads batches of channels only, on all the other axes.
        spatial = [[0, 0]] * (x.dim() - len(pairs)) + pairs
        flat = [n for pair in reversed(spatial) for n in pair]
        return F.pad(x[None, None], flat, around)[0, 0]
    return F.pad(x, [n for pair in reversed(pairs) for n in pair], value=around)


def cross_entropy(logits, targets, options={}):
    options = dict(options)
    axis = options.pop("axis", None)
    if axis is not None:
        logits = logits.movedim(axis, 1)
    targets = targets if targets.is_floating_point() else targets.to(torch.int64)
    return F.cross_entropy(logits, targets, **weighing(options))


def weighing(options):
    """Options whose weights have no gradient in PyTorch."""
    return {name: entry.detach() if isinstance(entry, torch.Tensor) else entry for name, entry in keywords(options).items()}


def bincount(x, length, weights=None):
    x = x.reshape(-1)
    weights = torch.ones(x.shape, dtype=torch.int64) if weights is None else weights.reshape(-1)
    inside = (x >= 0) & (x < length)
    counts = torch.zeros(length, dtype=weights.dtype)
    return counts.index_add(0, x[inside].to(torch.int64), weights[inside])


def interpolate(x, options):
    options = keywords(options)
    if isinstance(options.get("size"), tuple):
        options["size"] = list(options["size"])
    return F.interpolate(x, **options)


def columns(function):
    """A system whose right side may be a vector, for functions that take columns only."""
    def solved(a, b, options={}):
        x = function(a, b.unsqueeze(-1) if b.dim() == 1 else b, options)
        return x.squeeze(-1) if b.dim() == 1 else x
    return solved


def transform(function, takes_pairs, gives_pairs):
    """Complex values are pairs."""
    def transformed(x, options={}):
        result = function(torch.view_as_complex(x) if takes_pairs else x, **keywords(options))
        return torch.view_as_real(result.resolve_conj()) if gives_pairs else result
    return transformed


def short_time(function, takes_pairs, more):
    def transformed(x, options):
        named = {"n_fft" if name == "nFft" else snake(name): entry for name, entry in options.items()}
        result = function(torch.view_as_complex(x) if takes_pairs else x, **named, **more)
        return result if takes_pairs else torch.view_as_real(result)
    return transformed


dtypes = {"f16": torch.float16, "f32": torch.float64, "f64": torch.float64, "i32": torch.int32, "bool": torch.bool}


ours = {
    "sum": reduction(lambda x, axes, keep: torch.sum(x, axes, keep) if x.dim() else x.sum()),
    "mean": reduction(lambda x, axes, keep: torch.mean(x if x.is_floating_point() else x.double(), axes, keep)),
    "nansum": reduction(lambda x, axes, keep: torch.nansum(x, axes, keep)),
    "nanmean": reduction(lambda x, axes, keep: torch.nanmean(x, axes, keep)),
    "countNonzero": reduction(lambda x, axes, keep: (x != 0).sum(axes, keep)),
    "max": reduction(lambda x, axes, keep: torch.amax(x, axes, keep)),
    "min": reduction(lambda x, axes, keep: torch.amin(x, axes, keep)),
    "prod": one_axis(torch.prod),
    "any": one_axis(torch.any),
    "all": one_axis(torch.all),
    "argmax": arg(torch.argmax),
    "argmin": arg(torch.argmin),
    "logsumexp": reduction(lambda x, axes, keep: torch.logsumexp(x, axes, keep)),
    "var": reduction(lambda x, axes, keep, correction=1: torch.var(x, axes, correction=correction, keepdim=keep)),
    "std": reduction(lambda x, axes, keep, correction=1: torch.std(x, axes, correction=correction, keepdim=keep)),
    "norm": reduction(lambda x, axes, keep, order=2: torch.linalg.vector_norm(x, order, axes, keep)),
    "cummax": lambda x, axis: torch.cummax(x, axis).values,
    "argcummax": lambda x, axis: torch.cummax(x, axis).indices,
    "argcummin": lambda x, axis: torch.cummin(x, axis).indices,
    "meshgrid": lambda xs, indexing="ij": torch.meshgrid(*xs, indexing=indexing),
    "cummin": lambda x, axis: torch.cummin(x, axis).values,
    "argcummax": lambda x, axis: torch.cummax(x, axis).indices,
    "argcummin": lambda x, axis: torch.cummin(x, axis).indices,
    "sort": lambda x, axis=-1, descending=False: torch.sort(x, dim=axis, descending=descending, stable=True),
    "argsort": lambda x, axis=-1, descending=False: torch.argsort(x, dim=axis, descending=descending, stable=True),
    "topK": top_k,
    "searchsorted": searchsorted,
    "median": median(lambda x: x.median(), lambda x: x.median(-1).values),
    "nanmedian": median(lambda x: x.nanmedian(), lambda x: x.nanmedian(-1).values),
    "quantile": quantile(torch.quantile),
    "nanquantile": quantile(torch.nanquantile),
    "histogram": histogram,
    "unique": distinct(torch.unique),
    "uniqueConsecutive": distinct(torch.unique_consecutive),
    "softmin": F.softmin,
    "softmax": lambda x, axis: F.softmax(x, axis),
    "logSoftmax": lambda x, axis: F.log_softmax(x, axis),
    "normalize": lambda x, axis=1, order=2, eps=1e-12: F.normalize(x, order, axis, eps),
    "cosineSimilarity": lambda a, b, axis=1, eps=1e-8: F.cosine_similarity(a, b, axis, eps),
    "mod": torch.remainder,
    "to": lambda x, dtype: x.to(dtypes[dtype]),
    "cast": lambda x, dtype: x.to(dtypes[dtype]),
    "float": lambda x: x.to(dtypes["f32"]),
    "double": lambda x: x.to(dtypes["f64"]),
    "half": lambda x: x.to(dtypes["f16"]),
    "int": lambda x: x.to(dtypes["i32"]),
    "bool": lambda x: x.to(dtypes["bool"]),
    "where": lambda c, a, b: torch.where(c != 0, a, b),
    "maskedFill": lambda x, mask, value: x.masked_fill(mask != 0, value),
    "isclose": lambda a, b, rtol=1e-5, atol=1e-8, nan=False: torch.isclose(
        a, b if isinstance(b, torch.Tensor) else torch.full_like(a, b), rtol, atol, nan),
    "nanToNum": lambda x, nan=0.0, high=largest, low=-largest: torch.nan_to_num(x, nan, high, low),
    "gelu": lambda x, approximate="none": F.gelu(x, approximate=approximate),
    "logSigmoid": F.logsigmoid,
    "leftShift": torch.bitwise_left_shift,
    "rightShift": torch.bitwise_right_shift,
    "squeeze": lambda x, axis=None: x.squeeze() if axis is None else x.squeeze(axes_of(x, axis)),
    "expand": lambda x, shape: x.expand(shape),
    "slice": sliced,
    "at": at,
    "indexPut": index_put,
    "indexSelect": lambda x, axis, index: x.index_select(axis, index.to(torch.int64)),
    "indexAdd": lambda x, axis, index, source: x.index_add(axis, index.to(torch.int64), source),
    "indexCopy": lambda x, axis, index, source: x.index_copy(axis, index.to(torch.int64), source),
    "indexFill": lambda x, axis, index, value: x.index_fill(axis, index.to(torch.int64), value),
    "scatter": lambda x, axis, index, source: x.scatter(axis, index.to(torch.int64), source),
    "maskedScatter": lambda x, mask, source: x.masked_scatter(mask, source),
    "takeAlongAxis": lambda x, index, axis=None: torch.take_along_dim(x, index.to(torch.int64), axis),
    "flip": lambda x, axis=None: torch.flip(x, axes_of(x, axis)),
    "pad": pad,
    "roll": lambda x, shifts, axes=None: torch.roll(x, shifts, axes),
    "rot90": lambda x, turns=1, axes=(0, 1): torch.rot90(x, turns, axes),
    "trace": lambda x: x.diagonal().sum(),
    "take": lambda x, index: torch.take(x, index.to(torch.int64)),
    "takeAlongDim": lambda x, index, axis: torch.take_along_dim(x, index.to(torch.int64), axis),
    "embedding": lambda table, index: F.embedding(index.to(torch.int64), table),
    "oneHot": lambda index, classes: F.one_hot(index.to(torch.int64), classes).double(),
    "bincount": bincount,
    "globalAvgPool": lambda x: x.mean(tuple(range(2, x.dim())), keepdim=True),
    "interpolate": interpolate,
    "fold": lambda x, output, size, options={}: F.fold(x, output, size, **keywords(options)),
    "tensordot": lambda a, b, axes=2: torch.tensordot(a, b, axes),
    "crossEntropy": cross_entropy,
    "nllLoss": lambda x, t, o={}: F.nll_loss(x, t.to(torch.int64), **weighing(o)),
    "bceWithLogits": lambda x, t, o={}: F.binary_cross_entropy_with_logits(x, t, **weighing(o)),
    "bceLoss": lambda x, t, o={}: F.binary_cross_entropy(x, t, **weighing(o)),
    "gaussianNLLLoss": lambda x, t, v, o={}: F.gaussian_nll_loss(x, t, v, **keywords(o)),
    "poissonNLLLoss": lambda x, t, o={}: F.poisson_nll_loss(x, t, **keywords(o)),
    "softMarginLoss": lambda x, t, o={}: F.soft_margin_loss(x, t.detach(), **keywords(o)),
    "einsum": torch.einsum,
    "linalg.solveTriangular": columns(lambda a, b, options: torch.linalg.solve_triangular(
        a, b, **{"upper": False, **options})),
    "linalg.lstsq": columns(lambda a, b, options: torch.linalg.lstsq(a, b).solution),
    "fft.fft": transform(torch.fft.fft, True, True),
    "fft.ifft": transform(torch.fft.ifft, True, True),
    "fft.rfft": transform(torch.fft.rfft, False, True),
    "fft.irfft": transform(torch.fft.irfft, True, False),
    "fft.stft": short_time(torch.stft, False, {"return_complex": True}),
    "fft.istft": short_time(torch.istft, True, {}),
}
