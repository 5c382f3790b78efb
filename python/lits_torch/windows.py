"""Operators with windows that slide: convolutions and pools, and their gradients.

``pads`` are ONNX's: all begins, then all ends. PyTorch's paddings are the same on both sides, and at most half a window for pools;
what is not like that is padded before.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from .call import Call, Function, Operator

aten = torch.ops.aten


def _amounts(pads: Sequence[int]) -> list[int]:
    """The pads as ``torch.nn.functional.pad`` takes them: the last axis first."""
    rank = len(pads) // 2
    return [amount for axis in reversed(range(rank)) for amount in (pads[axis], pads[axis + rank])]


class Window:
    """The geometry of a node: how its window moves over the input."""

    def __init__(self, call: Call) -> None:
        self.size = call.sequence("kernel_shape")
        rank = len(self.size)
        ones = [1] * rank
        self.strides = call.sequence("strides", ones)
        self.dilations = call.sequence("dilations", ones)
        self.pads = call.sequence("pads", [0] * (2 * rank))
        begins, ends = self.pads[:rank], self.pads[rank:]
        self.is_even = begins == ends and min(begins) >= 0
        """Whether PyTorch can pad by itself."""
        self.padding = begins if self.is_even else [0] * rank
        """What PyTorch is to pad; where it cannot, ``padded`` has done it."""

    @property
    def fits_pool(self) -> bool:
        """Whether PyTorch's pools take this padding."""
        return self.is_even and all(2 * pad <= size for pad, size in zip(self.padding, self.size))

    def padded(self, x: Tensor, value: float = 0) -> Tensor:
        """The input as PyTorch is to be given it."""
        return x if self.is_even else F.pad(x, _amounts(self.pads), value=value)

    def unpadded(self, x: Tensor) -> Tensor:
        """The part that is no padding of a gradient for ``padded``."""
        return x if self.is_even else F.pad(x, [-amount for amount in _amounts(self.pads)])


