"""The table of operators: each takes a call of the graph, once, and gives the function that computes it, every time.

Semantics are those of ONNX, opset 18, as far as the engine writes them.
"""

from __future__ import annotations

from typing import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from .call import Call, Function, Operator
from .ranks import RANKS
from .training import TRAINING
from .windows import WINDOWS

__all__ = ["OPERATORS", "Call"]

# TensorProto.DataType
_TYPES = {1: torch.float32, 6: torch.int32, 7: torch.int64, 9: torch.bool}


def _plain(function: Function) -> Operator:
    """An operator that is a function of PyTorch as it is."""
    return lambda _: function


def _divide(_: Call) -> Function:
    def divide(a: Tensor, b: Tensor) -> Tensor:
        return torch.div(a, b) if a.is_floating_point() else torch.div(a, b, rounding_mode="trunc")

    return divide


def _power(_: Call) -> Function:
    def power(a: Tensor, b: Tensor) -> Tensor:
        return torch.pow(a, b) if a.is_floating_point() else torch.pow(a.double(), b.double()).to(a.dtype)

    return power


def _folded(function: Callable[[Tensor, Tensor], Tensor]) -> Operator:
    """An operator of any number of inputs, made of one of two."""

    def fold(first: Tensor, *others: Tensor) -> Tensor:
        for other in others:
            first = function(first, other)
        return first

    return lambda _: fold


def _clip(call: Call) -> Function:
    low, high = call.number(1), call.number(2)
    # Whole numbers, so that whole numbers stay such.
    if low.is_integer() and high.is_integer():
        low, high = int(low), int(high)
    return lambda x: torch.clamp(x, low, high)


def _leaky_relu(call: Call) -> Function:
    alpha = call.real("alpha", 0.01)
    return lambda x: F.leaky_relu(x, alpha)


def _prelu(x: Tensor, slope: Tensor) -> Tensor:
    return torch.where(x < 0, x * slope, x)


def _cast(call: Call) -> Function:
    to = _TYPES[call.integer("to", 1)]
    return lambda x: x.to(to)


def _reshape(call: Call) -> Function:
    shape = call.integers(1)
    return lambda x: x.reshape(shape)


def _transpose(call: Call) -> Function:
    order = call.sequence("perm")
    return lambda x: x.permute(order)


def _shape(_: Call) -> Function:
    return lambda x: torch.tensor(x.shape, dtype=torch.int64)


def _expand(call: Call) -> Function:
    if call.constants[1] is None:
        return lambda x, shape: x.expand(torch.broadcast_shapes(x.shape, tuple(shape.tolist())))
    shape = tuple(call.integers(1))
    return lambda x: x.expand(torch.broadcast_shapes(x.shape, shape))


def _tile(call: Call) -> Function:
    repeats = call.integers(1)
    return lambda x: x.repeat(repeats)


def _slice(call: Call) -> Function:
    cuts = list(zip(call.integers(3), call.integers(1), call.integers(2), call.integers(4)))

    def cut(x: Tensor) -> Tensor:
        for axis, begin, end, step in cuts:
            first, last, _ = slice(begin, end, step).indices(x.shape[axis])
            if step > 0:
                x = torch.ops.aten.slice(x, axis, first, max(first, last), step)
            else:
                # PyTorch has no steps backwards: what lies between is turned around, then read forwards.
                x = x.narrow(axis, last + 1, max(0, first - last)).flip(axis)
                x = torch.ops.aten.slice(x, axis, 0, x.shape[axis], -step)
        return x

    return cut


def _pad(call: Call) -> Function:
    pads = call.integers(1)
    value = call.number(2) if call.count > 2 else 0
    rank = len(pads) // 2
    amounts = [amount for axis in reversed(range(rank)) for amount in (pads[axis], pads[axis + rank])]

    def pad(x: Tensor) -> Tensor:
        if x.dtype == torch.bool:
            return F.pad(x.byte(), amounts, value=value).bool()
        return F.pad(x, amounts, value=value)

    return pad


def _concat(call: Call) -> Function:
    axis = call.integer("axis", 0)
    return lambda *parts: torch.cat(parts, axis)


def _split(call: Call) -> Function:
    sizes = call.integers(1)
    axis = call.integer("axis", 0)
    if len(sizes) == 1:
        return lambda x: x
    return lambda x: torch.split(x, sizes, axis)


