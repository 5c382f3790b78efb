from __future__ import annotations

import math
from typing import Any, Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from .graphs import compute, drawn

EVEN: dict[str, Any] = {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}
ONE_SIDED: dict[str, Any] = {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [0, 0, 1, 1]}
PADDINGS = pytest.mark.parametrize("window", [EVEN, ONE_SIDED], ids=["even", "one-sided"])


def _padded(x: Tensor, window: dict[str, Any], value: float = 0) -> Tensor:
    top, left, bottom, right = window["pads"]
    return F.pad(x, [left, right, top, bottom], value=value)


def _gradient(function: Callable[..., Tensor], of: Tensor, dy: Tensor) -> Tensor:
    leaf = of.clone().requires_grad_()
    return torch.autograd.grad(function(leaf), leaf, dy)[0]


@PADDINGS
def test_convolves_in_groups_with_a_bias(window: dict[str, Any]) -> None:
    x, weight, bias = drawn(2, 4, 8, 8), drawn(6, 2, 3, 3, seed=2), drawn(6, seed=3)
    made = compute("Conv", x, weight, bias, group=2, **window)
    torch.testing.assert_close(made, F.conv2d(_padded(x, window), weight, bias, stride=2, groups=2))


def test_convolves_dilated() -> None:
    x, weight = drawn(1, 1, 9, 9), drawn(2, 1, 3, 3, seed=2)
    made = compute("Conv", x, weight, kernel_shape=[3, 3], dilations=[2, 2])
    torch.testing.assert_close(made, F.conv2d(x, weight, dilation=2))


@PADDINGS
def test_the_gradient_for_a_convolutions_input_is_that_of_autograd(window: dict[str, Any]) -> None:
    x, weight = drawn(2, 3, 8, 8), drawn(5, 3, 3, 3, seed=2)
    dy = drawn(*F.conv2d(_padded(x, window), weight, stride=2).shape, seed=3)
    made = compute("ConvInputGradient", dy, weight, input_shape=[2, 3, 8, 8], **window)
    torch.testing.assert_close(made, _gradient(lambda leaf: F.conv2d(_padded(leaf, window), weight, stride=2), x, dy))


@PADDINGS
def test_the_gradient_for_a_convolutions_filter_is_that_of_autograd(window: dict[str, Any]) -> None:
    x, weight = drawn(2, 3, 8, 8), drawn(5, 3, 3, 3, seed=2)
    dy = drawn(*F.conv2d(_padded(x, window), weight, stride=2).shape, seed=3)
    made = compute("ConvFilterGradient", x, dy, filter_shape=[5, 3, 3, 3], **window)
    expected = _gradient(lambda leaf: F.conv2d(_padded(x, window), leaf, stride=2), weight, dy)
    torch.testing.assert_close(made, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("pads", [[1, 1, 1, 1], [0, 0, 1, 1], [1, 1, 0, 0], [0, 0, 2, 2]])
def test_spreads_as_the_transposed_convolution_of_which_the_pads_are_cut(pads: list[int]) -> None:
    x, weight, bias = drawn(1, 2, 4, 4), drawn(2, 3, 3, 3, seed=2), drawn(3, seed=3)
    made = compute("ConvTranspose", x, weight, bias, kernel_shape=[3, 3], strides=[2, 2], pads=pads)
    whole = F.conv_transpose2d(x, weight, bias, stride=2)
    top, left, bottom, right = pads
    torch.testing.assert_close(made, whole[:, :, top : 9 - bottom, left : 9 - right])


@PADDINGS
def test_pools_the_largest(window: dict[str, Any]) -> None:
    x = drawn(2, 3, 8, 8)
    torch.testing.assert_close(compute("MaxPool", x, **window), F.max_pool2d(_padded(x, window, -math.inf), 3, 2))


@PADDINGS
def test_tells_where_the_largest_were_in_the_whole_input(window: dict[str, Any]) -> None:
    x = drawn(2, 3, 8, 8)
    values, places = compute("MaxPool", x, outputs=2, **window)
    assert torch.equal(x.reshape(-1)[places], values)


@PADDINGS
def test_the_gradient_of_a_max_pool_is_that_of_autograd(window: dict[str, Any]) -> None:
    x = drawn(2, 3, 8, 8)
    pool: Callable[[Tensor], Tensor] = lambda leaf: F.max_pool2d(_padded(leaf, window, -math.inf), 3, 2)  # noqa: E731
    dy = drawn(*pool(x).shape, seed=2)
    torch.testing.assert_close(compute("MaxPoolGradient", dy, x, **window), _gradient(pool, x, dy))


def test_unpools_to_the_places_of_the_largest() -> None:
    x, places = torch.tensor([[[[5.0, 7.0]]]]), torch.tensor([[[[1, 2]]]])
    assert compute("MaxUnpool", x, places, [1, 1, 2, 2]).tolist() == [[[[0, 5], [7, 0]]]]


@PADDINGS
def test_averages_count_the_padding_or_not(window: dict[str, Any]) -> None:
    x = drawn(2, 3, 8, 8)
    sums = F.avg_pool2d(_padded(x, window), 3, 2, divisor_override=1)
    inside = F.avg_pool2d(_padded(torch.ones_like(x), window), 3, 2, divisor_override=1)
    torch.testing.assert_close(compute("AveragePool", x, **window), sums / inside)
    torch.testing.assert_close(compute("AveragePool", x, count_include_pad=1, **window), sums / 9)