def _convolution(call: Call) -> Function:
    window, groups = Window(call), call.integer("group", 1)
    none = [0] * len(window.size)

    def convolve(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
        x = window.padded(x)
        strides, padding, dilations = window.strides, window.padding, window.dilations
        return torch.convolution(x, weight, bias, strides, padding, dilations, False, none, groups)

    return convolve


def _transposed_convolution(call: Call) -> Function:
    window, groups = Window(call), call.integer("group", 1)
    rank = len(window.size)
    none = [0] * rank
    more = call.sequence("output_padding", none)
    begins, ends = window.pads[:rank], window.pads[rank:]
    # PyTorch takes `begin` off both sides; what is to be taken off less, or more, at the end.
    longer = [extra + begin - end for extra, begin, end in zip(more, begins, ends)]
    largest = [max(stride, dilation) for stride, dilation in zip(window.strides, window.dilations)]
    fits = all(begin >= 0 for begin in begins) and all(0 <= by < most for by, most in zip(longer, largest))
    cut = _amounts([*(-begin for begin in begins), *(extra - end for extra, end in zip(more, ends))])

    def spread(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
        if fits:
            return torch.convolution(x, weight, bias, window.strides, begins, window.dilations, True, longer, groups)
        whole = torch.convolution(x, weight, None, window.strides, none, window.dilations, True, none, groups)
        whole = F.pad(whole, cut)
        return whole if bias is None else whole + bias.view(1, -1, *([1] * rank))

    return spread


def _convolution_input_gradient(call: Call) -> Function:
    """``dy, weight`` to the gradient for an input of the shape ``input_shape``."""
    window, groups, shape = Window(call), call.integer("group", 1), call.sequence("input_shape")
    none = [0] * len(window.size)
    if not window.is_even:
        rank = len(window.size)
        shape = [*shape[:2]] + [size + window.pads[axis] + window.pads[axis + rank] for axis, size in enumerate(shape[2:])]

    def gradient(dy: Tensor, weight: Tensor) -> Tensor:
        # Only its shape is read.
        x = torch.empty(shape, dtype=dy.dtype, device=dy.device)
        strides, padding, dilations = window.strides, window.padding, window.dilations
        mask = [True, False, False]
        made = aten.convolution_backward(dy, x, weight, None, strides, padding, dilations, False, none, groups, mask)
        return window.unpadded(made[0])

    return gradient


def _convolution_filter_gradient(call: Call) -> Function:
    """``x, dy`` to the gradient for weights of the shape ``filter_shape``."""
    window, groups, shape = Window(call), call.integer("group", 1), call.sequence("filter_shape")
    none = [0] * len(window.size)

    def gradient(x: Tensor, dy: Tensor) -> Tensor:
        # Only its shape is read.
        weight = torch.empty(shape, dtype=dy.dtype, device=dy.device)
        strides, padding, dilations = window.strides, window.padding, window.dilations
        mask = [False, True, False]
        x = window.padded(x)
        made = aten.convolution_backward(dy, x, weight, None, strides, padding, dilations, False, none, groups, mask)
        return made[1]  # type: ignore[no-any-return]

    return gradient


_MaxPool = Callable[..., tuple[Tensor, Tensor]]
_with_indices: dict[int, _MaxPool] = {
    1: F.max_pool1d_with_indices,
    2: aten.max_pool2d_with_indices,
    3: aten.max_pool3d_with_indices,
}
_without_indices: dict[int, Callable[..., Tensor]] = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}


def _max_pool(call: Call) -> Function:
    """The largest of each window; with two outputs also its flat index into the whole input."""
    window, rank = Window(call), len(call.sequence("kernel_shape"))
    fits = window.fits_pool
    padding = window.padding if fits else [0] * rank

    def around(x: Tensor) -> Tensor:
        return x if fits else F.pad(x, _amounts(window.pads), value=-math.inf)

    if call.outputs == 1:
        pool = _without_indices[rank]
        return lambda x: pool(around(x), window.size, window.strides, padding)

    def pool_and_tell(x: Tensor) -> tuple[Tensor, Tensor]:
        values, places = _with_indices[rank](around(x), window.size, window.strides, padding)
        size = list(x.shape[2:])
        if not fits:
            places = _without_padding(places, size, window.pads)
        planes = torch.arange(x.shape[0] * x.shape[1], device=x.device)
        starts = (planes * math.prod(size)).view(*x.shape[:2], *([1] * rank))
        return values, places + starts

    return pool_and_tell


def _without_padding(places: Tensor, size: Sequence[int], pads: Sequence[int]) -> Tensor:
    """Flat indices into a padded plane as those into the plane itself."""
    rank = len(size)
    step, found = 1, torch.zeros_like(places)
    for axis in reversed(range(rank)):
        whole = size[axis] + pads[axis] + pads[axis + rank]
        found += (places % whole - pads[axis]) * step
        places = torch.div(places, whole, rounding_mode="floor")
        step *= size[axis]
    return found


def _max_unpool(call: Call) -> Function:
    """Each number at its flat index, between zeros."""
    shape = call.integers(2)

    def unpool(x: Tensor, indices: Tensor) -> Tensor:
        zeros = torch.zeros(math.prod(shape), dtype=x.dtype, device=x.device)
        return zeros.scatter_(0, indices.reshape(-1), x.reshape(-1)).view(shape)

    return unpool


def _max_pool_gradient(call: Call) -> Function:
    """``dy, x`` to the gradient of a max pool over pictures: each number to the first largest of its window."""
    window = Window(call)
    fits = window.fits_pool
    padding = window.padding if fits else [0, 0]
    ones = [1, 1]

    def gradient(dy: Tensor, x: Tensor) -> Tensor:
        around = x if fits else F.pad(x, _amounts(window.pads), value=-math.inf)
        _, places = aten.max_pool2d_with_indices(around, window.size, window.strides, padding)
        made = aten.max_pool2d_with_indices_backward(dy, around, window.size, window.strides, padding, ones, False, places)
        return made if fits else F.pad(made, [-amount for amount in _amounts(window.pads)])

    return gradient


def _average_pool(call: Call) -> Function:
    window, rank = Window(call), len(call.sequence("kernel_shape"))
    counts_padding = call.integer("count_include_pad", 0) == 1
    pool: Callable[..., Tensor] = {2: F.avg_pool2d, 3: F.avg_pool3d}[rank]
    none = [0] * rank
    if window.fits_pool:
        return lambda x: pool(x, window.size, window.strides, window.padding, count_include_pad=counts_padding)

    def average(x: Tensor) -> Tensor:
        padded = F.pad(x, _amounts(window.pads))
        means = pool(padded, window.size, window.strides, none)
        if counts_padding:
            return means
        inside = F.pad(x.new_ones((1, 1, *x.shape[2:])), _amounts(window.pads))
        return means / pool(inside, window.size, window.strides, none)

    return average


WINDOWS: dict[str, Operator] = {
    "AveragePool": _average_pool,
    "Conv": _convolution,
    "ConvFilterGradient": _convolution_filter_gradient,
    "ConvInputGradient": _convolution_input_gradient,
    "ConvTranspose": _transposed_convolution,
    "MaxPool": _max_pool,
    "MaxPoolGradient": _max_pool_gradient,
    "MaxUnpool": _max_unpool,
}