def _gather(call: Call) -> Function:
    axis = call.integer("axis", 0)

    def gather(x: Tensor, indices: Tensor) -> Tensor:
        taken = torch.index_select(x, axis, indices.reshape(-1))
        return taken.reshape([*x.shape[:axis], *indices.shape, *x.shape[axis + 1 :]])

    return gather


def _scatter_elements(call: Call) -> Function:
    axis = call.integer("axis", 0)
    if call.text("reduction", "none") == "add":
        return lambda x, indices, updates: x.scatter_add(axis, indices.long(), updates)
    return lambda x, indices, updates: x.scatter(axis, indices.long(), updates)


def _reduced(reduce: Callable[[Tensor, list[int], bool], Tensor]) -> Operator:
    def operator(call: Call) -> Function:
        axes = call.integers(1) if call.count > 1 else []
        keep = call.integer("keepdims", 1) == 1
        if not axes and call.integer("noop_with_empty_axes", 0) == 1:
            return lambda x: x
        return lambda x: reduce(x, axes, keep)

    return operator


def _product(x: Tensor, axes: list[int], keep: bool) -> Tensor:
    for axis in sorted(axes, reverse=True):
        x = torch.prod(x, axis, keep, dtype=x.dtype)
    return x


def _extreme(function: Callable[..., Tensor]) -> Operator:
    def operator(call: Call) -> Function:
        axis = call.integer("axis", 0)
        keep = call.integer("keepdims", 1) == 1
        return lambda x: function(x, axis, keep)

    return operator


def _cumulative_sum(call: Call) -> Function:
    axis = int(call.number(1))
    exclusive = call.integer("exclusive", 0) == 1
    backwards = call.integer("reverse", 0) == 1

    def add_up(x: Tensor) -> Tensor:
        from_start = x.flip(axis) if backwards else x
        sums = torch.cumsum(from_start, axis, dtype=x.dtype)
        if exclusive:
            sums = sums.narrow(axis, 0, max(0, x.shape[axis] - 1))
            zero = torch.zeros_like(x.narrow(axis, 0, min(1, x.shape[axis])))
            sums = torch.cat([zero, sums], axis)
        return sums.flip(axis) if backwards else sums

    return add_up


def _along(function: Callable[[Tensor, int], Tensor]) -> Operator:
    def operator(call: Call) -> Function:
        axis = call.integer("axis", -1)
        return lambda x: function(x, axis)

    return operator


def _top_k(call: Call) -> Function:
    count = call.integers(1)[0]
    axis = call.integer("axis", -1)

    def largest(x: Tensor) -> tuple[Tensor, Tensor]:
        # `topk` does not say which of equal values comes first.
        values, indices = torch.sort(x, dim=axis, descending=True, stable=True)
        return values.narrow(axis, 0, count), indices.narrow(axis, 0, count)

    return largest


def _einsum(call: Call) -> Function:
    equation = call.text("equation", "")
    return lambda *inputs: torch.einsum(equation, *inputs)


def _resize(call: Call) -> Function:
    """Nearest pixels by whole factors: each pixel is repeated."""
    rows, columns = (int(scale) for scale in call.numbers(2)[2:])
    return lambda x: x.repeat_interleave(rows, 2).repeat_interleave(columns, 3)


def _crop_and_resize(call: Call) -> Function:
    height, width = call.integers(3)
    nearest = call.text("mode", "bilinear") == "nearest"
    outside = call.real("extrapolation_value", 0.0)

    def places(low: Tensor, high: Tensor, count: int, size: int) -> Tensor:
        """Where the crop's rows, or columns, lie in the picture: [boxes, count]."""
        if count == 1:
            return (0.5 * (low + high) * (size - 1)).unsqueeze(1)
        step = (high - low) * (size - 1) / (count - 1)
        return (low * (size - 1)).unsqueeze(1) + torch.arange(count, device=low.device) * step.unsqueeze(1)

    def crop(x: Tensor, boxes: Tensor, of: Tensor) -> Tensor:
        size = x.shape[2:]
        y = places(boxes[:, 0], boxes[:, 2], height, size[0])
        left_right = places(boxes[:, 1], boxes[:, 3], width, size[1])
        inside = ((y >= 0) & (y <= size[0] - 1)).unsqueeze(2) & ((left_right >= 0) & (left_right <= size[1] - 1)).unsqueeze(1)
        picture = of.long().view(-1, 1, 1)

        def at(row: Tensor, column: Tensor) -> Tensor:
            row = row.long().clamp(0, size[0] - 1).unsqueeze(2)
            column = column.long().clamp(0, size[1] - 1).unsqueeze(1)
            return x[picture, :, row, column]

        if nearest:
            # Halves are rounded away from zero, as C does; Python rounds them to even.
            found = at((y + 0.5).floor(), (left_right + 0.5).floor())
        else:
            top, left = y.floor(), left_right.floor()
            down, right = (y - top)[:, :, None, None], (left_right - left)[:, None, :, None]
            above = at(top, left) * (1 - right) + at(top, left_right.ceil()) * right
            below = at(y.ceil(), left) * (1 - right) + at(y.ceil(), left_right.ceil()) * right
            found = above * (1 - down) + below * down
        cropped = torch.where(inside.unsqueeze(3), found, torch.full_like(found, outside))
        return cropped.permute(0, 3, 1, 2)

    return crop


