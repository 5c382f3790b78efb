from __future__ import annotations

import torch

from lits_torch.filters import as_filter, laid_as_filters

from .graphs import drawn, node

TO_PYTORCH, TO_TENSORFLOW = [3, 2, 0, 1], [2, 3, 1, 0]


def test_a_filter_its_gradient_and_what_an_optimizer_keeps_for_it_are_found() -> None:
    nodes = [
        node("Transpose", ["filter"], ["w"], perm=TO_PYTORCH),
        node("ConvFilterGradient", ["x", "dy"], ["dw"]),
        node("Transpose", ["dw"], ["gradient"], perm=TO_TENSORFLOW),
        node("Mul", ["moment", "rate"], ["decayed"]),
        node("Add", ["decayed", "gradient"], ["moved"]),
        node("Sub", ["filter", "moved"], ["next"]),
    ]
    assert laid_as_filters(nodes, {"rate"}) == {"filter", "gradient", "moment", "decayed", "moved", "next"}


def test_single_numbers_bind_no_other_weights_to_a_filter() -> None:
    nodes = [
        node("Transpose", ["filter"], ["w"], perm=TO_PYTORCH),
        node("Mul", ["filter", "rate"], ["a"]),
        node("Mul", ["dense", "rate"], ["b"]),
    ]
    assert laid_as_filters(nodes, {"rate"}) == {"filter", "a"}


def test_other_transposes_make_no_filters() -> None:
    assert laid_as_filters([node("Transpose", ["x"], ["y"], perm=[0, 3, 1, 2])], set()) == set()


def test_a_filter_keeps_its_numbers_under_its_axes_and_is_contiguous_for_pytorch() -> None:
    x = drawn(3, 3, 2, 4)
    laid = as_filter(x)
    assert torch.equal(laid, x)
    assert laid.permute(TO_PYTORCH).is_contiguous()
    assert as_filter(laid).data_ptr() == laid.data_ptr()