def _identity(x: Tensor) -> Tensor:
    return x


OPERATORS: dict[str, Operator] = {
    **RANKS,
    **TRAINING,
    **WINDOWS,
    # One number from one.
    "Abs": _plain(torch.abs),
    "Acos": _plain(torch.acos),
    "Acosh": _plain(torch.acosh),
    "Asin": _plain(torch.asin),
    "Asinh": _plain(torch.asinh),
    "Atan": _plain(torch.atan),
    "Atanh": _plain(torch.atanh),
    "Cast": _cast,
    "Ceil": _plain(torch.ceil),
    "Clip": _clip,
    "Cos": _plain(torch.cos),
    "Cosh": _plain(torch.cosh),
    "Elu": _plain(F.elu),
    "Erf": _plain(torch.erf),
    "Exp": _plain(torch.exp),
    "Floor": _plain(torch.floor),
    "Identity": _plain(_identity),
    "IsInf": _plain(torch.isinf),
    "IsNaN": _plain(torch.isnan),
    "LeakyRelu": _leaky_relu,
    "Log": _plain(torch.log),
    "Neg": _plain(torch.neg),
    "Not": _plain(torch.logical_not),
    "Reciprocal": _plain(torch.reciprocal),
    "Relu": _plain(torch.relu),
    "Round": _plain(torch.round),
    "Selu": _plain(torch.selu),
    "Sigmoid": _plain(torch.sigmoid),
    "Sin": _plain(torch.sin),
    "Sinh": _plain(torch.sinh),
    "Softplus": _plain(F.softplus),
    "Sqrt": _plain(torch.sqrt),
    "Tan": _plain(torch.tan),
    "Tanh": _plain(torch.tanh),
    # One number from several.
    "Add": _plain(torch.add),
    "And": _plain(torch.logical_and),
    "Div": _divide,
    "Equal": _plain(torch.eq),
    "Greater": _plain(torch.gt),
    "GreaterOrEqual": _plain(torch.ge),
    "Less": _plain(torch.lt),
    "LessOrEqual": _plain(torch.le),
    "Max": _folded(torch.maximum),
    "Min": _folded(torch.minimum),
    "Mod": _plain(torch.remainder),
    "Mul": _plain(torch.mul),
    "Or": _plain(torch.logical_or),
    "PRelu": _plain(_prelu),
    "Pow": _power,
    "Sub": _plain(torch.sub),
    "Where": _plain(torch.where),
    "Xor": _plain(torch.logical_xor),
    # Over axes.
    "ArgMax": _extreme(torch.argmax),
    "ArgMin": _extreme(torch.argmin),
    "CumSum": _cumulative_sum,
    "LogSoftmax": _along(torch.log_softmax),
    "ReduceMax": _reduced(torch.amax),
    "ReduceMean": _reduced(torch.mean),
    "ReduceMin": _reduced(torch.amin),
    "ReduceProd": _reduced(_product),
    "ReduceSum": _reduced(lambda x, axes, keep: torch.sum(x, axes, keep, dtype=x.dtype)),
    "Softmax": _along(torch.softmax),
    "TopK": _top_k,
    # Products.
    "Einsum": _einsum,
    "MatMul": _plain(torch.matmul),
    # Where numbers lie.
    "Concat": _concat,
    "CropAndResize": _crop_and_resize,
    "Expand": _expand,
    "Gather": _gather,
    "Pad": _pad,
    "Reshape": _reshape,
    "Resize": _resize,
    "ScatterElements": _scatter_elements,
    "Shape": _shape,
    "Slice": _slice,
    "Split": _split,
    "Tile": _tile,
    "Transpose": _transpose,
}
"""ONNX's operators, and those of the engine's own (``windows``), by name."""
